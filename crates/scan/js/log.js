// What a document tells of: who wrote cookies, and whether a visitor had just acted.
let lastGesture = -Infinity;
const isTrusted = uncurry(getOwnPropertyDescriptor(new Event("x"), "isTrusted").get);
const gesture = (e) => {
  if (isTrusted(e)) lastGesture = now();
};
const listen = uncurry(EventTarget.prototype.addEventListener);
for (const type of ["pointerdown", "click", "keydown"]) listen(globalThis, type, gesture, { capture: true, passive: true });

const note = (api) => tell(api, "", now() - lastGesture <= 1000);
const noteCookie = (name) => {
  if (typeof name === "string") tell("cookie", slice(trim(name), 0, 300), false);
};
const cookie = getOwnPropertyDescriptor(Document.prototype, "cookie");
breakOn(cookie && cookie.set, (_, args) => {
  const text = typeof args[0] === "string" ? slice(args[0], 0, 4096) : "";
  const end = indexOf(text, "=");
  if (text) noteCookie(end < 0 ? "" : slice(text, 0, end));
});
probe(proto("CookieStore"), "set", (_, args) => {
  const name = typeof args[0] === "object" && args[0] ? (getOwnPropertyDescriptor(args[0], "name") || {}).value : args[0];
  noteCookie(name);
});

