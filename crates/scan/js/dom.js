// The ground that facts.js and act.js stand on: natives as they were before the page could change them, one bounded
// walk over the rendered tree, and what a person would see of an element. A fragment of a function body; see README.md.
"use strict";
const KEY = "__TG_KEY__";
const door = globalThis["_" + KEY.slice(0, 8)];
const inner = typeof door === "function" ? door(KEY) : null;
// From here until `leave()` the page's own changes to built-in prototypes are set aside.
const leave = inner && inner.enter ? inner.enter() : () => {};

const MAX = { nodes: 30000, texts: 60000, text: 400 * 1024, depth: 800, walk: 400, ms: 1200 };
const now = Performance.prototype.now.bind(performance);
let startedAt = now();
const truncated = new Set();
const late = (ms = MAX.ms) => now() - startedAt > ms && truncated.add("time");
const later = setTimeout.bind(globalThis);
const attempt = (what, make, otherwise) => {
  try {
    return make();
  } catch {
    truncated.add(what);
    return otherwise;
  }
};

// Forms may carry fields called `children` or `parentNode`, which would stand before the real ones: hence no `el.x`.
const uncurry = (f) => Function.prototype.call.bind(f);
const getter = (proto, name) => uncurry(Object.getOwnPropertyDescriptor(proto, name).get);
const firstChild = getter(Node.prototype, "firstChild");
const nextSibling = getter(Node.prototype, "nextSibling");
const parentNode = getter(Node.prototype, "parentNode");
const nodeType = getter(Node.prototype, "nodeType");
const rootOf = uncurry(Node.prototype.getRootNode);
const nextElement = getter(Element.prototype, "nextElementSibling");
const previousElement = getter(Element.prototype, "previousElementSibling");
const lastElement = getter(Element.prototype, "lastElementChild");
const localName = getter(Element.prototype, "localName");
const rawAttr = uncurry(Element.prototype.getAttribute);
const hasAttr = uncurry(Element.prototype.hasAttribute);
const openRoot = getter(Element.prototype, "shadowRoot");
const rectOf = uncurry(Element.prototype.getBoundingClientRect);
const matchesRaw = uncurry(Element.prototype.matches);
const closestRaw = uncurry(Element.prototype.closest);
const data = getter(CharacterData.prototype, "data");
const assigned = uncurry(HTMLSlotElement.prototype.assignedNodes);
const hostOf = getter(ShadowRoot.prototype, "host");
const computed = getComputedStyle.bind(globalThis);

// A picture named `body` stands before the body; a form's field named `querySelector` before the method.
const ofDocument = (name, proto = Document.prototype) => {
  const get = getter(proto, name);
  return () => get(document);
};
const doc = Object.defineProperties({}, {
  body: { get: ofDocument("body") },
  documentElement: { get: ofDocument("documentElement") },
  title: { get: ofDocument("title") },
  URL: { get: ofDocument("URL") },
  contentType: { get: ofDocument("contentType") },
  baseURI: { get: ofDocument("baseURI", Node.prototype) },
  elementFromPoint: { value: Document.prototype.elementFromPoint.bind(document) },
  getElementsByTagName: { value: Document.prototype.getElementsByTagName.bind(document) },
});
const isTree = (n) => !!n && (n === document || n instanceof ShadowRoot);
const byKind = (name) => {
  const [d, f, e] = [Document.prototype, DocumentFragment.prototype, Element.prototype].map((p) => p[name] && uncurry(p[name]));
  return (n, ...args) => (nodeType(n) === 9 ? d : nodeType(n) === 11 ? f : e)(n, ...args);
};
const one = byKind("querySelector");
const every = byKind("querySelectorAll");
const inTree = (name) => {
  const [d, s] = [uncurry(Document.prototype[name]), uncurry(ShadowRoot.prototype[name] || DocumentFragment.prototype[name])];
  return (root, x, y) => (root === document ? d : s)(root, x, y);
};
const hitIn = inTree("elementFromPoint");
const stackIn = inTree("elementsFromPoint");

const attr = (el, name) => (rawAttr(el, name) || "").slice(0, 4000);
const matches = (el, sel) => {
  try {
    return matchesRaw(el, sel);
  } catch {
    return false;
  }
};
const closest = (el, sel) => {
  try {
    return closestRaw(el, sel);
  } catch {
    return null;
  }
};
const shadowOf = (el) => openRoot(el) || (inner && inner.roots && inner.roots.get(el)) || null;
// A cut may leave half a character, a page may answer with a thousand nested lists: neither may reach the reader.
const wellFormed = uncurry(String.prototype.toWellFormed);
const [isFinite_, keysOf, isList, define] = [Number.isFinite, Object.keys, Array.isArray, Object.defineProperty];
function clean(v, depth = 24) {
  if (typeof v === "string") return wellFormed(v);
  if (typeof v === "number") return isFinite_(v) ? v : 0;
  if (v === null || typeof v !== "object") return typeof v === "boolean" ? v : null;
  if (depth === 0) return null;
  const keys = keysOf(v);
  const out = isList(v) ? [] : { __proto__: null };
  for (let i = 0; i < keys.length; i++) {
    define(out, wellFormed(keys[i]), { value: clean(v[keys[i]], depth - 1), enumerable: true, configurable: true, writable: true });
  }
  return out;
}
const squash = (s, max = 2000) => s.slice(0, max * 4).replace(/[\s\u200b\u00a0]+/g, " ").trim().slice(0, max);
// Shadow hosts cross: the parent of a shadow root's child is the host.
const above = (el) => {
  const p = parentNode(el);
  return p && nodeType(p) === 11 ? (p instanceof ShadowRoot ? hostOf(p) : null) : p && nodeType(p) === 1 ? p : null;
};
const all = (root, sel, max) => {
  const out = [];
  const found = every(root, sel);
  for (let i = 0; i < found.length && i < max; i++) out.push(found[i]);
  return out;
};

// ---- the walk ------------------------------------------------------------------------------------------------------
const SILENT = new Set(["script", "style", "noscript", "template", "head", "meta", "link", "title", "base"]);
const INLINE = /^(inline|contents|ruby)/;
const recs = [];
const byEl = new Map();
// Visible text in order; `\n` between blocks. `shutSegs` is what closed details and collapsed groups hold.
const segs = [];
const shutSegs = [];
let texts = 0;

const shutDetails = (el, up) =>
  up && up.tag === "details" && !hasAttr(up.el, "open") && !(localName(el) === "summary" && !earlierSummary(el));
const earlierSummary = (el) => {
  for (let s = previousElement(el), n = 0; s && n < 50; s = previousElement(s), n++) if (localName(s) === "summary") return true;
  return false;
};

function record(el, up, depth) {
  const r = { el, up, depth, tag: localName(el), i0: recs.length, i1: 0, t0: segs.length, t1: 0, cs: null };
  r.none = !!up && up.none;
  r.shut = !!up && up.shut;
  r.vis = true;
  r.block = true;
  if (!r.none) {
    const cs = (r.cs = computed(el));
    const display = cs.display;
    r.none = display === "none";
    r.block = !INLINE.test(display);
    // Neighbouring buttons are words of their own.
    r.gap = r.none ? "" : r.block ? "\n" : display.length > 8 ? " " : "";
    r.vis = cs.visibility === "visible";
    r.pos = cs.position;
    if (!r.none && !r.shut) r.shut = shutDetails(el, up) || cs.contentVisibility === "hidden" || closedBox(r, cs);
  }
  recs.push(r);
  byEl.set(el, r);
  return r;
}

const closedBox = (r, cs) => {
  if (!r.block || cs.overflowY === "visible" || r.tag === "body" || r.tag === "html") return false;
  const b = rectOf(r.el);
  return (b.height < 1 || b.width < 1) && !!firstChild(r.el);
};

function addText(node, r) {
  if (r.none && !r.shut) return;
  const text = data(node).slice(0, 100000);
  if (!/\S/.test(text)) {
    if (segs.length && text) segs.push({ t: " ", r });
    return;
  }
  texts++;
  (r.shut || !r.vis || r.none ? shutSegs : segs).push({ t: text, r });
}

const childFrame = (el, rec) => {
  const shadow = shadowOf(el);
  if (shadow) return { next: firstChild(shadow), list: null, i: 0, rec };
  if (rec.tag === "slot") {
    const list = assigned(el);
    if (list.length) return { next: list[0], list, i: 1, rec };
  }
  return { next: firstChild(el), list: null, i: 0, rec };
};

/** Visits `el` and what is rendered below it, shadow roots and slots included. */
function walk(el, up, limit) {
  if (byEl.has(el)) return;
  const start = record(el, up, up ? up.depth + 1 : 0);
  const frames = [childFrame(el, start)];
  while (frames.length) {
    const f = frames[frames.length - 1];
    const node = f.next;
    const full = recs.length >= limit || texts >= MAX.texts || ((recs.length & 63) === 0 && late(limit < MAX.nodes ? MAX.walk / 2 : MAX.walk));
    if (full && node) truncated.add("nodes");
    if (!node || full) {
      frames.pop();
      f.rec.i1 = recs.length;
      f.rec.t1 = segs.length;
      if (f.rec.gap) segs.push({ t: f.rec.gap, r: f.rec });
      continue;
    }
    f.next = f.list ? f.list[f.i++] || null : nextSibling(node);
    const type = nodeType(node);
    if (type === 3) addText(node, f.rec);
    if (type !== 1) continue;
    const tag = localName(node);
    if (SILENT.has(tag) || byEl.has(node)) continue;
    if (tag === "br") segs.push({ t: "\n", r: f.rec });
    if (frames.length >= MAX.depth) {
      truncated.add("depth");
      continue;
    }
    const r = record(node, f.rec, frames.length);
    if (r.gap) {
      segs.push({ t: r.gap, r });
      r.t0 = segs.length;
    }
    // An SVG's inside is one picture; a select's options are read where the field is read.
    if (tag === "svg" || tag === "select" || tag === "iframe" || tag === "canvas" || tag === "video") {
      r.i1 = recs.length;
      r.t1 = segs.length;
      continue;
    }
    frames.push(childFrame(node, r));
  }
}

/** Walks the page; on an endless one, the parts that matter most (what lies over it, its feet) go first. */
function walkPage() {
  const body = doc.body || doc.documentElement;
  if (!body) return;
  const html = record(doc.documentElement, null, 0);
  html.i1 = Infinity;
  html.t1 = Infinity;
  if (doc.getElementsByTagName("*").length > MAX.nodes) {
    const first = all(document, "dialog,[role=dialog],[role=alertdialog],[aria-modal=true],[id*=cookie i],[id*=consent i],[class*=cookie i],[class*=consent i],footer,[role=contentinfo],header", 60);
    for (const el of [...topmost(), ...first, ...tail(body, 40)]) {
      if (el !== body && el !== doc.documentElement) walk(el, ghosts(el, html), 12000);
    }
  }
  walk(body, html, MAX.nodes);
  html.i1 = recs.length;
  html.t1 = segs.length;
}
const tail = (body, n) => {
  const out = [];
  for (let el = lastElement(body); el && out.length < n; el = previousElement(el)) {
    if (all(el, "*", 3001).length <= 3000) out.push(el);
  }
  return out;
};
// What is hit at the middle and near the edges of the window, up to its outermost box that is taken out of the flow.
const topmost = () => {
  const out = new Set();
  for (const [fx, fy] of [[0.5, 0.5], [0.5, 0.97], [0.5, 0.03], [0.1, 0.9], [0.9, 0.9]]) {
    let found = null;
    for (let el = doc.elementFromPoint(innerWidth * fx, innerHeight * fy), n = 0; el && n < 200; el = above(el), n++) {
      if (/fixed|sticky/.test(computed(el).position)) found = el;
    }
    if (found) out.add(found);
  }
  return [...out];
};
// Ancestors of an element that is walked ahead of its turn: enough of them for colour and visibility.
const ghosts = (el, html) => {
  const chain = [];
  for (let a = above(el), n = 0; a && n < 400; a = above(a), n++) {
    if (a !== doc.documentElement) chain.push(a);
  }
  let up = html;
  for (const a of chain.reverse()) {
    if (byEl.has(a)) {
      up = byEl.get(a);
      continue;
    }
    const r = { el: a, up, depth: up.depth + 1, tag: localName(a), i0: -1, i1: -1, t0: 0, t1: 0, cs: computed(a) };
    r.none = up.none || r.cs.display === "none";
    r.vis = r.cs.visibility === "visible";
    r.pos = r.cs.position;
    r.block = true;
    r.shut = up.shut;
    up = r;
  }
  return up;
};
const inside = (r, outer) => r.i0 >= outer.i0 && r.i0 < outer.i1;
const below = (r) => (r.i1 > r.i0 ? recs.slice(r.i0 + 1, r.i1) : []);
const joined = (list, max) => {
  let out = "";
  for (const s of list) {
    out += s.t;
    if (out.length > max * 2) break;
  }
  return out.replace(/[^\S\n]+/g, " ").replace(/ ?\n[\s]*/g, "\n").trim().slice(0, max);
};
const textOf = (r, max = 2000) => joined(segs.slice(r.t0, Math.min(r.t1, r.t0 + 20000)), max);
const lineOf = (r, max = 300) => squash(textOf(r, max), max);

// ---- names ---------------------------------------------------------------------------------------------------------
const inRoot = (el, id) => {
  if (!id) return null;
  const root = rootOf(el);
  return isTree(root) ? one(root, "#" + CSS.escape(id)) : null;
};
const referred = (el, name) => {
  const parts = attr(el, name).split(/\s+/).slice(0, 6);
  return squash(parts.map((id) => (inRoot(el, id) || { textContent: "" }).textContent || "").join(" "), 300);
};
/** The accessible name, near enough: label by reference, `aria-label`, picture's text, title, value. */
function nameOf(r) {
  const el = r.el;
  const said = referred(el, "aria-labelledby") || squash(attr(el, "aria-label"), 300);
  if (said) return said;
  if (r.tag === "input") return squash(attr(el, "value") || attr(el, "alt") || attr(el, "title"), 300);
  for (const c of below(r).slice(0, 60)) {
    const t = squash(attr(c.el, "alt") || attr(c.el, "aria-label") || (c.tag === "svg" ? svgTitle(c.el) : ""), 300);
    if (t) return t;
  }
  return squash(attr(el, "title"), 300);
}
const svgTitle = (el) => {
  const t = one(el, "title");
  return t ? t.textContent || "" : "";
};
const CLOSES = /(^|[-_\s]|\b)(close|dismiss|closer|btnclose)/i;
const GLYPH = /^[×✕✖✗✘xX⨯╳☓]$/;
/** What a person reads on a control: its visible text; the accessible name where that is nothing or a mere sign. */
function wording(r) {
  const seen = r.tag === "input" ? squash(r.el.value + "", 300) : lineOf(r);
  if (/[\p{L}\p{N}]/u.test(seen) && !GLYPH.test(seen)) return seen;
  const name = nameOf(r) || (seen ? "" : hiddenText(r));
  if (name) return name;
  if (seen) return seen;
  const hint = attr(r.el, "class") + " " + r.el.id + " " + attr(r.el, "data-action") + " " + attr(r.el, "data-testid");
  return CLOSES.test(hint) ? "×" : "";
}
// A control in a part that is not shown has no visible text; what it would say is still its wording.
const hiddenText = (r) => (r.none || r.shut || !r.vis ? squash((r.el.textContent || "").slice(0, 1200), 300) : "");

// ---- selectors -----------------------------------------------------------------------------------------------------
const STATEFUL = /^(is-|has-|js-)?(active|open|opened|show|shown|visible|hidden|in|fade|animate.*|loaded|selected|current|focus.*|hover)$|[0-9a-f]{6,}|\d{3,}|[^\w-]/i;
const siblings = new Map();
const placeOf = (el) => {
  const p = parentNode(el);
  let map = siblings.get(p);
  if (!map) {
    map = { of: new Map(), count: new Map(), classes: new Map() };
    for (let s = firstElement_(p), n = 0; s && n < 50000; s = nextElement(s), n++) {
      const tag = localName(s);
      const k = (map.count.get(tag) || 0) + 1;
      map.count.set(tag, k);
      map.of.set(s, k);
      if (n < 300) for (const c of attr(s, "class").split(/\s+/)) map.classes.set(tag + "." + c, (map.classes.get(tag + "." + c) || 0) + 1);
    }
    siblings.set(p, map);
  }
  return map;
};
const firstElement_ = (p) => {
  for (let n = firstChild(p), i = 0; n && i < 50000; n = nextSibling(n), i++) if (nodeType(n) === 1) return n;
  return null;
};
const step = (el) => {
  const tag = CSS.escape(localName(el));
  const place = placeOf(el);
  const alone = place.count.get(localName(el)) === 1;
  // A wrapper that is alone now may have company after a click, and must keep its path.
  if (alone && !/^(div|section|aside)$/.test(tag)) return tag;
  if (place.of.size <= 300) {
    for (const c of attr(el, "class").split(/\s+/)) {
      if (c && !STATEFUL.test(c) && place.classes.get(localName(el) + "." + c) === 1) return tag + "." + CSS.escape(c);
    }
  }
  return alone ? tag : `${tag}:nth-of-type(${place.of.get(el) || 1})`;
};
const steady = (id) => id && id.length < 80 && !/\d{4,}|[0-9a-f]{8,}|^[:«]|:$/i.test(id);
/** A path that is unique by construction; roots of shadow trees are joined by ` >>> `. */
function selectorOf(el) {
  const trees = [];
  let path = [];
  for (let n = el, i = 0; n && i < 400; i++) {
    const root = parentNode(n);
    const id = attr(n, "id");
    const isRoot = !root || nodeType(root) !== 1;
    if (steady(id) && unique(n, id)) path.unshift("#" + CSS.escape(id));
    else path.unshift(n === doc.body ? "body" : step(n));
    if (path[0][0] !== "#" && !isRoot && n !== doc.body) {
      n = root;
      continue;
    }
    const tree = rootOf(n);
    const shadow = tree instanceof ShadowRoot;
    if (shadow && path[0][0] !== "#") path.unshift(":host");
    trees.unshift(path.join(" > "));
    path = [];
    n = shadow ? hostOf(tree) : null;
  }
  return trees.join(" >>> ");
}
const unique = (el, id) => {
  const root = rootOf(el);
  return isTree(root) && every(root, "#" + CSS.escape(id)).length === 1;
};
