// What the page's consent interfaces answer. The page's own functions are asked, so nothing they answer is trusted.
// A fragment; see README.md.

const plain = (v, max = 60000) => {
  const s = JSON.stringify(v);
  return s && s.length <= max ? JSON.parse(s) : null;
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
// Calls `start` with a callback; waits for it no longer than `ms`.
const answer = (start, ms) =>
  new Promise((done) => {
    setTimeout(() => done(null), ms);
    attempt("signal", () => start((v) => done(attempt("signal", () => plain(v), null))), null);
  });
async function signals(ms) {
  const asked = {
    tcf: typeof globalThis.__tcfapi === "function" ? answer((cb) => globalThis.__tcfapi("getTCData", 2, (d, ok) => cb(ok === false ? null : d)), ms) : null,
    gpp: typeof globalThis.__gpp === "function" ? answer((cb) => globalThis.__gpp("ping", (d) => cb(d)), ms) : null,
    usp: typeof globalThis.__uspapi === "function" ? answer((cb) => globalThis.__uspapi("getUSPData", 1, (d) => cb(d && d.uspString)), ms) : null,
  };
  const gpc = attempt("gpc", () => navigator.globalPrivacyControl, undefined);
  return {
    gpc: typeof gpc === "boolean" ? gpc : gpc === 1 || gpc === "1" ? true : null,
    tcf: await asked.tcf,
    gpp: await asked.gpp,
    usp: words(await asked.usp),
    consent_mode: attempt("consent_mode", consentMode, {}),
    shopify: attempt("shopify", shopify, null),
  };
}
