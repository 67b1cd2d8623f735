// What the other fragments stand on: the language as it was before the page could touch it, and who called.
"use strict";
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
const add = (list, v) => defineProperty(list, list.length, { value: v, writable: true, enumerable: true, configurable: true });
const STACK = 6000;

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
  const lines = split(slice(stack, 0, STACK), "\n");
  for (let i = 1; i < lines.length; i++) {
    const m = exec(/((?:https?|file|blob|data|chrome-extension):[^\s)]+?)(?::\d+)?(?::\d+)?\)?$/, lines[i]);
    if (m) return slice(m[1], 0, 2000);
  }
  return null;
};
const quietly = (f) => {
  try {
    f();
  } catch {
    // The page's own call must go on whatever became of our note.
  }
};

