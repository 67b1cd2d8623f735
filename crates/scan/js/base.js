// What the other fragments stand on: the language as it was before the page could touch it, who called, and how we are told.
"use strict";
const { apply, getOwnPropertyDescriptor, defineProperty, ownKeys, deleteProperty } = Reflect;
const uncurry = (f) => Function.prototype.call.bind(f);
const now = performance.now.bind(performance);
const NativeError = Error;
const mapGet = uncurry(WeakMap.prototype.get);
const mapSet = uncurry(WeakMap.prototype.set);
const split = uncurry(String.prototype.split);
const slice = uncurry(String.prototype.slice);
const indexOf = uncurry(String.prototype.indexOf);
const trim = uncurry(String.prototype.trim);
const add = (list, v) => defineProperty(list, list.length, { value: v, writable: true, enumerable: true, configurable: true });
const KEY = "__TG_KEY__";
// The one global of ours, and the name under which our own code stands in stacks.
const NAME = "_" + slice(KEY, 0, 8);
const MARK = "_" + slice(KEY, 8, 16);
if (Object.prototype.hasOwnProperty.call(globalThis, NAME)) return;
const STACK = 6000;

/** Where the call came from, as the engine writes it: only to tell places apart; the browser itself names the script. */
const place = () => {
  const theirs = getOwnPropertyDescriptor(NativeError, "prepareStackTrace");
  const limit = getOwnPropertyDescriptor(NativeError, "stackTraceLimit");
  let stack = "";
  try {
    if (theirs && theirs.configurable) deleteProperty(NativeError, "prepareStackTrace");
    if (limit && limit.writable) defineProperty(NativeError, "stackTraceLimit", { value: 12, writable: true, configurable: true, enumerable: true });
    stack = new NativeError().stack;
  } catch {
    stack = "";
  }
  if (theirs && theirs.configurable) defineProperty(NativeError, "prepareStackTrace", theirs);
  if (limit && limit.writable) defineProperty(NativeError, "stackTraceLimit", limit);
  if (typeof stack !== "string") return "";
  const lines = split(slice(stack, 0, STACK), "\n");
  for (let i = 1; i < lines.length; i++) if (indexOf(lines[i], MARK) < 0) return slice(lines[i], 0, 500);
  return "";
};
const quietly = (f) => {
  try {
    f();
  } catch {
    // The page's own call must go on whatever became of our note.
  }
};

// ---- breakpoints that never stop -------------------------------------------------------------------------------------
// The console's `debug`, given to this script alone, stops a function where a condition holds. Ours takes a note and does not
// hold: the function stays the browser's own, whatever a page does with it, and no page can tell.
const stopAt = typeof debug === "function" ? debug : null;
const letGo = typeof undebug === "function" ? undebug : () => {};
// Each look costs some 15 µs; after so many of one function it is let go, and that is told.
const MOST = 3000;
const hits = [];
let ours = 0;
const hit = (n, self, args) => {
  const h = hits[n];
  if (ours > 0) return false;
  if (--h.left === 0) {
    letGo(h.real);
    say(KEY, "flood", "", false, 0);
  }
  quietly(() => h.before(self, args));
  return false;
};
const breakOn = (real, before) => {
  if (!stopAt || typeof real !== "function") return;
  add(hits, { real, before, left: MOST });
  stopAt(real, `${NAME}("${KEY}").hit(${hits.length - 1},this,arguments)//# sourceURL=${MARK}`);
};
const probe = (owner, name, before) => {
  const d = owner && getOwnPropertyDescriptor(owner, name);
  if (d) breakOn(d.value, before);
};
const proto = (name) => globalThis[name] && globalThis[name].prototype;

// ---- telling ---------------------------------------------------------------------------------------------------------
// A line of the console that only we know; the browser adds the stack, asynchronous parents and all. The first time at once, then
// what came together meanwhile.
// A frame that was taken out of the page has a dead console, and its natives live on (rrweb takes its own from one): it speaks
// through the window above.
let say = console.debug.bind(console);
quietly(() => {
  const above = typeof parent === "object" && parent && parent !== globalThis ? parent[NAME] : undefined;
  if (typeof above === "function") say = above(KEY).say;
});
const CAP = { lines: 600, each: 30, pause: 100 };
const told = new Map();
const toldGet = uncurry(Map.prototype.get);
const toldSet = uncurry(Map.prototype.set);
let lines = 0;
const tell = (api, name, gesture) => {
  const key = `${api} ${name} ${gesture} ${place()}`;
  let t = toldGet(told, key);
  if (!t) {
    if (lines >= CAP.lines) return;
    t = { count: 0, at: -Infinity, said: 0 };
    toldSet(told, key, t);
  }
  t.count++;
  const at = now();
  if (lines >= CAP.lines || t.said >= CAP.each || at - t.at < CAP.pause) return;
  say(KEY, api, name, gesture, t.count);
  t.count = 0;
  t.at = at;
  t.said++;
  if (++lines === CAP.lines) say(KEY, "flood", "", false, 0);
};
