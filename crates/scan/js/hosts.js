// Elements in which a closed tree may lie that markup declared, and of which only the browser can tell. The last fragment of
// HOSTS; dom.js stands before it.

const HOSTS = { rows: 24, columns: 10, most: 40, deep: 8, tags: 4000 };
const MAY = /^(article|aside|blockquote|div|footer|h[1-6]|header|main|nav|p|section|span)$/;
const ownName = (el) => localName(el).indexOf("-") > 0;
const deepest = (x, y) => {
  let root = document;
  let el = null;
  for (let n = 0; n < HOSTS.deep && root; n++) {
    const hit = hitIn(root, x, y);
    if (!hit || hit === el) break;
    el = hit;
    root = shadowOf(el);
  }
  return el;
};
// What is hit without having anything of its own there: no child that is an element, no word, or no box at that point.
const bare = (el, x, y) => {
  const b = rectOf(el);
  if (x < b.left || x > b.right || y < b.top || y > b.bottom) return true;
  for (let n = firstChild(el), i = 0; n && i < 20; n = nextSibling(n), i++) {
    if (nodeType(n) === 1 || (nodeType(n) === 3 && /\S/.test(data(n).slice(0, 400)))) return false;
  }
  return true;
};
const suspects = () => {
  const found = new Set();
  const take = (el) => found.size < HOSTS.most && !shadowOf(el) && found.add(el);
  for (let i = 0; i < HOSTS.rows; i++) {
    for (let j = 0; j < HOSTS.columns; j++) {
      const [x, y] = [(innerWidth * (j + 0.5)) / HOSTS.columns, (innerHeight * (i + 0.5)) / HOSTS.rows];
      const el = deepest(x, y);
      if (el && (ownName(el) || (MAY.test(localName(el)) && bare(el, x, y)))) take(el);
    }
  }
  // Below the window too, where the foot of the page is.
  const tags = doc.getElementsByTagName("*");
  for (let i = 0; i < tags.length && i < HOSTS.tags; i++) if (ownName(tags[i])) take(tags[i]);
  return [...found];
};
let suspected = [];
try {
  suspected = suspects();
} catch {
  suspected = [];
} finally {
  leave();
}
return suspected.length ? suspected : null;
