// In a worker nobody clicks.
const note = (api) => tell(api, "", false);
const door = function (key) {
  return key === KEY ? { __proto__: null, hit } : undefined;
}.bind(null);
defineProperty(globalThis, NAME, { value: door, enumerable: false, configurable: false, writable: false });

