// Calls of interfaces that ask for a permission, serve to fingerprint, or watch what a visitor does. `note(api)` writes down who
// called; it comes from the fragment before, a document's or a worker's.
const FONTS = 30;
const hrefOf = getOwnPropertyDescriptor(URL.prototype, "href");
const href = uncurry(hrefOf.get);
// ---- permissions ----------------------------------------------------------------------------------------------------
probe(proto("Geolocation"), "getCurrentPosition", () => note("geolocation"));
probe(proto("Geolocation"), "watchPosition", () => note("geolocation"));
probe(globalThis.Notification, "requestPermission", () => note("notifications"));
probe(proto("MediaDevices"), "getUserMedia", (_, args) => {
  const want = args[0] && typeof args[0] === "object" ? args[0] : {};
  const asks = (k) => {
    const d = getOwnPropertyDescriptor(want, k);
    return !!d && !!d.value;
  };
  if (asks("video")) note("camera");
  if (asks("audio")) note("microphone");
});
probe(proto("ContactsManager"), "select", () => note("contacts"));
probe(proto("PushManager"), "subscribe", () => note("push"));

// ---- what serves to fingerprint --------------------------------------------------------------------------------------
// A canvas counts when text was drawn on it and it is large enough to tell devices apart; charts are not read back.
const drawn = new WeakMap();
for (const ctx of ["CanvasRenderingContext2D", "OffscreenCanvasRenderingContext2D"]) {
  const canvasOf = proto(ctx) && getOwnPropertyDescriptor(proto(ctx), "canvas");
  if (!canvasOf || !canvasOf.get) continue;
  const of = uncurry(canvasOf.get);
  for (const m of ["fillText", "strokeText"]) probe(proto(ctx), m, (self) => mapSet(drawn, of(self), true));
  probe(proto(ctx), "getImageData", (self, args) => {
    if (mapGet(drawn, of(self)) && Math.abs(args[2]) >= 16 && Math.abs(args[3]) >= 16) note("canvas");
  });
  countFonts(proto(ctx));
}
const readBack = (self) => {
  if (mapGet(drawn, self) && self.width >= 16 && self.height >= 16) note("canvas");
};
probe(proto("HTMLCanvasElement"), "toDataURL", readBack);
probe(proto("HTMLCanvasElement"), "toBlob", readBack);
probe(proto("OffscreenCanvas"), "convertToBlob", readBack);
// Measuring text in many fonts lists the fonts installed.
function countFonts(owner) {
  const font = getOwnPropertyDescriptor(owner, "font");
  if (!font || !font.get) return;
  const fontOf = uncurry(font.get);
  const seen = new Set();
  const addTo = uncurry(Set.prototype.add);
  const sizeOf = uncurry(getOwnPropertyDescriptor(Set.prototype, "size").get);
  probe(owner, "measureText", (self) => {
    if (sizeOf(seen) < FONTS) addTo(seen, fontOf(self));
    if (sizeOf(seen) >= FONTS) note("fonts");
  });
}
// These parameters name the graphics card; the others are what every 3D scene asks for.
const UNMASKED = (v) => v === 0x9245 || v === 0x9246;
for (const gl of ["WebGLRenderingContext", "WebGL2RenderingContext"]) {
  probe(proto(gl), "getParameter", (_, args) => UNMASKED(args[0]) && note("webgl"));
  probe(proto(gl), "getExtension", (_, args) => args[0] === "WEBGL_debug_renderer_info" && note("webgl"));
}
// Rendering sound that nobody hears, from an oscillator.
const voiced = new WeakMap();
probe(proto("BaseAudioContext"), "createOscillator", (self) => mapSet(voiced, self, true));
probe(proto("OfflineAudioContext"), "startRendering", (self) => mapGet(voiced, self) && note("audio"));

// Reading what was copied elsewhere; writing needs a click and tells nothing.
probe(proto("Clipboard"), "read", () => note("clipboard"));
probe(proto("Clipboard"), "readText", () => note("clipboard"));
for (const [owner, method] of [["Bluetooth", "requestDevice"], ["USB", "requestDevice"], ["HID", "requestDevice"], ["Serial", "requestPort"]])
  probe(proto(owner), method, () => note("devices"));
probe(globalThis.IdleDetector, "requestPermission", () => note("idle"));
// By themselves these serve many ends; beside a measured canvas they make a print sharper.
probe(proto("Navigator"), "getBattery", () => note("battery"));
probe(proto("SpeechSynthesis"), "getVoices", () => note("voices"));
probe(proto("MediaDevices"), "enumerateDevices", () => note("media_devices"));
probe(proto("RTCPeerConnection"), "createDataChannel", () => note("webrtc"));

// ---- what watches the visitor ---------------------------------------------------------------------------------------
// Every change of the whole page, its texts and attributes; a lazy loader of pictures looks at less.
const flag = (o, k) => {
  const d = o && typeof o === "object" && getOwnPropertyDescriptor(o, k);
  return !!d && !!d.value;
};
// Told by the node itself: a recorder may call the methods of one window on the document of another.
const getter = (of, name) => (of ? uncurry(getOwnPropertyDescriptor(of, name).get) : () => null);
const typeOf = getter(proto("Node"), "nodeType");
const ownerOf = getter(proto("Node"), "ownerDocument");
const rootOf = getter(proto("Document"), "documentElement");
const bodyOf = getter(proto("Document"), "body");
const isWhole = (node) => {
  if (!node || !proto("Node")) return false;
  if (typeOf(node) === 9) return true;
  const home = ownerOf(node);
  return !!home && (node === rootOf(home) || node === bodyOf(home));
};
probe(proto("MutationObserver"), "observe", (_, args) => {
  if (isWhole(args[0]) && flag(args[1], "subtree") && (flag(args[1], "characterData") || flag(args[1], "attributes"))) note("watch_page");
});
const WATCHED = { __proto__: null, mousemove: "watch_mouse", pointermove: "watch_mouse", touchmove: "watch_mouse", scroll: "watch_scroll", input: "watch_keys", keydown: "watch_keys", keyup: "watch_keys", keypress: "watch_keys" };
probe(proto("EventTarget"), "addEventListener", (self, args) => {
  const what = typeof args[0] === "string" ? WATCHED[args[0]] : undefined;
  if (what && (self === globalThis || self === undefined || isWhole(self))) note(what);
});

// ---- who makes workers ------------------------------------------------------------------------------------------------
// A worker from a `blob:` has no other address; the browser does not say who made it.
for (const maker of ["Worker", "SharedWorker"])
  breakOn(globalThis[maker], (_, args) => {
    const from = args[0];
    tell("worker", typeof from === "string" ? slice(from, 0, 256) : slice(href(from), 0, 256), false);
  });
