// What one document shows and asks, as plain data. A fragment: dom.js, look.js and boxes.js stand before it; see README.md.

const CAP = { links: 600, forms: 60, fields: 60, toggles: 200, headings: 300, items: 200, context: 2000 };
const RELEVANT = /privacy|cookie|choice|consent|do not|opt|terms|legal|polic|contact|account|sign|child|health|request|data|accessib|ccpa|gdpr|datenschutz|impressum|confidential|privacidad|隐私|プライバシー/i;

// ---- regions -------------------------------------------------------------------------------------------------------
const regionSelf = (r) => {
  const role = attr(r.el, "role");
  if (r.tag === "footer" || role === "contentinfo") return closest(r.el, "article,blockquote,dialog") ? null : "footer";
  if (r.tag === "nav" || role === "navigation") return "nav";
  if (r.tag === "header" || role === "banner") return closest(r.el, "article,main section,dialog") ? null : "header";
  if (r.tag === "main" || role === "main") return "main";
  const name = naming(r.el);
  if (/(^|[\s_-])(site|page|main|global|shopify-section)?[-_]*(footer|foot|colophon)([\s_-]|$)/i.test(name) && spans(r)) return "footer";
  if (/(^|[\s_-])(site|page|main|global|shopify-section)?[-_]*(header|topbar|masthead)([\s_-]|$)/i.test(name) && spans(r) && boxOf(r).y + scroll.y < 300) return "header";
  return null;
};
const spans = (r) => r.none || boxOf(r).w >= view.w * 0.6;
const regionOf = (r, boxes) => {
  if (boxes.some((b) => inside(r, b))) return "dialog";
  let nav = false;
  for (let a = r, n = 0; a && n < 200; a = a.up, n++) {
    if (a.region === undefined) a.region = attempt("region", () => regionSelf(a), null);
    if (a.region === "nav") nav = true;
    else if (a.region === "main" && nav) return "nav";
    else if (a.region) return a.region;
  }
  if (nav) return "nav";
  return byPlace(r);
};
// No landmark at all: the lowest strip of a tall page is its foot.
const byPlace = (r) => {
  const y = boxOf(r).y + scroll.y;
  if (r.none || pageSize.h < view.h * 1.2) return "main";
  return y > pageSize.h - 160 && !isFixed(r) ? "footer" : "main";
};

// ---- links ---------------------------------------------------------------------------------------------------------
const isLink = (r) => r.tag === "a" || r.tag === "area" || isPress(r);
function linkRecs(boxes) {
  const list = recs.filter((r) => isLink(r) && !(r.tag === "a" && !attr(r.el, "href") && !textOf(r, 10) && !nameOf(r)) && (r.tag === "a" || !boxes.some((b) => inside(r, b))));
  const outer = list.filter((r) => r.tag === "a" || !closest(r.el, "a[href]"));
  if (outer.length <= CAP.links) return outer;
  truncated.add("links");
  return outer.map((r) => [rankOf(r, boxes), r]).sort((a, b) => a[0] - b[0]).slice(0, CAP.links).map((p) => p[1]).sort((a, b) => a.i0 - b.i0);
}
const rankOf = (r, boxes) => {
  if (RELEVANT.test(lineOf(r, 80) + attr(r.el, "href").slice(-80))) return 0;
  const region = regionOf(r, boxes);
  return region === "footer" ? 1 : region === "main" ? 3 : 2;
};
const ICON = "img,svg,picture,[class*=icon i],[style*=background-image]";
const iconName = (el) => {
  const img = localName(el) === "picture" ? one(el, "img") || el : el;
  const use = localName(el) === "svg" ? one(el, "use") : null;
  const src = attr(img, "src") || (use ? attr(use, "href") || attr(use, "xlink:href") : "");
  const file = src.startsWith("data:") ? "" : src.split(/[?#]/)[0].split("/").pop() || src.split("#").pop();
  return squash(attr(img, "alt") || attr(img, "title") || attr(img, "aria-label") || (localName(el) === "svg" ? svgTitle(el) : "") || file || attr(img, "class"), 120);
};
const small = (el) => {
  const b = rectOf(el);
  return b.width <= 120 && b.height <= 80 && b.width > 3 && b.height > 3;
};
const pictureUrl = (cs) => (/url\(["']?([^"')]+)/.exec(cs.backgroundImage) || /url\(["']?([^"')]+)/.exec(cs.content || "") || /url\(["']?([^"')]+)/.exec(cs.maskImage || ""))?.[1] || "";
function iconOf(r) {
  const own = below(r).find((c) => matches(c.el, ICON));
  if (own) return { icon: true, name: iconName(own.el) };
  if (r.none) return { icon: false, name: "" };
  for (const el of [previousElement(r.el), nextElement(r.el)]) {
    if (!el || !byEl.has(el) || isLink(byEl.get(el))) continue;
    const pic = matches(el, "img,svg,picture") ? el : depthFirst(byEl.get(el)).some(isLink) ? null : one(el, "img,svg");
    if (pic && small(el)) return { icon: true, name: iconName(pic) };
  }
  for (const cs of [styleOf(r), computed(r.el, "::before"), computed(r.el, "::after")]) {
    const url = pictureUrl(cs);
    if (url) return { icon: true, name: url.startsWith("data:") ? "" : url.split(/[?#]/)[0].split("/").pop().slice(0, 120) };
  }
  return { icon: false, name: "" };
}
// A link that one of the page's own boxes covers for now is still on the page.
const linkVisible = (r, boxes) => {
  const seen = look(r);
  if (seen.visible) return true;
  if (!seen.cover) return false;
  return boxes.some((b) => !inside(r, b) && (holds(outermost(b).el, seen.cover) || isBackdrop(seen.cover)));
};
function link(r, boxes) {
  const icon = iconOf(r);
  return {
    text: wording(r) || icon.name,
    href: r.tag === "a" || r.tag === "area" ? hrefOf(r.el) : null,
    region: regionOf(r, boxes),
    rect: rectOut(boxOf(r)),
    visible: linkVisible(r, boxes),
    collapsed: look(r).collapsed,
    style: styleFacts(r),
    neighbours: { count: 0, font_px: 0, contrast: null, collapsed: false },
    icon: icon.icon,
    icon_name: icon.name,
    selector: selectorOf(r.el),
  };
}
const median = (list) => {
  const s = list.filter((n) => typeof n === "number").sort((a, b) => a - b);
  return s.length ? s[s.length >> 1] : null;
};
/** Joins each link with those of the nearest list or block that holds at least two others. */
function compare(list, links) {
  const groups = new Map();
  list.forEach((r, i) => {
    for (let a = r.up, n = 0; a && n < 8; a = a.up, n++) {
      if (!groups.has(a)) groups.set(a, []);
      groups.get(a).push(i);
    }
  });
  list.forEach((r, i) => {
    let best = [];
    for (let a = r.up, n = 0; a && n < 8; a = a.up, n++) {
      const group = groups.get(a);
      if (a.tag === "body" || group.length > 120) break;
      best = group;
      if (group.length >= 3 && (n > 1 || /^(ul|ol|dl|nav|p|menu)$/.test(a.tag))) break;
    }
    const others = best.filter((k) => k !== i).map((k) => links[k]);
    if (!others.length) return;
    const folded = others.filter((o) => o.collapsed).length;
    const sized = others.filter((o) => o.style.font_px > 0);
    links[i].neighbours = {
      count: others.length,
      font_px: median(sized.map((o) => o.style.font_px)) || 0,
      contrast: median(sized.map((o) => o.style.contrast)),
      collapsed: folded * 2 > others.length,
    };
  });
}
function links(boxes) {
  const list = linkRecs(boxes);
  const kept = [];
  const out = [];
  // Where time runs out, the feet of the page and what speaks of privacy have been read.
  const byRank = list.map((r) => [rankOf(r, boxes), r]).sort((a, b) => a[0] - b[0]);
  const made = new Map();
  for (const [, r] of byRank) {
    const l = attempt("link", () => link(r, boxes), null);
    if (l) made.set(r, l);
    if (late()) break;
  }
  for (const r of list) {
    if (!made.has(r)) continue;
    kept.push(r);
    out.push(made.get(r));
  }
  compare(kept, out);
  return out;
}

// ---- forms ---------------------------------------------------------------------------------------------------------
const SUBMITS = "button:not([type=button]):not([type=reset]),input[type=submit],input[type=image]";
const submitOf = (r) => {
  const parts = depthFirst(r);
  const last = parts.reduce((n, c) => (isField(c) && !isSwitch(c) ? c.i0 : n), -1);
  const real = parts.filter((c) => matches(c.el, SUBMITS) && !(r.tag !== "form" && c.i0 < last));
  const any = real.length ? real : parts.filter((c) => isPress(c) && c.tag !== "a" && c.tag !== "summary");
  const best = any.find((c) => isPainted(c) && wording(c)) || any.find((c) => wording(c));
  return best ? wording(best) : null;
};
// Fields that no <form> holds: joined by the nearest block that also has something to press.
function looseGroups(formEls) {
  const groups = new Map();
  for (const r of recs) {
    if (!textual(r) || formEls.some((f) => inside(r, f)) || attr(r.el, "form")) continue;
    let a = r.up;
    for (let n = 0; a && a.tag !== "body" && n < 7 && !depthFirst(a).some((c) => isPress(c) && c.tag !== "a"); a = a.up) n++;
    if (a && a.tag !== "body" && a.tag !== "html") groups.set(a, true);
  }
  const list = [...groups.keys()];
  return list.filter((g) => !list.some((o) => o !== g && inside(g, o)));
}
// The block around a form that belongs to it: grows while it stays short and holds no other form.
const surroundings = (r) => {
  let at = r;
  for (let n = 0; n < 4 && at.up && !/^(body|html|footer|header)$/.test(at.up.tag); n++) {
    const up = at.up;
    if (up.tag === "main" && textOf(up, 801).length > 800) break;
    const others = below(up).some((c) => c.tag === "form" && c !== r && !inside(c, r) && !inside(r, c));
    // What holds the page's own bars is the page, not the form's block.
    const page = below(up).some((c) => !inside(r, c) && (c.tag === "footer" || c.tag === "nav" || matches(c.el, "[role=contentinfo],[role=navigation],[role=banner]")));
    if (page) break;
    if (others || textOf(up, CAP.context + 1).length > CAP.context) break;
    at = up;
  }
  return at;
};
const ownFields = (r) => {
  const list = depthFirst(r).filter(isField);
  const id = r.tag === "form" ? attr(r.el, "id") : "";
  if (id) list.push(...recs.filter((c) => isField(c) && attr(c.el, "form") === id && !inside(c, r)));
  return list;
};
function form(r, boxes) {
  const around = surroundings(r);
  const action = r.tag === "form" ? attr(r.el, "action") : "";
  const fields = ownFields(r).slice(0, CAP.fields).map((f) => attempt("field", () => field(f), null)).filter(Boolean);
  return {
    selector: selectorOf(r.el),
    action: r.tag === "form" ? absolute(action || doc.URL) : null,
    method: r.tag === "form" ? (attr(r.el, "method") || "get").toLowerCase() : "",
    fields,
    submit: submitOf(r),
    context: textOf(around, CAP.context),
    links: linkPairs(below(around).filter((c) => c.tag === "a")).slice(0, 30),
    rect: rectOut(boxOf(r)),
    visible: isPainted(r) || fields.some((f) => f.visible),
    region: regionOf(r, boxes),
  };
}
const absolute = (url) => {
  try {
    return new URL(url, doc.baseURI).href.slice(0, 4000);
  } catch {
    return null;
  }
};
function forms(boxes) {
  const real = recs.filter((r) => r.tag === "form");
  const list = [...real, ...attempt("loose", () => looseGroups(real), [])].sort((a, b) => a.i0 - b.i0);
  if (list.length > CAP.forms) truncated.add("forms");
  const kept = list.slice(0, CAP.forms);
  return { recs: kept, out: kept.map((r) => attempt("form", () => form(r, boxes), null)).filter((f) => f && (f.fields.length || f.submit)) };
}

// ---- reading -------------------------------------------------------------------------------------------------------
const mainRec = () => recs.find((r) => (r.tag === "main" || attr(r.el, "role") === "main") && !r.none) || byEl.get(doc.body);
function reading(boxes) {
  const main = mainRec();
  const none = { font_px: 0, small_px: 0, contrast: null, not_text: false };
  if (!main) return none;
  const sizes = new Map();
  let total = 0;
  for (const s of segs.slice(main.t0, main.t1)) {
    const n = s.t.trim().length;
    if (!n || s.r.none || boxes.some((b) => inside(s.r, b)) || outsideMain(s.r)) continue;
    const px = round(parseFloat(styleOf(s.r).fontSize) || 0);
    const e = sizes.get(px) || { n: 0, best: s.r, most: 0 };
    e.n += n;
    if (n > e.most) Object.assign(e, { most: n, best: s.r });
    sizes.set(px, e);
    total += n;
  }
  const viewer = /pdf/.test(doc.contentType);
  if (!total) return { ...none, not_text: viewer || pictured(main) };
  const list = [...sizes].sort((a, b) => b[1].n - a[1].n);
  return {
    font_px: list[0][0],
    small_px: Math.min(...list.filter(([, e]) => e.n > total * 0.05).map(([px]) => px), list[0][0]),
    contrast: contrastOf(list[0][1].best),
    not_text: viewer || (total < 400 && pictured(main)),
  };
}
const outsideMain = (r) => {
  for (let a = r; a; a = a.up) {
    if (a.outside === undefined) a.outside = /^(nav|footer|header)$/.test(a.tag) || matches(a.el, "[role=navigation],[role=contentinfo],[role=banner]") || attempt("region", () => regionSelf(a), null) === "footer";
    if (a.outside) return true;
  }
  return false;
};
// One picture or viewer takes most of the place.
const pictured = (main) =>
  below(main).some((r) => /^(img|embed|object|iframe|canvas|svg)$/.test(r.tag) && !r.none && !outsideMain(r) && area(boxOf(r)) > Math.min(view.w * view.h * 0.4, area(boxOf(main)) * 0.5 + 1) && boxOf(r).h > 150);

function headings() {
  const out = [];
  for (const r of recs) {
    const m = /^h([1-6])$/.exec(r.tag);
    if (r.none || (!m && attr(r.el, "role") !== "heading")) continue;
    const text = lineOf(r) || (r.shut ? hiddenText(r) : "");
    if (!text) continue;
    out.push({ level: m ? +m[1] : Math.min(6, Math.max(1, parseInt(attr(r.el, "aria-level"), 10) || 2)), text, anchor: anchorOf(r) });
    if (out.length >= CAP.headings) break;
  }
  return out;
}
const anchorOf = (r) => {
  const id = attr(r.el, "id");
  if (id) return id;
  const in_ = below(r).find((c) => attr(c.el, "id") || (c.tag === "a" && attr(c.el, "name")));
  if (in_) return attr(in_.el, "id") || attr(in_.el, "name");
  const before = previousElement(r.el);
  if (before && localName(before) === "a" && (attr(before, "id") || attr(before, "name")) && !textOf(byEl.get(before) || r, 3)) return attr(before, "id") || attr(before, "name");
  const section = r.up && matches(r.up.el, "section[id],div[id],article[id],li[id]") ? r.up : null;
  return section && !recs.slice(section.i0, r.i0).some((c) => /^h[1-6]$/.test(c.tag)) ? attr(section.el, "id") : null;
};

// ---- what the device keeps, what the page declares -----------------------------------------------------------------
function kept(kind, area_) {
  const out = [];
  const store = area_();
  for (let i = 0; i < store.length && i < CAP.items; i++) {
    const key = store.key(i);
    if (key !== null) out.push({ kind, key: key.slice(0, 512), value: (store.getItem(key) || "").slice(0, 512) });
  }
  return out;
}
function ldTypes() {
  const found = new Set();
  for (const el of all(document, 'script[type="application/ld+json"]', 20)) {
    const todo = [attempt("ld", () => JSON.parse((el.textContent || "").slice(0, 200000)), null)];
    for (let n = 0; todo.length && n < 2000 && found.size < 60; n++) {
      const v = todo.pop();
      if (!v || typeof v !== "object") continue;
      const type = v["@type"];
      for (const t of Array.isArray(type) ? type : [type]) if (typeof t === "string") found.add(t.slice(0, 80));
      for (const c of Object.values(v).slice(0, 200)) if (c && typeof c === "object") todo.push(c);
    }
  }
  return [...found];
}
const MONEY = /(?:[$€£¥₹₩]|US\$|USD|EUR|GBP|CAD|AUD|zł|\bkr\b|元)\s?\d[\d.,]*|\d[\d.,]*\s?(?:€|£|USD|EUR|zł|kr\b|元|円)/;
const hasPrice = (text) =>
  !!one(document, '[itemprop=price],meta[property="product:price:amount"],meta[property="og:price:amount"],[data-product-price]') ||
  all(document, "[class*=price i]", 40).some((el) => MONEY.test((el.textContent || "").slice(0, 400))) ||
  MONEY.test(text.slice(0, 60000));
const CART = /add (it )?to (my |your )?(shopping )?(cart|bag|basket|trolley)|\bbuy (it )?now\b|pre-?order now|in den (warenkorb|einkaufswagen)|ajouter au panier|añadir (al carrito|a la cesta)|agregar al carrito|aggiungi al carrello|in winkelwagen|adicionar ao carrinho|dodaj do koszyka|カートに(入れる|追加)|加入购物车|加入購物車|장바구니/i;
const hasCart = (list) => list.some((l) => l.href === null && CART.test(l.text)) || !!one(document, 'form[action*="/cart/add"],[name="add-to-cart"],button[name=add]');

// ---- all of it -----------------------------------------------------------------------------------------------------
const addDatabases = (into, ms) =>
  new Promise((done) => {
    later(() => done(), ms);
    const add = (list) => {
      for (let i = 0; i < list.length && i < 60; i++) into[into.length] = { kind: "indexed_db", key: String(list[i].name).slice(0, 512), value: "" };
      done();
    };
    attempt("indexed_db", () => indexedDB.databases().then(add, () => done()), null);
  });

const bytes = (s, max) => {
  if (s.length * 3 <= max) return s;
  const all_ = new TextEncoder().encode(s);
  if (all_.length <= max) return s;
  truncated.add("text");
  return new TextDecoder().decode(all_.subarray(0, max)).replace(/\ufffd$/, "");
};
function page() {
  attempt("walk", walkPage, null);
  const body = byEl.get(doc.body);
  const boxes = attempt("dialogs", findBoxes, []);
  const shown = attempt("dialogs", () => dialogs(boxes), []);
  const made = attempt("forms", () => forms(boxes), { recs: [], out: [] });
  const loose = attempt("toggles", () => recs.filter((r) => isSwitch(r) && !boxes.some((b) => inside(r, b)) && !made.recs.some((f) => inside(r, f))).slice(0, CAP.toggles), []);
  return {
    kind: "other",
    url: "",
    final_url: doc.URL.slice(0, 8000),
    stage: "before",
    title: attempt("title", () => squash(doc.title + "", 500), ""),
    lang: attempt("lang", () => attr(doc.documentElement, "lang").slice(0, 40) || null, null),
    text: attempt("text", () => bytes(joined(segs, MAX.text), MAX.text), ""),
    headings: attempt("headings", headings, []),
    links: attempt("links", () => links(boxes), []),
    forms: made.out,
    dialogs: shown,
    toggles: loose.map((r) => attempt("toggle", () => toggle(r), null)).filter(Boolean),
    reading: attempt("reading", () => reading(boxes), { font_px: 0, small_px: 0, contrast: null, not_text: false }),
    signals: {},
    usable: !shown.some((d) => d.blocks),
    height_px: pageSize.h,
    viewport_px: [view.w, view.h],
    ...(body ? {} : { text: "" }),
  };
}
function collect() {
  const p = page();
  return {
    // No prototype: whoever awaits this asks for `then`, which a page may have put on every object.
    __proto__: null,
    page: p,
    collapsed_text: attempt("text", () => bytes(joined(shutSegs, MAX.text), MAX.text), ""),
    storage: [...attempt("local", () => kept("local", () => localStorage), []), ...attempt("session", () => kept("session", () => sessionStorage), [])],
    watches: !!inner && inner.watches,
    ld_types: attempt("ld", ldTypes, []),
    has_price: attempt("price", () => hasPrice(p.text), false),
    has_add_to_cart: attempt("cart", () => hasCart(p.links), false),
    truncated: [],
    ms: 0,
  };
}
let result;
try {
  result = collect();
  result.truncated = [...truncated];
  result.ms = Math.round(now() - startedAt);
} finally {
  leave();
}
return (async () => {
  const named = addDatabases(result.storage, 150);
  await readSignals(result.page.signals, 250);
  await named;
  return clean(result);
})();
