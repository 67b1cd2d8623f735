// Stands in for a native without a trace.
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

