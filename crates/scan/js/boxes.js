// What is laid over the page or put before it: found by structure, told apart by others. A fragment; see README.md.

const BOX = { dialogs: 12, controls: 60, toggles: 80, fields: 40, links: 60, text: 20000 };
const CONSENT = /cookie|consent|gdpr|ccpa|privacy|tracking|personal (data|information)|your (data|choices)|einwilligung|datenschutz|confidentialit|consentement|traceurs|privacidad|consentimiento|confidencialidad|(información|datos) personal|(informations|données) personnelles|personenbezogen|consenso|riservatezza|toestemming|zgod[ay]|prywatno|integritet|samtyck|ciasteczk|dados pessoais|dan(e|ych) osobow|隐私|隱私|同意|クッキー|プライバシー|個人情報|쿠키|동의|개인 ?정보/i;
// Asks for an age. Goods "age 3+" and birthday cards do not.
const AGE = /\b(your|enter|select|confirm|verify|legal|drinking|what) age\b|\bage (verification|check|gate|confirmation|restrict\w+|screen)|(^|\n)\s*age\s*[:?*]?\s*(\n|$)|\bhow old\b|\b(1[368]|21) years? (old|of age)|\bold enough\b|\badults? only\b|\b(date|year|month|day) of birth\b|\bbirth ?(date|day|year|month)\b(?! ?(gift|party|card|cake|present|wish|club|deal|discount))|\bborn\b|\b(1[368]|21)\+|\b(1[368]|21) or (older|over|above)|\b(under|over|at least) (1[368]|21)\b|\bminors?\b|legal drinking|geburt|volljährig|naissance|majeur|nacimiento|mayor de edad|maggiorenne|nascita|年龄|(满|未满|周) ?\d* ?岁|\d+ ?(周)?岁(以上|以下|及以上)|出生|生日|年齢|歳|생년월일/i;
const ASKS = /e-?mail|newsletter|subscribe|sign ?up|\d\s?% off|discount|phone number|text me|\bsms\b|join (us|the|our)|rabatt|abonn|suscr|iscri/i;
const NAMED = /cookie|consent|gdpr|ccpa|(^|[-_ ])cmp([-_ ]|$)|privacy[-_ ]?(banner|bar|popup|notice|modal|center|prompt)|age[-_ ]?(gate|verif|check|modal|popup)|(newsletter|email|promo)[-_ ]?(popup|modal|overlay)|\bmodal\b|pop-?up|lightbox|interstitial/i;
const PRESSES = "button,a[href],[role=button],[role=link],input[type=button],input[type=submit],input[type=image],summary";
const FIELDS = "input:not([type=hidden]):not([type=button]):not([type=submit]):not([type=reset]):not([type=image]),select,textarea";
// Where chats and editors are typed into; what lies within one is its text.
const EDITABLE = "[contenteditable=''],[contenteditable=true i],[contenteditable=plaintext-only i]";
const SWITCH = "input[type=checkbox],[role=switch],[role=checkbox],[role=menuitemcheckbox],[aria-pressed][class*=toggle i],[aria-pressed][class*=switch i]";

const isPress = (r) => matches(r.el, PRESSES);
const isEditable = (r) => !r.none && matches(r.el, EDITABLE);
const isField = (r) => ((r.tag === "input" || r.tag === "select" || r.tag === "textarea") && matches(r.el, FIELDS)) || isEditable(r);
const isSwitch = (r) => matches(r.el, SWITCH) || (r.tag === "button" && hasAttr(r.el, "aria-checked"));
const naming = (el) => attr(el, "id") + " " + attr(el, "class");

const depthFirst = (r) => [r, ...below(r)];
// Things a person can press or fill in, anywhere in the box.
const handles = (r) => depthFirst(r).filter((c) => !c.none && (isPress(c) || isField(c) || isSwitch(c) || clickableText(c)));
const clickableText = (r) => {
  if (r.none || !/^(div|span|p|i|svg|img|li|label|a|b|strong|em)$/.test(r.tag) || r.tag === "label") return false;
  const el = r.el;
  if (hasAttr(el, "onclick") || (hasAttr(el, "tabindex") && attr(el, "tabindex") !== "-1" && styleOf(r).cursor === "pointer")) return true;
  if (styleOf(r).cursor !== "pointer" || (r.up && !r.up.none && styleOf(r.up).cursor === "pointer")) return false;
  return /^(div|span|p|i|svg|img|a|b|strong|em)$/.test(r.tag);
};

const isOverlay = (r) => r.pos === "fixed" || r.pos === "sticky" || (r.pos === "absolute" && (inBareFrame(r) || (Number(styleOf(r).zIndex) >= 10 && hangsOnWindow(r))));
// Slides and cards also lie over something; only what hangs on the window or on the page itself lies over the page.
const hangsOnWindow = (r) => {
  for (let a = r.up; a && a.tag !== "body" && a.tag !== "html"; a = a.up) if (a.pos !== "static") return isFixed(a);
  return true;
};
// Several boxes may hang in one frame over the whole window that paints nothing itself.
const inBareFrame = (r) => !!r.up && r.up.pos === "fixed" && spansView(r.up) && !paintsBox(r.up) && paintsBox(r);
const isDialogTag = (r) =>
  (r.tag === "dialog" && hasAttr(r.el, "open")) || matches(r.el, "[role=dialog],[role=alertdialog],[aria-modal=true]") || (hasAttr(r.el, "popover") && matches(r.el, ":popover-open"));
const coverShare = (b) => area(inView(b)) / Math.max(1, view.w * view.h);
/** The boxes that are painted inside a wrapper which itself has no size or paints nothing. */
const bodyBox = (r) => {
  const b = boxOf(r);
  if (b.w >= 2 && b.h >= 2) return b;
  for (const c of below(r).slice(0, 30)) {
    const d = boxOf(c);
    if (d.w >= 30 && d.h >= 10) return d;
  }
  return b;
};
const present = (r) => {
  if (r.none || r.shut || opacityOf(r) <= 0.1) return false;
  const b = bodyBox(r);
  if (b.w < 30 || b.h < 12) return false;
  if (area(inView(b)) >= 200) return r.vis || textOf(r, 40).length > 0;
  return r.pos !== "fixed" && !beyond(r, b) && r.vis;
};
const isSiteBar = (r) => (r.tag === "header" || r.tag === "nav" || matches(r.el, "[role=banner],[role=navigation]") || below(r).some((c) => c.tag === "nav" || matches(c.el, "input[type=search],[role=navigation],[role=search]")));

const COOKIES = /cookie|consent|einwilligung|consenso|toestemming|ciasteczk|zgod[ayęą](?!\p{L})|クッキー|同意|쿠키|동의/iu;
// A letter of these says as much as two of others.
const WIDE = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/g;
const breadth = (s) => s.length + (s.match(WIDE) || []).length;
// A bar at the very top, and a frame that holds the whole site, are the site's own.
const isSitePart = (r, b) => isSiteBar(r) || (b.y < 60 && b.h < 160 && b.w > view.w * 0.6);
const holdsSite = (r, b) => {
  const tags = new Set(coverShare(b) > 0.85 ? below(r).map((c) => c.tag) : []);
  return tags.has("main") || (tags.has("footer") && (tags.has("nav") || tags.has("header")) && textOf(r, 1501).length > 1500);
};
// "Accept" and "Reject" side by side ask something, whatever the words above them are.
// A word of Chinese, Japanese and Korean may follow others ("모두 동의"), which `\W` passes over.
const YES = /^\W*(yes|accept|agree|allow|ok|akzept|zustimm|einverstanden|ja\b|j.accepte|autori|oui|acept|aceit|acconsent|consent|permitir|concordo|sim\b|s[iíì](?!\p{L})|accett|akkoord|akceptuj|zaakceptuj|zgadzam|zgoda|wyrażam zgod|zezwalam|zezwól|tak\b|同意|接受|允许|允許|許可|受け入れ|承諾|はい|동의|수락|허용|예(?!\p{L})|네(?!\p{L}))/iu;
const NO = /^\W*(no\b|reject|refus|decline|deny|disagree|ablehn|nein|nur |je refuse|non\b|continuer sans|rechaz|denegar|solo |rifiut|nega|weiger|alleen |nee\b|rejeit|recus|não|apenas |odrzu|odm[aó]w|nie\b|tylko |拒绝|拒絕|拒否|不同意|不接受|仅|僅|同意しない|同意しません|許可しない|必[要須].{0,12}(のみ|だけ)|いいえ|거부|거절|아니|동의하지|동의 안|필수.{0,8}만)/iu;
const putsChoice = (r) => {
  const words = handles(r).filter((c) => isPress(c)).slice(0, 12).map((c) => lineOf(c, 60));
  return words.some((w) => YES.test(w) && !NO.test(w)) && words.some((w) => NO.test(w));
};
// A frame laid over the page is a box, whatever lies in it; its own document tells. What lets clicks through is none.
const framesOver = (r) => {
  if (styleOf(r).pointerEvents === "none") return false;
  const framed = below(r).slice(0, 12).some((c) => c.tag === "iframe" && area(inView(boxOf(c))) > 20000);
  if (!framed) return false;
  const hit = spansView(r) ? hitAt(8, view.h - 8) : r.el;
  return !!hit && holds(r.el, hit);
};
/** May `r` be a box laid over the page? */
function layered(r) {
  if (!present(r)) return false;
  const text = textOf(r, 4000);
  const can = handles(r).length > 0 || framesOver(r);
  if (isDialogTag(r)) return can || text.length > 0;
  const box = bodyBox(r);
  if (!can || holdsSite(r, box) || (isSitePart(r, box) && !(COOKIES.test(text) && text.length < 1500))) return false;
  // Side columns stick as well: they must speak of cookies.
  if (r.pos === "sticky") return COOKIES.test(text) && text.length < 1500;
  const share = coverShare(box);
  const offers = ASKS.test(text) && (share >= 0.08 || below(r).some((c) => isField(c) && TYPED.test(kindOf(c))));
  return CONSENT.test(text) || AGE.test(text) || offers || share >= 0.2 || putsChoice(r);
}
// A bar in the flow of the page, first or last in the body, that speaks of consent or age and can be answered.
function inFlowBar(r) {
  if (r.depth > 8 || !present(r) || /^(main|footer|header|form|article|a|button|p|nav|label|h[1-6])$/.test(r.tag)) return false;
  const b = boxOf(r);
  if (b.h > view.h * 0.65 || b.w < view.w * 0.25) return false;
  const text = textOf(r, 1600);
  if (breadth(text) < 15 || text.length >= 1500) return false;
  const asks = COOKIES.test(text) || /tracking/i.test(text) || (AGE.test(text) && text.length < 500) || /^(cookie|consent|privacy)/i.test(text);
  if (!asks || closest(r.el, "footer,[role=contentinfo],main article,form")) return false;
  const edge = b.y + scroll.y < view.h * 0.6 || b.y + b.h + scroll.y > pageSize.h - view.h * 0.8;
  if (!edge && !/cookie|consent/i.test(naming(r.el))) return false;
  const presses = handles(r).filter((c) => !isField(c));
  // A row of links, one of them to the cookie settings, asks nothing.
  const said = presses.filter((c) => !presses.some((o) => o !== c && inside(c, o))).reduce((n, c) => n + breadth(lineOf(c, 300)), 0);
  if (breadth(text) - said < 12) return false;
  return presses.some((c) => c.tag !== "a" || !attr(c.el, "href") || /^(#|javascript:)/.test(attr(c.el, "href")) || styleFacts(c).button_like);
}
// The page is itself the question: little else to read, and something to answer.
function wholePage() {
  const body = byEl.get(doc.body);
  if (!body) return null;
  const text = textOf(body, 4000);
  const framed = globalThis.parent !== globalThis;
  const prompts = depthFirst(body).filter(isField).slice(0, 12).flatMap((f) => [attr(f.el, "placeholder"), attr(f.el, "name"), attr(f.el, "aria-label")]).join("\n");
  const asks = (AGE.test(text + "\n" + prompts) && text.length < 1500) || (framed && CONSENT.test(text) && text.length < 4000);
  if (!asks || below(body).some((c) => c.tag === "nav" || c.tag === "header" || matches(c.el, "[role=banner],[role=navigation]"))) return null;
  const hands = handles(body);
  // A shop's page has prices and ways to many other pages; who asks for an age has neither.
  const ways = new Set(hands.filter((c) => c.tag === "a").map((c) => (attr(c.el, "href") || "").split(/[?#]/)[0]).filter((h) => h && !/^javascript:/i.test(h)));
  if (!framed && (ways.size > 6 || (ways.size > 2 && /[$€£¥]\s?\d|\d[\d.,]*\s?[€元]/.test(text)))) return null;
  if (!hands.length || hands.length > (framed ? 60 : 14)) return null;
  const choice = hands.some((c) => isField(c) || (c.tag !== "a" && isPress(c))) || hands.length >= 2;
  // A site's pages hold pictures and lists of links; a gate holds a question.
  if (!choice || below(body).filter((c) => c.tag === "img").length > 6) return null;
  return smallest(body, hands);
}
const smallest = (r, hands) => {
  let at = r;
  for (let n = 0; n < 12; n++) {
    const next = below(at).find((c) => c.up === at && hands.every((h) => inside(h, c)) && textOf(c, 4000).length >= textOf(at, 4000).length * 0.8);
    if (!next || isPress(next)) break;
    at = next;
  }
  return at;
};

/** Outermost meaningful boxes, in reading order; at most `BOX.dialogs`. */
function findBoxes() {
  const found = [];
  for (const r of recs) {
    if (r.none || r.tag === "html" || r.tag === "body" || isPress(r)) continue;
    const byTag = isDialogTag(r);
    const byPlace = !byTag && isOverlay(r);
    if ((byTag || byPlace) && layered(r)) found.push(r);
    else if (!byTag && !byPlace && NAMED.test(naming(r.el)) && CONSENT.test(naming(r.el) + textOf(r, 400)) && inFlowBar(r)) found.push(r);
  }
  const outer = merge(found);
  if (!outer.length) {
    const page = wholePage();
    if (page) return [Object.assign(page, { wholePage: true })];
  }
  for (const r of recs) {
    if (outer.length >= BOX.dialogs || r.depth > 6) continue;
    if (!r.none && r.tag !== "html" && r.tag !== "body" && !outer.some((o) => inside(r, o) || inside(o, r)) && inFlowBar(r)) outer.push(r);
  }
  if (outer.length > BOX.dialogs) truncated.add("dialogs");
  return outer.map(meaningful).sort((a, b) => a.i0 - b.i0).slice(0, BOX.dialogs);
}
// Of nested boxes the outermost stays, unless it is a bare frame around several boxes that stand side by side.
function merge(found) {
  const kept = [];
  for (const r of found) {
    if (kept.some((k) => inside(r, k))) continue;
    const parts = found.filter((f) => f !== r && inside(f, r) && !found.some((g) => g !== r && g !== f && inside(g, r) && inside(f, g)));
    const own = handles(r).filter((h) => !parts.some((p) => inside(h, p)));
    const apart = parts.length > 1 && parts.every((p) => parts.every((q) => p === q || area(cut(bodyBox(p), bodyBox(q))) < 100));
    if (apart && own.length === 0) continue;
    // A page's whole application in one fixed frame is no dialog if a real one lies in it.
    if (parts.length && !isDialogTag(r) && textOf(r, 6000).length > 3 * parts.reduce((n, p) => n + textOf(p, 6000).length, 0) + 600) continue;
    kept.push(r);
  }
  return kept;
}
/** Leaves wrappers behind that hold nothing of their own: the backdrop is not the box. */
function meaningful(r) {
  const hands = handles(r);
  let at = r;
  for (let n = 0; n < 10; n++) {
    if (isDialogTag(at) && at.tag !== "dialog" && paintsBox(at)) break;
    if (at.tag === "dialog") break;
    const kids = below(at).filter((c) => c.up === at && !c.none && (textOf(c, 50) || handles(c).length));
    if (kids.length !== 1) break;
    const kid = kids[0];
    if (isPress(kid) || kid.tag === "form" || !hands.every((h) => inside(h, kid)) || textOf(kid).length < textOf(at).length) break;
    const grows = area(boxOf(kid)) <= area(boxOf(at)) * 0.9 || area(boxOf(at)) < 4;
    if (!grows && paintsBox(at) && !spansView(at)) break;
    if (!grows && !isDialogTag(kid) && !hasDialogBelow(kid)) break;
    if (paintsBox(at) && !spansView(at)) break;
    at = kid;
  }
  return at;
}
const hasDialogBelow = (r) => below(r).slice(0, 200).some(isDialogTag);
const spansView = (r) => coverShare(boxOf(r)) > 0.9;
const paintsBox = (r) => {
  const cs = styleOf(r);
  const c = parseColour(cs.backgroundColor);
  return (c && c.a > 0.85) || hasImage(cs);
};

// ---- can the page behind be used? ----------------------------------------------------------------------------------
const scrollLocked = () => {
  if (!doc.body) return false;
  const tall = doc.documentElement.scrollHeight > view.h + 60 || doc.body.scrollHeight > view.h + 60;
  const [h, b] = [computed(doc.documentElement), computed(doc.body)];
  const stopped = /hidden|clip/.test(h.overflowY) || (h.overflowY === "visible" && /hidden|clip/.test(b.overflowY));
  return (tall && stopped) || b.position === "fixed";
};
const outermost = (r) => {
  let found = r;
  for (let a = r; a; a = a.up) if ((a.pos === "fixed" && !holdsSite(a, boxOf(a))) || isDialogTag(a)) found = a;
  return found;
};
const isBackdrop = (el) => {
  for (let a = el, n = 0; a && n < 6; a = above(a), n++) {
    if (a === doc.body || a === doc.documentElement) return false;
    const cs = computed(a);
    const b = rectOf(a);
    if (/fixed|absolute/.test(cs.position) && coverShare({ x: b.x, y: b.y, w: b.width, h: b.height }) > 0.8) {
      const r = byEl.get(a);
      return !r || (!holdsSite(r, boxOf(r)) && textOf(r, 400).length < 200) || isDialogTag(r);
    }
  }
  return false;
};
/** Share of points of the window, the box itself left out, where a click does not reach the page. */
function shielded(r) {
  const top = outermost(r).el;
  const b = boxOf(r);
  let tried = 0;
  let stopped = 0;
  for (let i = 1; i <= 5; i++) {
    for (let j = 1; j <= 5; j++) {
      const [x, y] = [(view.w * (i - 0.5)) / 5, (view.h * (j - 0.5)) / 5];
      if (x >= b.x && x <= b.x + b.w && y >= b.y && y <= b.y + b.h) continue;
      tried++;
      const hit = hitAt(x, y);
      if (hit && hit !== doc.body && hit !== doc.documentElement && (holds(top, hit) || (top !== hit && holds(hit, top) && isBackdrop(hit)) || isBackdrop(hit))) stopped++;
    }
  }
  return tried === 0 ? 1 : stopped / tried;
}
const restInert = (r) => {
  const inert = all(document, "[inert]", 40).filter((el) => !holds(el, r.el));
  return inert.some((el) => {
    const b = rectOf(el);
    return b.height > view.h * 0.4 && b.width > view.w * 0.5;
  });
};
const bodyDead = (r) => {
  for (const el of [doc.documentElement, doc.body]) {
    if (el && el !== r.el && computed(el).pointerEvents === "none") return true;
  }
  return false;
};
function blocksPage(r, largest, locked) {
  if (r.wholePage) return globalThis.parent === globalThis;
  const dialog = closest(r.el, "dialog");
  if (dialog && matches(dialog, ":modal")) return true;
  if (restInert(r) || bodyDead(r)) return true;
  if (locked && largest) return true;
  return shielded(r) >= 0.7;
}

// ---- what is in the box --------------------------------------------------------------------------------------------
const innermost = (list) => list.filter((r) => r.tag === "a" || r.tag === "button" || !list.some((o) => o !== r && inside(o, r) && o.tag !== "i" && o.tag !== "svg" && o.tag !== "img"));
const outerPress = (list) => list.filter((r) => !list.some((o) => o !== r && inside(r, o)));
const CROSS = /^[×✕✖✗✘⨯╳☓]$/;
function controlRecs(r) {
  const list = below(r).filter((c) => !isField(c) && !isSwitch(c) && (isPress(c) || pressableText(c)));
  return outerPress(innermost(list));
}
const pressableText = (r) => {
  if (r.none || r.shut || closest(r.el, "label")) return false;
  if (clickableText(r)) return !!wording(r);
  return r.tag !== "label" && CROSS.test(lineOf(r, 4)) && r.i1 - r.i0 <= 2;
};
const enabled = (r) => {
  if (matches(r.el, ":disabled") || attr(r.el, "aria-disabled") === "true") return false;
  return r.none || styleOf(r).pointerEvents !== "none";
};
function control(r, paintedBox) {
  const b = boxOf(r);
  const apart = area(b) > 0 && area(cut(b, paintedBox)) < area(b) * 0.5;
  return {
    role: "other",
    text: wording(r),
    selector: selectorOf(r.el),
    tag: r.tag,
    rect: rectOut(b),
    visible: isShown(r),
    enabled: enabled(r),
    style: styleFacts(r),
    href: hrefOf(r.el),
    order: 0,
    outside_box: apart,
  };
}
const inOrder = (controls) => {
  const seen = controls.filter((c) => c.visible);
  const mid = (c) => c.rect.y + c.rect.h / 2;
  seen.sort((a, b) => (Math.abs(mid(a) - mid(b)) > Math.min(a.rect.h, b.rect.h) / 2 ? mid(a) - mid(b) : a.rect.x - b.rect.x));
  seen.forEach((c, i) => (c.order = i));
  const hidden = controls.filter((c) => !c.visible);
  hidden.forEach((c, i) => (c.order = seen.length + i));
  return [...seen, ...hidden].slice(0, BOX.controls);
};
function hrefOf(el) {
  const raw = attr(el, "href") || rawAttr(el, "xlink:href") || "";
  if (!raw || /^\s*(#!?\/?\s*$|javascript:)/i.test(raw)) return null;
  try {
    return new URL(raw, doc.baseURI).href.slice(0, 4000);
  } catch {
    return null;
  }
}

const ESSENTIAL = /\b(strictly|necessary|essential|required|always (active|on|enabled)|mandatory|functional and necessary)\b|notwendig|erforderlich|nécessaire|indispensable|necesari|esencial|necessari|tecnici|noodzakelijk|必要|必需|必須|필수/i;
const STATES = /^(on|off|yes|no|active|inactive|enabled|disabled|allow|allowed|deny|denied|opted[ -]?(in|out)|always active|always on|an|aus|ein|aktiv|inaktiv|oui|non|sí|attivo|开|关|开启|关闭|オン|オフ)$/i;
const labelsOf = (el) => {
  const id = attr(el, "id");
  const out = [];
  const wrap = closest(el, "label");
  if (wrap) out.push(wrap);
  const root = rootOf(el);
  if (id && isTree(root)) out.push(...all(root, `label[for="${CSS.escape(id)}"]`, 3));
  return out;
};
const firstText = (list) => list.find((t) => t && /[\p{L}\p{N}]/u.test(t)) || "";
const recText = (el) => (byEl.has(el) ? lineOf(byEl.get(el)) || hiddenText(byEl.get(el)) : squash((el.textContent || "").slice(0, 600), 300));
/** The text that names a field or switch: its label, its accessible name, or the words in the same row. */
function labelOf(r) {
  const el = r.el;
  const named = firstText([referred(el, "aria-labelledby"), ...labelsOf(el).map(recText).filter((t) => !STATES.test(t)), squash(attr(el, "aria-label"), 300)]);
  if (named) return named;
  if (isSwitch(r) && r.tag !== "input" && lineOf(r) && !STATES.test(lineOf(r))) return lineOf(r);
  const hint = squash(attr(el, "title") || attr(el, "placeholder"), 300);
  return (textual(r) && hint) || nearText(r) || hint;
}
const UNITS = /^(form|fieldset|section|dialog|main|header|footer|body|article)$/;
// Words beside the field that are no control's and no other field's: before it, then after it, then around it.
const nearText = (r) => {
  const ticked = isSwitch(r) || /checkbox|radio/.test(attr(r.el, "type"));
  for (let a = r, n = 0; a.up && n < (ticked ? 4 : 3) && a.pos !== "fixed" && !isDialogTag(a); a = a.up, n++) {
    for (let s = previousElement(a.el), k = 0; s && k < 2; s = previousElement(s), k++) {
      if (wordsOnly(s)) return recText(s);
      if (byEl.has(s) && depthFirst(byEl.get(s)).some(isField)) break;
    }
    const next = ticked && n < 3 ? nextElement(a.el) : null;
    if (next && wordsOnly(next)) return recText(next);
    const parts = depthFirst(a.up);
    const row = parts.filter(isField).length <= 1 && !parts.some(isPress) ? lineOf(a.up, 201) : "";
    if (row && row.length < 200 && !STATES.test(row)) return row;
    if (UNITS.test(a.up.tag)) break;
  }
  return "";
};
const wordsOnly = (el) => {
  const r = byEl.get(el);
  if (!r || /^(nav|header|footer|table|main|section)$/.test(r.tag)) return false;
  const t = recText(el);
  return !!t && t.length < 200 && !STATES.test(t) && !depthFirst(r).some((c) => isField(c) || isSwitch(c) || (isPress(c) && c.tag !== "a"));
};
// The box a person sees of a switch whose input is hidden: its label, or a sibling that draws it.
const faceOf = (r) => {
  if (isPainted(r)) return r;
  const near = [...labelsOf(r.el), nextElement(r.el), previousElement(r.el), r.up && r.up.el];
  for (const el of near) {
    const f = el && byEl.get(el);
    if (f && area(boxOf(f)) >= 60 && boxOf(f).w < 900 && isPainted(f)) return f;
  }
  return r;
};
const isTitle = (r) => /^(h[1-6]|dt|legend)$/.test(r.tag) || attr(r.el, "role") === "heading";
const stateText = (r) => {
  for (let a = r, n = 0; a && n < 4; a = a.up, n++) {
    // Past the switch's own row stand the states of others: "always active" belongs to a neighbour without a switch.
    if (n && (depthFirst(a).filter(isSwitch).length > 1 || depthFirst(a).filter(isTitle).length > 1)) break;
    const said = segs.slice(a.t0, a.t1).map((s) => s.t.trim()).find((t) => STATES.test(t));
    if (said) return said;
    for (const c of depthFirst(a).slice(0, 12)) {
      for (const p of c.none ? [] : ["::before", "::after"]) {
        const t = computed(c.el, p).content.replace(/^["']|["']$/g, "");
        if (STATES.test(t)) return t;
      }
    }
  }
  return "";
};
const isOn = (r) => (r.tag === "input" ? !!r.el.checked : /true|mixed/.test(attr(r.el, "aria-checked") || attr(r.el, "aria-pressed")));
function toggle(r) {
  const face = faceOf(r);
  const label = labelOf(r);
  const state = stateText(r);
  return {
    label,
    state_text: state,
    checked: isOn(r),
    enabled: !matches(r.el, ":disabled") && attr(r.el, "aria-disabled") !== "true",
    visible: isShown(face),
    essential: ESSENTIAL.test(label) || ESSENTIAL.test(state),
    selector: selectorOf(r.el),
  };
}
// An ARIA switch wrapped around, or standing for, a real check box is one switch.
const switchRecs = (r) => {
  const list = depthFirst(r).filter(isSwitch);
  return list.filter((c) => !list.some((o) => o !== c && inside(o, c) && o.tag === "input"));
};

const TYPED = /^(text|email|tel|number|date|month|url|search|password|select|textarea|editable|datetime-local)$/;
const textual = (r) => isField(r) && TYPED.test(kindOf(r));
const kindOf = (r) => (r.tag === "input" ? (attr(r.el, "type") || "text").toLowerCase() : isEditable(r) ? "editable" : r.tag);
function field(r) {
  const el = r.el;
  const kind = kindOf(r);
  const secret = kind === "password";
  return {
    name: attr(el, "name").slice(0, 200) || attr(el, "id").slice(0, 200),
    kind,
    label: labelOf(r),
    placeholder: squash(attr(el, "placeholder"), 200),
    autocomplete: attr(el, "autocomplete").slice(0, 100),
    required: hasAttr(el, "required") || attr(el, "aria-required") === "true",
    visible: isShown(/checkbox|radio/.test(kind) ? faceOf(r) : r),
    checked: /checkbox|radio/.test(kind) && !!el.checked,
    value: secret ? "" : String(el.value === undefined ? "" : el.value).slice(0, 300),
    options: r.tag === "select" ? all(el, "option", 40).map((o) => squash(o.textContent || "", 100)) : [],
    selector: selectorOf(el),
  };
}
const linkPairs = (list) => {
  const out = [];
  for (const r of list) {
    const href = r.tag === "a" ? hrefOf(r.el) : null;
    if (href) out.push([wording(r), href]);
  }
  return out.slice(0, BOX.links);
};

function dialog(r, locked, largest) {
  const box = bodyBox(r);
  const controls = controlRecs(r).slice(0, BOX.controls * 3).map((c) => control(c, paintedBox(r, box))).filter((c) => c.text || c.visible);
  const fields = below(r).filter((c) => isField(c) && !isSwitch(c)).slice(0, BOX.fields).map(field);
  return {
    kind: "other",
    selector: selectorOf(r.el),
    shadow: rootOf(r.el) instanceof ShadowRoot,
    name: nameOfBox(r),
    text: textOf(r, BOX.text),
    rect: rectOut(box),
    covers: Math.round(coverShare(box) * 1000) / 1000,
    blocks: blocksPage(r, largest, locked),
    layer: 1,
    controls: inOrder(controls),
    toggles: switchRecs(r).slice(0, BOX.toggles).map(toggle),
    fields,
    links: linkPairs(below(r).filter((c) => c.tag === "a")),
    appeared_ms: 0,
  };
}
const nameOfBox = (r) => {
  const named = [r, ...below(r).slice(0, 200)].find((c) => matches(c.el, "[role=dialog][aria-label],[role=alertdialog][aria-label],dialog[aria-label],section[aria-label]"));
  return named ? squash(attr(named.el, "aria-label"), 200) : "";
};
// The largest painted box inside that holds a button: what a person takes for the banner.
const paintedBox = (r, box) => {
  if (paintsBox(r) && !spansView(r)) return box;
  const kids = below(r).filter((c) => !c.none && !isPress(c) && paintsBox(c) && area(boxOf(c)) > 4000 && below(c).some(isPress));
  kids.sort((a, b) => area(boxOf(b)) - area(boxOf(a)));
  return kids.length ? boxOf(kids[0]) : box;
};
function dialogs(boxes) {
  const locked = attempt("locked", scrollLocked, false);
  const top = boxes.reduce((m, r) => (m && coverShare(bodyBox(m)) >= coverShare(bodyBox(r)) ? m : r), null);
  return boxes.map((r) => attempt("dialog", () => dialog(r, locked, r === top), null)).filter(Boolean);
}
