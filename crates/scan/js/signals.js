// What the page's consent interfaces answer. The page's own functions are asked, so nothing they answer is trusted.
// A fragment; see README.md.

const [write, parse] = [JSON.stringify, JSON.parse];
const plain = (v, max = 60000) => {
  const s = write(v);
  return s && s.length <= max ? parse(s) : null;
};
const words = (v) => (typeof v === "string" ? v.slice(0, 500) : null);
const commandOf = (e) => e && typeof e === "object" && e[0] === "consent" && (e[1] === "default" || e[1] === "update") && e[2] && typeof e[2] === "object";
function consentMode() {
  const out = {};
  const put = (k, v) => {
    if ((v === "granted" || v === "denied") && Object.keys(out).length < 30) out[String(k).slice(0, 60)] = v;
  };
  const names = attempt("layer", () => Object.keys(globalThis.google_tag_manager || {}).map((k) => globalThis.google_tag_manager[k] && globalThis.google_tag_manager[k].name), []);
  for (const name of new Set(["dataLayer", ...(Array.isArray(names) ? names.filter((n) => typeof n === "string") : [])])) {
    const layer = globalThis[name];
    for (let i = 0; Array.isArray(layer) && i < layer.length && i < 3000; i++) {
      if (commandOf(layer[i])) for (const k of Object.keys(layer[i][2]).slice(0, 30)) put(k, layer[i][2][k]);
    }
  }
  // Google's own record of what holds now stands above the commands that were queued.
  const entries = globalThis.google_tag_data && globalThis.google_tag_data.ics && globalThis.google_tag_data.ics.entries;
  for (const k of entries && typeof entries === "object" ? Object.keys(entries).slice(0, 30) : []) {
    const e = entries[k] || {};
    const v = [e.update, e.default, e.declare].find((x) => x === true || x === false);
    if (v !== undefined) put(k, v ? "granted" : "denied");
  }
  return out;
}
function shopify() {
  const api = globalThis.Shopify && globalThis.Shopify.customerPrivacy;
  if (!api || typeof api !== "object") return null;
  const out = {};
  const ask = ["analyticsProcessingAllowed", "marketingAllowed", "preferencesProcessingAllowed", "saleOfDataAllowed", "saleOfDataRegion", "shouldShowBanner", "shouldShowGDPRBanner", "shouldShowCCPABanner", "userCanBeTracked", "getTrackingConsent", "currentVisitorConsent", "getCCPAConsent", "getRegion"];
  for (const name of ask) {
    const v = attempt("shopify", () => (typeof api[name] === "function" ? plain(api[name](), 4000) : undefined), undefined);
    if (v !== undefined) out[name] = v;
  }
  return out;
}
// What consent tools keep in cookies that scripts may read, as it stands.
const KEPT = ["OptanonConsent", "CookieConsent", "euconsent-v2", "usprivacy", "OTGPPConsent"];
function stored() {
  const out = {};
  const pairs = String(document.cookie).slice(0, 40000).split("; ");
  for (let i = 0; i < pairs.length && i < 300; i++) {
    const at = pairs[i].indexOf("=");
    const name = pairs[i].slice(0, at);
    if (at > 0 && KEPT.includes(name)) out[name] = pairs[i].slice(at + 1, at + 4001);
  }
  return out;
}
// Calls `start` with a callback; waits for it no longer than `ms`. The answer is put into `into`, not handed on: a
// promise asks whatever it is given for `then`, which a page may have put on every object.
const ask = (into, name, start, ms) =>
  new Promise((done) => {
    later(() => done(), ms);
    attempt("signal", () => start((v) => {
      into[name] = attempt("signal", () => plain(v), null);
      done();
    }), null);
  });
/** Fills `into` with the signals. */
async function readSignals(into, ms) {
  const gpc = attempt("gpc", () => navigator.globalPrivacyControl, undefined);
  Object.assign(into, { gpc: typeof gpc === "boolean" ? gpc : gpc === 1 || gpc === "1" ? true : null, tcf: null, gpp: null, usp: null });
  const waits = [];
  if (typeof globalThis.__tcfapi === "function") waits[waits.length] = ask(into, "tcf", (cb) => globalThis.__tcfapi("getTCData", 2, (d, ok) => cb(ok === false ? null : d)), ms);
  if (typeof globalThis.__gpp === "function") waits[waits.length] = ask(into, "gpp", (cb) => globalThis.__gpp("ping", (d) => cb(d)), ms);
  if (typeof globalThis.__uspapi === "function") waits[waits.length] = ask(into, "usp", (cb) => globalThis.__uspapi("getUSPData", 1, (d) => cb(d && d.uspString)), ms);
  for (let i = 0; i < waits.length; i++) await waits[i];
  into.stored = attempt("stored", stored, {});
  into.usp = words(into.usp);
  into.consent_mode = attempt("consent_mode", consentMode, {});
  into.shopify = attempt("shopify", shopify, null);
}
