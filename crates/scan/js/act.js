// Finds a control again, fills fields, and tells the state before and after an act. The last fragment of ACT; see README.md.

const nativeSet = (proto, name) => uncurry(Object.getOwnPropertyDescriptor(proto, name).set);
const setValue = {
  input: nativeSet(HTMLInputElement.prototype, "value"),
  textarea: nativeSet(HTMLTextAreaElement.prototype, "value"),
  select: nativeSet(HTMLSelectElement.prototype, "selectedIndex"),
};
const setChecked = nativeSet(HTMLInputElement.prototype, "checked");
const isChecked = getter(HTMLInputElement.prototype, "checked");
const valueOf = { input: getter(HTMLInputElement.prototype, "value"), textarea: getter(HTMLTextAreaElement.prototype, "value"), select: getter(HTMLSelectElement.prototype, "value") };
const wholeText = getter(Node.prototype, "textContent");
const putText = nativeSet(Node.prototype, "textContent");
const send = uncurry(EventTarget.prototype.dispatchEvent);
const press = uncurry(HTMLElement.prototype.click);
const focusOn = uncurry(HTMLElement.prototype.focus);
const intoView = uncurry(Element.prototype.scrollIntoView);
const cookieOf = getter(Document.prototype, "cookie");
const roots = (el) => shadowOf(el);

/** The element at a path of selectors joined by ` >>> `. */
function resolve(selector) {
  let root = document;
  let el = null;
  for (const part of String(selector).slice(0, 8000).split(" >>> ").slice(0, 20)) {
    if (!root) return null;
    try {
      el = one(root, part);
    } catch {
      return null;
    }
    root = el && roots(el);
  }
  return el;
}
// A record of one element with its ancestors, made anew: the page has moved since it was read.
function fresh(el) {
  recs.length = 0;
  segs.length = 0;
  shutSegs.length = 0;
  byEl.clear();
  siblings.clear();
  truncated.clear();
  texts = 0;
  startedAt = now();
  measure();
  const html = record(doc.documentElement, null, 0);
  html.i1 = Infinity;
  html.t1 = Infinity;
  if (el && el !== doc.documentElement) walk(el, ghosts(el, html), 3000);
  return el ? byEl.get(el) : html;
}
/** Our own work only: natives are set in place before it and the page's are put back after it. */
const guarded = (what, otherwise) => {
  const out = inner && inner.enter ? inner.enter() : () => {};
  try {
    return what();
  } catch {
    return otherwise;
  } finally {
    out();
  }
};
// The page's handlers run here, so the page's own natives must stand.
const tell = (el, ...types) => {
  for (const type of types) {
    try {
      send(el, type === "input" ? new InputEvent("input", { bubbles: true, composed: true, inputType: "insertText" }) : new Event(type, { bubbles: true, composed: type !== "change" }));
    } catch {
      // An event that cannot be sent leaves the value as it is.
    }
  }
};

const NOT_FOUND = { __proto__: null, found: false, visible: false, hit: false, x: 0, y: 0 };
const reaches = (el, hit) => !!hit && (holds(el, hit) || labelsOf(el).some((l) => holds(l, hit)) || (holds(hit, el) && localName(hit) === "label"));
/** A point in the window that a click on `el` would hit: the middle first, then off the middle. */
function pointOn(el) {
  const r = fresh(el);
  const face = r && /^(input)$/.test(r.tag) && matches(el, "[type=checkbox],[type=radio]") ? drawnFor(el, r) : r;
  if (!face) return NOT_FOUND;
  const b = inView(leftOf(face));
  let hit = false;
  let [x, y] = [b.x + b.w / 2, b.y + b.h / 2];
  for (const [fx, fy] of b.w >= 1 && b.h >= 1 ? [[0.5, 0.5], [0.3, 0.5], [0.7, 0.5], [0.5, 0.3], [0.5, 0.7], [0.1, 0.5], [0.9, 0.5]] : []) {
    const [px, py] = [b.x + b.w * fx, b.y + b.h * fy];
    if (!reaches(face.el, hitAt(px, py)) && !reaches(el, hitAt(px, py))) continue;
    [x, y, hit] = [px, py, true];
    break;
  }
  return { __proto__: null, found: true, visible: isShown(face), hit, x: round(x), y: round(y) };
}
// A hidden check box is pressed on the label or switch that stands for it.
function drawnFor(el, r) {
  if (isPainted(r)) return r;
  const near = [...labelsOf(el), nextElement(el), previousElement(el)].filter(Boolean);
  for (const n of near) {
    const f = fresh(n);
    if (f && isPainted(f) && area(boxOf(f)) >= 60) return f;
  }
  return fresh(el);
}
function locate(selector) {
  return guarded(() => {
    const el = resolve(selector);
    if (!el) return NOT_FOUND;
    const first = pointOn(el);
    if (first.hit && first.visible) return first;
    intoView(el, { block: "center", inline: "center", behavior: "instant" });
    return pointOn(el);
  }, NOT_FOUND);
}

/** Is it still painted, even if something lies over it? Nothing is scrolled. */
const shows = (selector) =>
  guarded(() => {
    const el = resolve(selector);
    const r = el && fresh(el);
    return !!r && (isPainted(r) || present(r));
  }, false);

/** Is a switch or check box on as it stands now? `null` if there is none. */
const isOnNow = (selector) =>
  guarded(() => {
    const el = resolve(selector);
    if (!el) return null;
    return localName(el) === "input" ? isChecked(el) : /true|mixed/.test(attr(el, "aria-checked") || attr(el, "aria-pressed"));
  }, null);

const REFUSED = { __proto__: null, ok: false, value: "", checked: false };
const answerOf = (el, tag) => ({ __proto__: null, ok: true, value: wellFormed(String(valueOf[tag](el)).slice(0, 300)), checked: tag === "input" && isChecked(el) });
function fill(selector, value) {
  const el = guarded(() => resolve(selector), null);
  const tag = el ? localName(el) : "";
  if (el && !valueOf[tag] && isEditable({ el })) return writeIn(el, String(value));
  if (!el || !valueOf[tag]) return REFUSED;
  if (tag === "select") return choose(selector, value);
  const type = guarded(() => attr(el, "type").toLowerCase(), "");
  if (type === "file") return REFUSED;
  try {
    if (type === "checkbox" || type === "radio") {
      if (isChecked(el) !== (value === true || value === "true")) press(el);
      return answerOf(el, tag);
    }
    focusOn(el, { preventScroll: true });
    setValue[tag](el, String(value));
    tell(el, "input", "change", "blur");
    return { __proto__: null, ...answerOf(el, tag), ok: valueOf[tag](el) === String(value) };
  } catch {
    return REFUSED;
  }
}
/** The text of a chat or editor: what was typed stays, else it is put there. */
function writeIn(el, value) {
  try {
    if (!(wholeText(el) || "").includes(value)) {
      putText(el, value);
      tell(el, "input", "change", "blur");
    }
    return { __proto__: null, ok: (wholeText(el) || "").includes(value), value: wellFormed(value.slice(0, 300)), checked: false };
  } catch {
    return REFUSED;
  }
}
/** Puts the cursor into a field that text can be typed into. */
function focus(selector) {
  const el = guarded(() => resolve(selector), null);
  if (!el || !(["input", "textarea"].includes(localName(el)) || isEditable({ el }))) return REFUSED;
  try {
    focusOn(el, { preventScroll: true });
  } catch {
    return REFUSED;
  }
  return { __proto__: null, ok: true };
}
const optionsOf = (el) => all(el, "option", 2000);
const place = (el, option) => {
  const list = optionsOf(el);
  const want = squash(String(option), 300).toLowerCase();
  const texts_ = list.map((o) => squash(o.textContent || "", 300).toLowerCase());
  if (typeof option === "number") return option < list.length ? option : -1;
  const byValue = list.findIndex((o) => (hasAttr(o, "value") ? attr(o, "value") : o.textContent).trim() === String(option).trim());
  return byValue >= 0 ? byValue : texts_.indexOf(want);
};
function choose(selector, option) {
  const el = guarded(() => resolve(selector), null);
  if (!el || localName(el) !== "select") return { __proto__: null, ok: false, value: "" };
  const at = guarded(() => place(el, option), -1);
  if (at < 0) return { __proto__: null, ok: false, value: wellFormed(String(valueOf.select(el)).slice(0, 300)) };
  setValue.select(el, at);
  tell(el, "input", "change");
  return { __proto__: null, ok: true, value: wellFormed(String(valueOf.select(el)).slice(0, 300)) };
}
const textAt = (selector) =>
  guarded(() => {
    const el = resolve(selector);
    return el ? wellFormed(textOf(fresh(el), 20000)) : null;
  }, null);

// ---- state: enough to compare, nothing to keep -----------------------------------------------------------------------
const digest = (s) => {
  let h = 0x811c9dc5;
  for (let i = 0; i < s.length && i < 8192; i++) h = Math.imul(h ^ s.charCodeAt(i), 0x01000193) >>> 0;
  return h.toString(16) + ":" + s.length;
};
const cookieState = () => {
  const out = {};
  for (const part of cookieOf(document).split("; ").slice(0, 300)) {
    const at = part.indexOf("=");
    if (part) out[part.slice(0, at < 0 ? part.length : at).slice(0, 300)] = digest(at < 0 ? "" : part.slice(at + 1));
  }
  return out;
};
const storageState = () => {
  const out = {};
  for (const [kind, get] of [["local", () => localStorage], ["session", () => sessionStorage]]) {
    attempt(kind, () => {
      const store = get();
      for (let i = 0; i < store.length && i < 300; i++) {
        const key = store.key(i);
        if (key !== null) out[kind + ":" + key.slice(0, 300)] = digest(store.getItem(key) || "");
      }
    }, null);
  }
  return out;
};
async function state() {
  const still = guarded(() => {
    fresh(null);
    recs.length = 0;
    byEl.clear();
    walkPage();
    return {
      cookies: attempt("cookies", cookieState, {}),
      storage: storageState(),
      dialogs: findBoxes().filter((r) => area(inView(bodyBox(r))) > 0 || r.pos !== "fixed").map((r) => selectorOf(r.el)),
    };
  }, { cookies: {}, storage: {}, dialogs: [] });
  const said = {};
  await readSignals(said, 200);
  const texts_ = {};
  for (const k of Object.keys(said)) {
    const v = said[k];
    if (v !== null && !(k === "consent_mode" && !Object.keys(v).length)) texts_[k] = write(v).slice(0, 4000);
  }
  return clean({ ...still, signals: texts_ });
}

leave();
// Answers have no prototype, for the same reason as the facts.
return { __proto__: null, locate, shows, is_on: isOnNow, fill, focus, choose, text_of: textAt, state };
