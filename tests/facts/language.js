// Statements of docs/actions/language.md.

// === language-works · 2/4
// expect: {"claims": {"a": [3, [2, 1], 1000, "b-b", "c", 4]}}
class Counter {
  static #made = 0;
  #n = 0;
  add(n) { this.#n += n; Counter.#made += 1; return this; }
  get value() { return this.#n; }
}
function* numbers() { yield 2; yield 1; }
function f(ctx, api) {
  const { a: { b = 4 } = {} } = {};
  api.v1.claims.setClaim('a', [
    new Counter().add(3)?.value ?? 0, [...numbers()], 1_000, 'a-a'.replaceAll('a', 'b'), ['b', 'c'].at(-1), b,
  ]);
}

// === language-no-globals · 2/4
// expect: {"logs": [""]}
function f(ctx, api) {
  const names = ['setTimeout', 'setInterval', 'fetch', 'URL', 'URLSearchParams', 'TextEncoder', 'Buffer', 'atob', 'btoa',
    'crypto', 'structuredClone', 'queueMicrotask', 'console', 'process', 'module', 'exports'];
  require('zitadel/log').log(names.filter((name) => name in globalThis).join());
}

// === language-no-news · 2/4
// expect: {"logs": ["undefined undefined undefined undefined undefined"]}
function f(ctx, api) {
  require('zitadel/log').log(
    typeof Intl, typeof WeakRef, typeof Object.groupBy, typeof Set.prototype.union, typeof [].values().map);
}

// === alike-collation · 2/4
// expect: {"logs": ["a,A,ä,b,z,Z"]}
function f(ctx, api) {
  require('zitadel/log').log(['Z', 'b', 'ä', 'z', 'A', 'a'].sort((x, y) => x.localeCompare(y)));
}

// === alike-error-texts · 2/4
// expect: {"error": "TypeError: Object has no member 'nope' at inner (<eval>:1:27)"}
function inner(o) { o.nope(); }
function f(ctx, api) {
  inner({});
}

// === alike-named-values · 2/4
// expect: {"logs": ["Not a function: [object Object]", "Value is not an object: undefined", "Value is not an object: 5", "Unterminated group"]}
function f(ctx, api) {
  const log = require('zitadel/log');
  let nothing;
  for (const fails of [() => log('text'), () => 'key' in nothing, () => [1].map(5), () => new RegExp('(')]) {
    try {
      fails();
    } catch (e) {
      log.log(e.message);
    }
  }
}

// === alike-syntax-errors · 2/4
// expect: {"error": "SyntaxError: SyntaxError: Identifier 'user' has already been declared at 3:9"}
function f(ctx, api) {
  const user = ctx.v1.getUser();
  const user = ctx.v1.user;
}

// === alike-stack · 2/4
// expect: {"logs": ["Error: no"]}
function f(ctx, api) {
  require('zitadel/log').log(new Error('no').stack.split('\n')[0]);
}

// === alike-dates · 2/4
// expect: {"logs": ["01/02/2024, 15:04:05", "Tue Jan 02 2024 15:04:05 GMT+0000 (UTC)"]}
function f(ctx, api) {
  const date = new Date('2024-01-02T15:04:05Z');
  require('zitadel/log').log(date.toLocaleString());
  require('zitadel/log').log(date.toString());
}

// === alike-symbols · 1/1
// expect: {"user": {"firstName": "Ada"}}
function f(ctx, api) {
  api.setFirstName(Symbol('Ada'));
}

// === differs-regexp · 2/4
// expect: {"logs": ["2024 true"], "warnings": ["2:20: The old engine leaves `groups` undefined and counts a named group twice.",
//   "2:60: The old engine accepts `\\p{…}` but does not match by the property of a character."]}
function f(ctx, api) {
  const { year } = /(?<year>\d+)/.exec('2024').groups, x = /^\p{L}$/u.test('ä');
  require('zitadel/log').log(year, x);
}

// === differs-number-locale · 2/4
// expect: {"warnings": ["2:37: The old engine takes what a number's toLocaleString is given as a radix and throws a RangeError for a locale; for a date it ignores it."]}
function f(ctx, api) {
  require('zitadel/log').log((1234).toLocaleString('de-CH'));
}

// === differs-block-functions · 2/4
// expect: {"logs": ["inner"], "warnings": ["5:30: In the old engine the function `inner` is not visible here, outside of the block it is declared in."]}
function f(ctx, api) {
  {
    function inner() { return 'inner'; }
  }
  require('zitadel/log').log(inner());
}

// === differs-async-generators · 2/4
// expect: {"warnings": ["1:1: The old engine has no async generators: it refused the whole script."]}
async function* g() {}
function f(ctx, api) {}

// === lenient-refusals · 1/1 lenient
// fail-lookups: true
// expect: {"logs": ["Error: exactly 2 (key, value) arguments expected", "Error: lookup failed", "Error: invalid arg count"]}
function f(ctx, api) {
  const logger = require('zitadel/log');
  try { api.v1.user.appendMetadata('k'); } catch (e) { logger.log(e); }
  try { ctx.v1.org.getMetadata(); } catch (e) { logger.log(e); }
  try { require('zitadel/uuid').v4(1); } catch (e) { logger.log(e); }
}

// === lenient-return-warns · 2/4 lenient
// expect: {"warnings": ["The function returns a value: the old engine takes that for a failure."]}
function f(ctx, api) {
  return 1;
}

// === lenient-globals · 2/4 lenient
// expect: {"logs": ["hello", "example.com 1", "aGk= hi", "2 hi", "later"]}
function f(ctx, api) {
  const url = new URL('https://example.com/path?a=1');
  setTimeout(() => console.log('later'), 1000);
  console.log('hello');
  console.log(url.host, url.searchParams.get('a'));
  console.log(btoa('hi'), atob('aGk='));
  const bytes = new TextEncoder().encode('hi');
  console.log(bytes.length, new TextDecoder().decode(bytes));
}

// === lenient-saml-uuid · 4/6 lenient
// expect: {"logs": ["36"]}
function f(ctx, api) {
  require('zitadel/log').log(require('zitadel/uuid').v4().length);
}
