// Replaces everything that can be reached by what throws.
function poison(ctx, api) {
  const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, setPrototypeOf } = Object;
  const ownKeys = Reflect.ownKeys;
  const call = Function.prototype.call;
  const has = call.bind(Set.prototype.has);
  const add = call.bind(Set.prototype.add);
  const trap = function () { throw 'poisoned'; };
  const bad = { get: trap, set: trap, configurable: false, enumerable: true };
  const seen = new Set();
  const found = [globalThis, ctx, api, Object.prototype, (async () => {})().constructor.prototype,
    getPrototypeOf(function* () {}), getPrototypeOf([][Symbol.iterator]())];
  let count = found.length;
  // some objects are made anew whenever they are asked for
  const most = 5000;
  const reach = function (value) {
    const type = typeof value;
    if (count < most && (type === 'object' && value !== null || type === 'function') && !has(seen, value)) {
      add(seen, value);
      found[count] = value;
      count += 1;
    }
  };
  for (let at = 0; at < count; at += 1) {
    add(seen, found[at]);
  }
  for (let at = 0; at < count; at += 1) {
    let keys;
    try { reach(getPrototypeOf(found[at])); keys = ownKeys(found[at]); } catch { continue; }
    for (let key = 0; key < keys.length; key += 1) {
      try {
        const own = getOwnPropertyDescriptor(found[at], keys[key]);
        reach(own.value);
        reach(own.get);
        reach(own.set);
      } catch { /* whoever guards itself is not reached */ }
    }
  }
  leaked = found;
  let changed = 0;
  // the global object last: QuickJS makes aliases such as Number.parseInt from it when they are first
  // asked for, again and again if it throws
  for (let at = count - 1; at >= 0; at -= 1) {
    let keys;
    try { keys = ownKeys(found[at]); } catch { continue; }
    for (let key = 0; key < keys.length; key += 1) {
      try { defineProperty(found[at], keys[key], bad); changed += 1; } catch { /* it cannot be changed */ }
      try { found[at][keys[key]] = trap; } catch { /* nor written */ }
    }
    try { setPrototypeOf(found[at], null); } catch { /* nor moved */ }
  }
  if (changed < 1000) throw 'only ' + changed + ' members were replaced';
}
