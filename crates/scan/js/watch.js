// Runs in every document before the page's own scripts: keeps the natives as they were, and a quiet log of who wrote
// cookies and who called the interfaces that ask for permissions or serve to fingerprint. See README.md.
(() => {
  "use strict";
  const KEY = "__TG_KEY__";
  const NAME = "_" + KEY.slice(0, 8);
  if (Object.prototype.hasOwnProperty.call(globalThis, NAME)) return;
  const CAP = { cookies: 400, calls: 400, fonts: 30, stack: 6000 };
  const { apply, getOwnPropertyDescriptor, defineProperty, ownKeys, deleteProperty } = Reflect;
  const uncurry = (f) => Function.prototype.call.bind(f);
  const now = performance.now.bind(performance);
  const NativeError = Error;
  const mapGet = uncurry(WeakMap.prototype.get);
  const mapSet = uncurry(WeakMap.prototype.set);
  const split = uncurry(String.prototype.split);
  const exec = uncurry(RegExp.prototype.exec);
  const slice = uncurry(String.prototype.slice);
  const indexOf = uncurry(String.prototype.indexOf);
  const trim = uncurry(String.prototype.trim);

  // ---- natives as they were -----------------------------------------------------------------------------------------
  const named = (names) => names.map((n) => globalThis[n] && globalThis[n].prototype).filter(Boolean);
  const BUILT = ["Object", "Function", "Array", "String", "Number", "Boolean", "RegExp", "Map", "Set", "WeakMap", "Promise", "Symbol"];
  const DOM = [
    "EventTarget", "Event", "Node", "Element", "HTMLElement", "SVGElement", "Document", "DocumentFragment", "ShadowRoot", "CharacterData", "Text",
    "HTMLInputElement", "HTMLSelectElement", "HTMLTextAreaElement", "HTMLOptionElement", "HTMLAnchorElement", "HTMLFormElement",
    "HTMLButtonElement", "HTMLSlotElement", "DOMRect", "DOMRectReadOnly", "NodeList", "HTMLCollection", "Storage", "CSSStyleDeclaration", "URL",
    "OffscreenCanvas", "OffscreenCanvasRenderingContext2D", "ImageData", "TextEncoder", "TextDecoder", "Performance", "IDBFactory", "MediaQueryList",
  ];
  const arrayIterator = Object.getPrototypeOf([][Symbol.iterator]());
  const iterators = [arrayIterator, Object.getPrototypeOf(new Map()[Symbol.iterator]()), Object.getPrototypeOf(new Set()[Symbol.iterator]()), Object.getPrototypeOf("".matchAll(/x/g)), Object.getPrototypeOf(Object.getPrototypeOf(arrayIterator))];
  const statics = [Object, Array, String, Number, JSON, Math, Reflect, Promise, Symbol];
  const GLOBALS = ["getComputedStyle", "setTimeout", "Object", "Array", "String", "Number", "RegExp", "Map", "Set", "WeakMap", "Promise", "JSON", "Math", "URL", "CSS", "OffscreenCanvas", "TextEncoder", "TextDecoder", "Node", "Element", "ShadowRoot", "CharacterData", "HTMLSlotElement", "HTMLInputElement", "HTMLSelectElement", "HTMLTextAreaElement", "Event", "InputEvent", "performance", "matchMedia", "parseFloat", "parseInt", "Function", "Reflect"];
  const kept = [];
  const keep = (owner, keys) => {
    const was = new Map();
    for (const k of keys) {
      const d = getOwnPropertyDescriptor(owner, k);
      if (d && d.configurable) was.set(k, d);
    }
    kept.push({ owner, keys: [...was.keys()], descriptors: [...was.values()], closed: owner === Object.prototype || owner === Array.prototype });
  };
  for (const proto of [...named(BUILT), ...iterators, ...named(DOM), ...statics]) keep(proto, ownKeys(proto));
  keep(globalThis, GLOBALS);
  if (globalThis.CSS) keep(CSS, ownKeys(CSS));

  const same = (a, b) => !!a && a.value === b.value && a.get === b.get && a.set === b.set;
  /** Puts the natives back for as long as our own code runs; the answer puts the page's versions in place again. */
  const enter = () => {
    const undo = [];
    let n = 0;
    const put = (owner, key, d) => {
      const theirs = getOwnPropertyDescriptor(owner, key);
      if (theirs && !theirs.configurable) return;
      const done = d ? defineProperty(owner, key, d) : deleteProperty(owner, key);
      if (done) defineProperty(undo, n++, { value: { owner, key, theirs }, configurable: true, writable: true });
    };
    for (let i = 0; i < kept.length; i++) {
      const k = kept[i];
      for (let j = 0; j < k.keys.length; j++) {
        if (!same(getOwnPropertyDescriptor(k.owner, k.keys[j]), k.descriptors[j])) put(k.owner, k.keys[j], k.descriptors[j]);
      }
      if (k.closed) dropAdded(k, put);
    }
    return () => {
      for (let i = n - 1; i >= 0; i--) {
        const u = undo[i];
        if (u.theirs) defineProperty(u.owner, u.key, u.theirs);
        else deleteProperty(u.owner, u.key);
      }
    };
  };
  // What a page adds to every object or array (setters for "0", `then`, `toJSON`) would stand in our way as well.
  const originals = new WeakMap();
  for (let i = 0; i < kept.length; i++) if (kept[i].closed) mapSet(originals, kept[i].owner, new Set(ownKeys(kept[i].owner)));
  const has = uncurry(Set.prototype.has);
  const dropAdded = (k, put) => {
    const keys = ownKeys(k.owner);
    const known = mapGet(originals, k.owner);
    for (let i = 0; i < keys.length && i < 2000; i++) if (!has(known, keys[i])) put(k.owner, keys[i], null);
  };

  // ---- the log -------------------------------------------------------------------------------------------------------
  const calls = [];
  const cookies = [];
  const add = (list, v) => defineProperty(list, list.length, { value: v, writable: true, enumerable: true, configurable: true });
  let lastGesture = -Infinity;
  const isTrusted = uncurry(getOwnPropertyDescriptor(new Event("x"), "isTrusted").get);
  const gesture = (e) => {
    if (isTrusted(e)) lastGesture = now();
  };
  const listen = uncurry(EventTarget.prototype.addEventListener);
  for (const type of ["pointerdown", "click", "keydown"]) listen(globalThis, type, gesture, { capture: true, passive: true });

  /** The address of the nearest script on the stack. Our own frames carry none. */
  const caller = () => {
    const theirs = getOwnPropertyDescriptor(NativeError, "prepareStackTrace");
    const limit = getOwnPropertyDescriptor(NativeError, "stackTraceLimit");
    let stack = "";
    try {
      if (theirs && theirs.configurable) deleteProperty(NativeError, "prepareStackTrace");
      if (limit && limit.writable) defineProperty(NativeError, "stackTraceLimit", { value: 20, writable: true, configurable: true, enumerable: true });
      stack = new NativeError().stack;
    } catch {
      stack = "";
    }
    if (theirs && theirs.configurable) defineProperty(NativeError, "prepareStackTrace", theirs);
    if (limit && limit.writable) defineProperty(NativeError, "stackTraceLimit", limit);
    if (typeof stack !== "string") return null;
    const lines = split(slice(stack, 0, CAP.stack), "\n");
    for (let i = 1; i < lines.length; i++) {
      const m = exec(/((?:https?|file|blob|data|chrome-extension):[^\s)]+?)(?::\d+)?(?::\d+)?\)?$/, lines[i]);
      if (m) return slice(m[1], 0, 2000);
    }
    return null;
  };
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
  const quietly = (f) => {
    try {
      f();
    } catch {
      // The page's own call must go on whatever became of our note.
    }
  };

  // ---- wrapping without a trace --------------------------------------------------------------------------------------
  const disguises = new WeakMap();
  const nativeToString = Function.prototype.toString;
  const guise = (real, before) => {
    // A method definition has no `prototype` and cannot be constructed, like the native it stands for.
    const made = {
      method() {
        const self = this;
        const args = arguments;
        if (before) quietly(() => before(self, args));
        return apply(real, self, args);
      },
    }.method;
    for (const k of ["name", "length"]) {
      const d = getOwnPropertyDescriptor(real, k);
      if (d) defineProperty(made, k, d);
    }
    mapSet(disguises, made, real);
    return made;
  };
  const wrapMethod = (owner, name, before) => {
    const d = owner && getOwnPropertyDescriptor(owner, name);
    if (d && d.configurable && typeof d.value === "function") defineProperty(owner, name, { ...d, value: guise(d.value, before) });
  };
  const proto = (name) => globalThis[name] && globalThis[name].prototype;
  const toString = {
    toString() {
      return apply(nativeToString, (typeof this === "function" && mapGet(disguises, this)) || this, arguments);
    },
  }.toString;
  mapSet(disguises, toString, nativeToString);
  defineProperty(Function.prototype, "toString", { ...getOwnPropertyDescriptor(Function.prototype, "toString"), value: toString });

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

  // ---- permissions ----------------------------------------------------------------------------------------------------
  wrapMethod(proto("Geolocation"), "getCurrentPosition", () => note("geolocation"));
  wrapMethod(proto("Geolocation"), "watchPosition", () => note("geolocation"));
  wrapMethod(globalThis.Notification, "requestPermission", () => note("notifications"));
  wrapMethod(proto("MediaDevices"), "getUserMedia", (_, args) => {
    const want = args[0] && typeof args[0] === "object" ? args[0] : {};
    const asks = (k) => {
      const d = getOwnPropertyDescriptor(want, k);
      return !!d && !!d.value;
    };
    if (asks("video")) note("camera");
    if (asks("audio")) note("microphone");
  });
  wrapMethod(proto("ContactsManager"), "select", () => note("contacts"));
  wrapMethod(proto("PushManager"), "subscribe", () => note("push"));

  // ---- what serves to fingerprint --------------------------------------------------------------------------------------
  // A canvas counts when text was drawn on it and it is large enough to tell devices apart; charts are not read back.
  const drawn = new WeakMap();
  for (const ctx of ["CanvasRenderingContext2D", "OffscreenCanvasRenderingContext2D"]) {
    const canvasOf = proto(ctx) && getOwnPropertyDescriptor(proto(ctx), "canvas");
    if (!canvasOf || !canvasOf.get) continue;
    const of = uncurry(canvasOf.get);
    for (const m of ["fillText", "strokeText"]) wrapMethod(proto(ctx), m, (self) => mapSet(drawn, of(self), true));
    wrapMethod(proto(ctx), "getImageData", (self, args) => {
      if (mapGet(drawn, of(self)) && Math.abs(args[2]) >= 16 && Math.abs(args[3]) >= 16) note("canvas");
    });
    countFonts(proto(ctx));
  }
  const readBack = (self) => {
    if (mapGet(drawn, self) && self.width >= 16 && self.height >= 16) note("canvas");
  };
  wrapMethod(proto("HTMLCanvasElement"), "toDataURL", readBack);
  wrapMethod(proto("HTMLCanvasElement"), "toBlob", readBack);
  wrapMethod(proto("OffscreenCanvas"), "convertToBlob", readBack);
  // Measuring text in many fonts lists the fonts installed.
  function countFonts(owner) {
    const font = getOwnPropertyDescriptor(owner, "font");
    if (!font || !font.get) return;
    const fontOf = uncurry(font.get);
    const seen = new Set();
    const addTo = uncurry(Set.prototype.add);
    const sizeOf = uncurry(getOwnPropertyDescriptor(Set.prototype, "size").get);
    wrapMethod(owner, "measureText", (self) => {
      if (sizeOf(seen) < CAP.fonts) addTo(seen, fontOf(self));
      if (sizeOf(seen) >= CAP.fonts) note("fonts");
    });
  }
  // These parameters name the graphics card; the others are what every 3D scene asks for.
  const UNMASKED = (v) => v === 0x9245 || v === 0x9246;
  for (const gl of ["WebGLRenderingContext", "WebGL2RenderingContext"]) {
    wrapMethod(proto(gl), "getParameter", (_, args) => UNMASKED(args[0]) && note("webgl"));
    wrapMethod(proto(gl), "getExtension", (_, args) => args[0] === "WEBGL_debug_renderer_info" && note("webgl"));
  }
  // Rendering sound that nobody hears, from an oscillator.
  const voiced = new WeakMap();
  wrapMethod(proto("BaseAudioContext"), "createOscillator", (self) => mapSet(voiced, self, true));
  wrapMethod(proto("OfflineAudioContext"), "startRendering", (self) => mapGet(voiced, self) && note("audio"));

  // ---- closed shadow roots ----------------------------------------------------------------------------------------------
  const roots = new WeakMap();
  const shadow = getOwnPropertyDescriptor(Element.prototype, "attachShadow");
  if (shadow && shadow.configurable) {
    const real = shadow.value;
    const attach = {
      attachShadow() {
        const root = apply(real, this, arguments);
        quietly(() => mapSet(roots, this, root));
        return root;
      },
    }.attachShadow;
    defineProperty(attach, "length", getOwnPropertyDescriptor(real, "length"));
    mapSet(disguises, attach, real);
    defineProperty(Element.prototype, "attachShadow", { ...shadow, value: attach });
  }

  // ---- the door ------------------------------------------------------------------------------------------------------
  const copy = (list) => {
    const out = [];
    for (let i = 0; i < list.length; i++) add(out, { ...list[i] });
    return out;
  };
  const inner = {
    __proto__: null,
    enter,
    roots: { __proto__: null, get: (el) => mapGet(roots, el) },
    calls: () => copy(calls),
    cookieWrites: () => copy(cookies),
    act: null,
  };
  // A bound function prints no source, and without the whole key it answers nothing.
  const door = function (key) {
    return key === KEY ? inner : undefined;
  }.bind(null);
  defineProperty(globalThis, NAME, { value: door, enumerable: false, configurable: false, writable: false });
})();
