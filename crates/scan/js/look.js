// How an element looks to a person: visible or not, collapsed, its colours on what is really behind it. A fragment; see README.md.

const scroll = { x: 0, y: 0 };
const view = { w: 0, h: 0 };
const pageSize = { w: 0, h: 0 };
/** Takes the measures of window and page; they hold for one reading. */
function measure() {
  const html = doc.documentElement;
  Object.assign(scroll, { x: Math.round(scrollX), y: Math.round(scrollY) });
  Object.assign(view, { w: innerWidth, h: innerHeight });
  Object.assign(pageSize, { w: Math.max(view.w, html ? html.scrollWidth : 0), h: Math.max(view.h, html ? html.scrollHeight : 0) });
}
measure();
const round = (n) => Math.round(n * 10) / 10;
const rectOut = (b) => ({ x: round(b.x + scroll.x), y: round(b.y + scroll.y), w: round(b.w), h: round(b.h) });
const NOWHERE = { x: 0, y: 0, w: 0, h: 0 };

/** The painted box in window coordinates; an empty inline box takes its children's. */
function boxOf(r) {
  if (r.box) return r.box;
  if (r.none) return (r.box = NOWHERE);
  const b = rectOf(r.el);
  let box = { x: b.x, y: b.y, w: b.width, h: b.height };
  if (box.w < 1 || box.h < 1) {
    for (const c of below(r).slice(0, 20)) {
      const d = c.none ? { width: 0 } : rectOf(c.el);
      if (d.width >= 1 && d.height >= 1) {
        box = { x: d.x, y: d.y, w: d.width, h: d.height };
        break;
      }
    }
  }
  return (r.box = box);
}
const cut = (a, b) => {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  return { x, y, w: Math.max(0, Math.min(a.x + a.w, b.x + b.w) - x), h: Math.max(0, Math.min(a.y + a.h, b.y + b.h) - y) };
};
const area = (b) => b.w * b.h;
const inView = (b) => cut(b, { x: 0, y: 0, w: view.w, h: view.h });
const styleOf = (r) => r.cs || (r.cs = computed(r.el));

const knownStyle = (el) => {
  const r = byEl.get(el);
  return r ? styleOf(r) : computed(el);
};

const opacityOf = (r) => {
  if (r.opacity === undefined) r.opacity = (r.up ? opacityOf(r.up) : 1) * (r.none ? 1 : Number(styleOf(r).opacity));
  return r.opacity;
};
const isFixed = (r) => {
  for (let a = r; a; a = a.up) if (a.pos === "fixed") return true;
  return false;
};
const clippedByStyle = (r) => {
  for (let a = r, n = 0; a && n < 60; a = a.up, n++) {
    const cs = styleOf(a);
    const clip = cs.clip;
    if (clip && clip !== "auto" && /rect\(\s*(0|1)(px)?[, ]+(0|1)(px)?[, ]+(0|1)(px)?[, ]+(0|1)(px)?\s*\)/.test(clip)) return true;
    if (/inset\((50|100)%|circle\(0|polygon\(0(px)? 0(px)?\)/.test(cs.clipPath)) return true;
    if (/matrix\(0, 0, 0, 0|scale\(0\)/.test(cs.transform) || cs.scale === "0") return true;
  }
  return false;
};
/** What is left of the box after every ancestor that cuts its content off. Scroll boxes do not cut: one can scroll. */
function leftOf(r) {
  let box = boxOf(r);
  let pos = r.pos;
  for (let a = r.up, n = 0; a && n < 400 && area(box) > 0; a = a.up, n++) {
    if (a.tag === "body" || a.tag === "html" || pos === "fixed") break;
    const cs = styleOf(a);
    const holds = pos !== "absolute" || a.pos !== "static";
    if (holds && (cs.overflowX !== "visible" || cs.overflowY !== "visible")) {
      const b = rectOf(a.el);
      const own = { x: b.x, y: b.y, w: b.width, h: b.height };
      const roomy = b.width > 4 && b.height > 4;
      if (roomy && /auto|scroll/.test(cs.overflowX + cs.overflowY)) box = { ...box, x: Math.max(box.x, own.x), y: Math.max(own.y, Math.min(box.y, own.y + own.h - 1)) };
      else box = cut(box, own);
    }
    if (holds) pos = a.pos;
  }
  return box;
}
const beyond = (r, b) => {
  if (isFixed(r)) return area(inView(b)) < 4;
  return b.x + b.w + scroll.x <= 1 || b.y + b.h + scroll.y <= 1 || b.x + scroll.x >= pageSize.w || b.y + scroll.y >= pageSize.h + 2;
};

/** The element that would be hit at a point, through shadow roots. */
function hitAt(x, y) {
  let el = doc.elementFromPoint(x, y);
  for (let n = 0; el && n < 20; n++) {
    const root = shadowOf(el);
    const deeper = root && hitIn(root, x, y);
    if (!deeper || deeper === el) break;
    el = deeper;
  }
  return el;
}
const holds = (outer, el) => {
  for (let a = el, n = 0; a && n < 600; a = above(a), n++) if (a === outer) return true;
  return false;
};
const REPLACED = /^(img|video|iframe|canvas|embed|object|picture)$/;
const paints = (el) => {
  if (REPLACED.test(localName(el))) return true;
  const cs = knownStyle(el);
  const c = parseColour(cs.backgroundColor);
  return Number(cs.opacity) > 0.4 && ((c && c.a > 0.5) || /url\(|gradient/.test(cs.backgroundImage));
};
// Does `hit`, or something between it and what it shares with `el`, paint over `el`?
const paintsOver = (hit, el) => {
  for (let a = hit, n = 0; a && n < 200; a = above(a), n++) {
    if (holds(a, el)) return false;
    if (paints(a)) return true;
  }
  return false;
};
const pointsOf = (b) => {
  const c = inView(b);
  if (c.w < 1 || c.h < 1) return [];
  return [[0.5, 0.5], [0.2, 0.5], [0.8, 0.5], [0.5, 0.2], [0.5, 0.8]].map(([fx, fy]) => [c.x + c.w * fx, c.y + c.h * fy]);
};
/** The element that covers `r` altogether, or null. Only what lies in the window can be tried. */
function coverOf(r, b) {
  if (styleOf(r).pointerEvents === "none") return null;
  let cover = null;
  for (const [x, y] of pointsOf(b)) {
    const hit = hitAt(x, y);
    if (!hit || holds(r.el, hit) || holds(hit, r.el) || !paintsOver(hit, r.el)) return null;
    cover = hit;
  }
  return cover;
}

/** `{visible, collapsed, cover}`; `cover` is the element painted over it, and then it is not visible. */
function look(r) {
  if (r.seen) return r.seen;
  const seen = { visible: false, collapsed: false, cover: null };
  r.seen = seen;
  const shownAtAll = !r.none && !r.shut && r.vis && opacityOf(r) > 0.1 && !clippedByStyle(r);
  if (shownAtAll) {
    const b = leftOf(r);
    const own = boxOf(r);
    if (b.w >= 2 && b.h >= 2 && area(b) >= area(own) * 0.25 && !beyond(r, b)) {
      seen.cover = coverOf(r, b);
      seen.visible = !seen.cover;
    }
  }
  if (!seen.visible && !seen.cover) seen.collapsed = isCollapsed(r);
  return seen;
}
const isShown = (r) => look(r).visible;
// Painted, though something may lie over it for now.
const isPainted = (r) => look(r).visible || !!look(r).cover;

const SWITCHES = "[aria-expanded=false]";
/** Hidden in a group that a person can open: closed `<details>`, an unfolded heading, a menu. */
function isCollapsed(r) {
  if (r.shut) return true;
  for (let a = r, n = 0; a && n < 12; a = a.up, n++) {
    if (a.tag === "body") return false;
    if (folds(a)) return true;
  }
  return false;
}
function folds(a) {
  if (a.foldKnown !== undefined) return a.foldKnown;
  const el = a.el;
  const id = attr(el, "id");
  let yes = false;
  if (id && !/["\\]/.test(id)) {
    const root = rootOf(el);
    yes = !!isTree(root) && !!one(root, `[aria-controls="${id}"]${SWITCHES}`);
  }
  const hides = a.none || (a.cs && (a.cs.maxHeight === "0px" || a.cs.height === "0px" || a.cs.visibility !== "visible" || a.cs.opacity === "0"));
  const before = previousElement(el);
  if (!yes && hides && before) {
    const rec = byEl.get(before);
    const opens = matches(before, `${SWITCHES},button,summary,[role=button],label,h2,h3,h4,h5`) || !!one(before, `${SWITCHES},button,summary`);
    yes = opens && !!rec && !rec.none && rec.vis;
  }
  yes = yes || (hides && matches(el, "[role=menu],[role=tabpanel],[aria-hidden=true][id]"));
  return (a.foldKnown = yes);
}

// ---- colours -------------------------------------------------------------------------------------------------------
const WHITE = { r: 255, g: 255, b: 255, a: 1 };
const colours = new Map();
function parseColour(s) {
  if (!colours.has(s) && colours.size < 5000) colours.set(s, readColour(s));
  return colours.get(s) || null;
}
function readColour(s) {
  const m = /^rgba?\(([\d.]+),? ([\d.]+),? ([\d.]+)(?:[,/ ]+([\d.]+)(%?))?\)$/.exec(s);
  if (m) return { r: +m[1], g: +m[2], b: +m[3], a: m[4] === undefined ? 1 : m[5] ? m[4] / 100 : +m[4] };
  const c = /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.]+))?\)$/.exec(s);
  if (c) return { r: c[1] * 255, g: c[2] * 255, b: c[3] * 255, a: c[4] === undefined ? 1 : +c[4] };
  return painted(s);
}
let dot = null;
// Other notations (oklch, lab): let the browser paint one dot and read it.
const painted = (s) => {
  dot = dot || new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  dot.clearRect(0, 0, 1, 1);
  dot.fillStyle = "rgba(0,0,0,0)";
  dot.fillStyle = s;
  dot.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = dot.getImageData(0, 0, 1, 1).data;
  return { r, g, b, a: a / 255 };
};
const over = (top, under) => {
  const a = top.a + under.a * (1 - top.a);
  const mix = (k) => (a ? (top[k] * top.a + under[k] * under.a * (1 - top.a)) / a : 0);
  return { r: mix("r"), g: mix("g"), b: mix("b"), a };
};
const luminance = (c) => {
  const f = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * f(c.r) + 0.7152 * f(c.g) + 0.0722 * f(c.b);
};
const contrast = (a, b) => {
  const [x, y] = [luminance(a), luminance(b)];
  return Math.round(((Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)) * 100) / 100;
};
const hex = (c) => (c ? "#" + [c.r, c.g, c.b].map((v) => Math.round(v).toString(16).padStart(2, "0")).join("") : "");
const canvasColour = () => {
  const dark = /dark/.test(computed(doc.documentElement).colorScheme) && matchMedia("(prefers-color-scheme: dark)").matches;
  return dark ? { r: 18, g: 18, b: 18, a: 1 } : WHITE;
};
// A line drawn under words, or an icon in the padding beside them, lies behind no text.
const drawnLine = (cs) => /gradient/.test(cs.backgroundImage) && /(^| )[0-3](\.\d+)?px$/.test(cs.backgroundSize);
const padIcon = (cs) => /^url\(/.test(cs.backgroundImage) && cs.backgroundRepeat === "no-repeat" && Math.max(parseFloat(cs.paddingLeft), parseFloat(cs.paddingRight)) >= 14 && parseFloat(cs.height) < 60;
const hasImage = (cs) => cs.backgroundImage !== "none" && cs.backgroundImage !== "" && !drawnLine(cs) && !padIcon(cs);

/** Elements painted at a point, top first, from `el` on; null if that cannot be told. */
function stackUnder(r) {
  const b = inView(boxOf(r));
  if (b.w < 1 || b.h < 1) return null;
  const root = rootOf(r.el);
  if (!isTree(root)) return null;
  const list = stackIn(root, b.x + b.w / 2, b.y + b.h / 2);
  let at = -1;
  for (let i = 0; i < list.length && i < 60; i++) {
    if (list[i] === r.el) at = i;
  }
  return at < 0 ? null : [...list].slice(at, at + 60);
}
/** The single colour behind the text of `r`, or null where a picture or gradient lies there. */
function backgroundOf(r, skipOwn) {
  const layers = [];
  const stack = stackUnder(r);
  const chain = [];
  for (let a = r; a; a = a.up) chain.push(a.el);
  const shadow = rootOf(r.el) instanceof ShadowRoot;
  // In a shadow tree the point test ends at the tree's own elements; the hosts come from the chain.
  const line = stack && !chain.some((el) => el !== r.el && !stack.includes(el) && opaqueNone(el)) ? (shadow ? [...new Set([...stack, ...chain])] : [...new Set(stack)]) : chain;
  for (const el of line) {
    if (skipOwn && el === r.el) continue;
    if (el !== r.el && !chain.includes(el) && REPLACED.test(localName(el))) return null;
    const cs = knownStyle(el);
    if (hasImage(cs)) return null;
    const c = parseColour(cs.backgroundColor);
    if (!c || c.a === 0) continue;
    layers.push(c);
    if (c.a > 0.99) return fold(layers, c);
  }
  return fold(layers, null);
}
// An ancestor that takes no clicks is missing from the point test though it paints.
const opaqueNone = (el) => {
  const cs = knownStyle(el);
  const c = cs.pointerEvents === "none" ? parseColour(cs.backgroundColor) : null;
  return !!c && c.a > 0;
};
const fold = (layers, last) => {
  let c = last || canvasColour();
  for (let i = layers.length - (last ? 2 : 1); i >= 0; i--) c = over(layers[i], c);
  return c;
};

/** The record that carries most of the text of `r`. */
function carrier(r) {
  let best = r;
  let most = 0;
  for (const s of segs.slice(r.t0, Math.min(r.t1, r.t0 + 60))) {
    const n = s.t.trim().length;
    if (n > most && inside(s.r, r)) {
      most = n;
      best = s.r;
    }
  }
  return best;
}
const ink = (r, bg) => {
  const cs = styleOf(r);
  const c = parseColour(cs.webkitTextFillColor || cs.color) || parseColour(cs.color) || { r: 0, g: 0, b: 0, a: 1 };
  const faded = { ...c, a: c.a * Math.min(1, opacityOf(r)) };
  return bg ? over(faded, bg) : c;
};
/** Text contrast of `r`, or null. */
function contrastOf(r) {
  const bg = backgroundOf(r, false);
  return bg ? contrast(ink(r, bg), bg) : null;
}

// A gradient still has a loudness: that of its mean colour.
const gradientMean = (image) => {
  if (/url\(/.test(image)) return null;
  const found = [...image.matchAll(/rgba?\([^)]*\)/g)].slice(0, 8).map((m) => parseColour(m[0])).filter((c) => c && c.a > 0.3);
  if (!found.length) return null;
  const sum = found.reduce((s, c) => ({ r: s.r + c.r, g: s.g + c.g, b: s.b + c.b }), { r: 0, g: 0, b: 0 });
  return { r: sum.r / found.length, g: sum.g / found.length, b: sum.b / found.length, a: 1 };
};
const fillOf = (cs) => {
  if (hasImage(cs)) return { colour: gradientMean(cs.backgroundImage), image: true };
  const c = parseColour(cs.backgroundColor);
  return c && c.a > 0.05 ? { colour: c, image: false } : null;
};
const bordered = (cs, around) => {
  let sides = 0;
  for (const s of ["Top", "Right", "Bottom", "Left"]) {
    const c = parseColour(cs[`border${s}Color`]);
    if (parseFloat(cs[`border${s}Width`]) >= 1 && cs[`border${s}Style`] !== "none" && c && c.a > 0.1 && (!around || contrast(over(c, around), around) >= 1.15)) sides++;
  }
  return sides >= 3 || (/^rgb.* 0px 0px 0px [1-3]px/.test(cs.boxShadow) && sides === 0 && /rgb\(/.test(cs.boxShadow));
};
// The fill may be the element's own, or that of a child or wrapper of nearly the same size, or drawn by a pseudo-element.
const filled = (r) => {
  const b = boxOf(r);
  const same = (o) => area(o) > 0 && area(o) >= area(b) * 0.7 && area(o) <= area(b) * 1.6 + 400;
  const tries = [r, ...below(r).slice(0, 3)];
  if (r.up && r.up.i1 - r.up.i0 <= 4) tries.push(r.up);
  for (const t of tries) {
    if (t.none || !same(boxOf(t))) continue;
    const fill = fillOf(styleOf(t));
    if (fill) return { ...fill, at: t };
  }
  for (const pseudo of ["::before", "::after"]) {
    const cs = computed(r.el, pseudo);
    if (cs.content === "none" || cs.content === "normal" || !/absolute/.test(cs.position)) continue;
    const fill = parseFloat(cs.width) >= b.w * 0.7 && parseFloat(cs.height) >= b.h * 0.7 ? fillOf(cs) : null;
    if (fill) return { ...fill, at: r };
  }
  return null;
};
const EMPTY_STYLE = { font_px: 0, weight: 400, contrast: null, button_like: false, loudness: 1, underlined: false, color: "", background: "", blended: false };
/** The `Style` of an element whose text a person reads. */
function styleFacts(r) {
  if (r.none) return { ...EMPTY_STYLE };
  const text = carrier(r);
  const cs = styleOf(text);
  const bg = backgroundOf(text, false);
  const fill = filled(r);
  const around = backgroundOf(fill ? fill.at : r, true);
  const solid = fill && fill.colour ? (around ? over(fill.colour, around) : fill.colour) : null;
  const loudness = solid && around ? contrast(solid, around) : 1;
  const border = bordered(styleOf(r), around);
  return {
    font_px: round(parseFloat(cs.fontSize) || 0),
    weight: Math.round(Number(cs.fontWeight)) || 400,
    contrast: bg ? contrast(ink(text, bg), bg) : null,
    button_like: border || !!(fill && (fill.image || !around || loudness >= 1.06 || hueApart(solid, around))),
    loudness,
    underlined: underlined(text, r),
    color: hex(ink(text, bg)),
    background: hex(bg || solid),
    blended: blended(text),
  };
}
const blended = (r) => {
  if (opacityOf(r) < 0.99) return true;
  for (let a = r, n = 0; a && n < 400; a = a.up, n++) {
    const cs = styleOf(a);
    if (cs.filter !== "none" || cs.mixBlendMode !== "normal" || (cs.backdropFilter || "none") !== "none") return true;
  }
  return false;
};
const hueApart = (a, b) => !!a && Math.abs(a.r - b.r) + Math.abs(a.g - b.g) + Math.abs(a.b - b.b) > 24;
const underlined = (text, r) => {
  for (let a = text; a; a = a.up) {
    const cs = styleOf(a);
    if (/underline/.test(cs.textDecorationLine) || drawnLine(cs)) return true;
    if (a === r) return parseFloat(cs.borderBottomWidth) > 0 && cs.borderBottomStyle !== "none" && !(parseFloat(cs.borderTopWidth) > 0);
  }
  return false;
};
