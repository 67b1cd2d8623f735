// The first fragment in a document: the natives as they were, to be put in place while our own code runs.
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
  ours++;
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
    ours--;
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

