// Uses up all memory, then lets go of it bit by bit, and each time does what needs some.
var held = [], small = [];
function fill(size) {
    try { for (;;) held.push(new Uint8Array(size)) } catch (e) {}
}
held.length = 20000;
held.length = 0;
for (var size = 1 << 16; size >= 64; size >>= 1) fill(size);
try { for (var i = 0; i < 3000; i++) small[i] = { i: 'x' + i } } catch (e) {}
var work = [
    () => ({ a: 1, b: [2], c: { d: 3 } }),
    () => [1, 2, 3].map(x => [x]).flat(),
    () => 'text'.repeat(40) + held.length,
    () => 'a,b,c'.split(',').join(';'),
    () => 'abc'.replace(/b/g, '[$&]'),
    () => /(?<n>a+)(b*)/.exec('aabb'),
    () => new RegExp('x{' + held.length + '}'),
    () => JSON.stringify({ a: [1, { b: 2 }] }),
    () => JSON.parse('{"a":[1,{"b":2}]}'),
    () => new Map([[1, 2], [3, 4]]),
    () => new Set('abcdef'),
    () => new WeakMap([[{}, 1]]),
    () => new Date(0).toISOString(),
    () => (function* () { yield [1]; yield 2 })().next(),
    () => [...(function* () { yield 1; yield 2 })()],
    () => Promise.resolve([1]).then(x => x),
    () => (async () => { await [1] })(),
    () => new Proxy({}, { get: () => [1] }).a,
    () => eval('(function () { return [1, x => x] })()'),
    () => new Function('a', 'return [a]')(1),
    () => { class A { #x = []; static s = {}; get x() { return this.#x } } return new A().x },
    () => { throw new Error('thrown' + held.length) },
    () => null.x,
    () => Object.assign({}, { a: 1 }, { b: 2 }),
    () => Object.defineProperty({}, 'x' + held.length, { get() { return 1 } }),
    () => Symbol('s' + held.length),
    () => Symbol.for('s' + held.length),
    () => 12345678901234567890n * 98765432109876543210n,
    () => (1n << 2000n).toString(),
    () => new Uint8Array(100).map(x => x + 1),
    () => [3, 1, 2].sort((a, b) => a - b),
    () => Array.from({ length: 50 }, (x, i) => ({ i })),
    () => { var { a, ...rest } = { a: 1, b: 2, c: 3 }; return rest },
    () => `${[1, 2]}${{}}`,
    () => [].concat([1], [2], held.slice(0, 3)),
    () => { var o = {}; for (var i = 0; i < 40; i++) o['k' + i] = i; return o },
    () => { for (var k in { a: 1, b: 2 }) [k] },
    () => structure(30),
    () => 'é'.normalize('NFD') + 'ß'.toUpperCase() + 'İ'.toLowerCase(),
    () => encodeURIComponent('é€😀'),
    () => new Intl.Collator(),
    () => globalThis['g' + held.length] = held.length,
    () => (x => y => z => [x, y, z])(1)(2)(3),
    () => Reflect.ownKeys(globalThis),
    () => 'x'.padStart(300, 'é').at(0),
    () => new Error('e', { cause: [1] }).stack,
    () => [1, 2, 3, 4].values().map(x => x * 2).toArray(),
    () => new (class extends Array {})(1, 2, 3).map(x => x),
    () => Object.groupBy([1, 2, 3], x => x % 2),
];
function structure(n) { return n ? [structure(n - 1)] : [] }
for (var round = 0; round < 120; round++) {
    for (var each of work) {
        try { each() } catch (e) { try { String(e && e.stack) } catch (f) {} }
    }
    try { round % 8 ? small.pop() : held.pop() } catch (e) {}
}
'survived'
