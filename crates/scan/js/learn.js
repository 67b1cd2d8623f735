// Called on an element of HOSTS with the closed tree that the browser knows of: hands the tree to the door.
function (root) {
  const door = globalThis["_" + "__TG_KEY__".slice(0, 8)];
  const inner = typeof door === "function" ? door("__TG_KEY__") : null;
  if (inner) inner.learn(this, root);
  return !!inner;
}
