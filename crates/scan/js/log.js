// A quiet log of who wrote cookies and who called what the probes look at; it goes with the document.
const CAP = { cookies: 400, calls: 400 };
// ---- the log -------------------------------------------------------------------------------------------------------
const calls = [];
const cookies = [];
let lastGesture = -Infinity;
const isTrusted = uncurry(getOwnPropertyDescriptor(new Event("x"), "isTrusted").get);
const gesture = (e) => {
  if (isTrusted(e)) lastGesture = now();
};
const listen = uncurry(EventTarget.prototype.addEventListener);
for (const type of ["pointerdown", "click", "keydown"]) listen(globalThis, type, gesture, { capture: true, passive: true });

const note = (api) => {
  const script = caller();
  const after = now() - lastGesture <= 1000;
  for (let i = 0; i < calls.length; i++) {
    const c = calls[i];
    if (c.api === api && c.script === script && c.after_gesture === after) {
      c.count++;
      return;
    }
  }
  if (calls.length < CAP.calls) add(calls, { api, script, count: 1, after_gesture: after });
};
const noteCookie = (name) => {
  if (typeof name !== "string") return;
  const script = caller();
  const short = slice(trim(name), 0, 300);
  for (let i = 0; i < cookies.length; i++) if (cookies[i].name === short && cookies[i].script === script) return;
  if (cookies.length < CAP.cookies) add(cookies, { name: short, script });
};
const cookie = getOwnPropertyDescriptor(Document.prototype, "cookie");
if (cookie && cookie.configurable && cookie.set) {
  const set = guise(cookie.set, (_, args) => {
    const text = typeof args[0] === "string" ? slice(args[0], 0, 4096) : "";
    const end = indexOf(text, "=");
    if (text) noteCookie(end < 0 ? "" : slice(text, 0, end));
  });
  defineProperty(Document.prototype, "cookie", { ...cookie, set });
}
wrapMethod(proto("CookieStore"), "set", (_, args) => {
  const name = typeof args[0] === "object" && args[0] ? (getOwnPropertyDescriptor(args[0], "name") || {}).value : args[0];
  noteCookie(name);
});

