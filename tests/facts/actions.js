// Statements of docs/actions.md, each with a script.

// === script-not-module · 2/4
// expect: {"kind": "SYNTAX", "error": "SyntaxError: SyntaxError: (anonymous): Line 1:1 Unexpected reserved word"}
export function f(ctx, api) {}

// === sloppy-mode · 2/4
// expect: {"claims": {"a": 8, "b": "TypeError"}}
implicit = 010;
function strict() {
  'use strict';
  try { Object.freeze({}).x = 1; } catch (e) { return e.name; }
}
function f(ctx, api) {
  api.v1.claims.setClaim('a', implicit);
  api.v1.claims.setClaim('b', strict());
}

// === hashbang · 2/4
// expect: {"claims": {"a": 1}}
#!/usr/bin/env portcullis
function f(ctx, api) {
  api.v1.claims.setClaim('a', 1);
}

// === bom-crlf · 2/4
// bom-crlf: yes
// expect: {"claims": {"a": 2}}
function f(ctx, api) {
  // the line ends here
  api.v1.claims.setClaim('a', `x
`.length);
}

// === function-any-binding · 2/4
// expect: {"claims": {"a": 1}}
const f = (ctx, api) => api.v1.claims.setClaim('a', 1);

// === function-member-of-global · 2/4
// name: my name
// expect: {"claims": {"a": 1}}
this['my name'] = function (ctx, api) {
  api.v1.claims.setClaim('a', 1);
};

// === ctx-not-global · 2/4
// expect: {"logs": ["undefined undefined"]}
const seen = typeof ctx + ' ' + typeof api;
function f() {
  require('zitadel/log').log(seen);
}

// === function-not-found · 2/4
// expect: {"kind": "FUNCTION_NOT_FOUND", "error": "function not found"}
function g(ctx, api) {}

// === function-not-callable · 2/4
// expect: {"kind": "NOT_CALLABLE", "error": "could not convert 5 to actions.jsAction"}
const f = 5;

// === return-null · 2/4
function f(ctx, api) {
  return null;
}

// === return-value-fails · 2/4
// allowed-to-fail: true
// expect: {"claims": {"a": 1}, "outcomes": ["failed allowed: could not convert true to error"]}
function f(ctx, api) {
  api.v1.claims.setClaim('a', 1);
  return true;
}

// === async-fails · 2/4
// allowed-to-fail: true
// expect: {"claims": {"a": 1, "b": 2},
//   "outcomes": ["failed allowed: could not convert [object Promise] to error"]}
async function f(ctx, api) {
  api.v1.claims.setClaim('a', await Promise.resolve(1));
  await null;
  api.v1.claims.setClaim('b', 2);
}

// === async-lenient · 2/4 lenient
// expect: {"claims": {"a": 1}}
async function f(ctx, api) {
  api.v1.claims.setClaim('a', await Promise.resolve(1));
  return true;
}

// === jobs-run · 2/4
// expect: {"claims": {"a": "loaded", "b": 2}}
let loaded;
Promise.resolve('loaded').then((text) => { loaded = text; });
function f(ctx, api) {
  api.v1.claims.setClaim('a', loaded);
  Promise.resolve().then(() => api.v1.claims.setClaim('b', 2));
}

// === unhandled-rejection · 2/4
// expect: {"claims": {"a": 1}}
function f(ctx, api) {
  Promise.reject(new Error('nobody cares'));
  api.v1.claims.setClaim('a', 1);
}

// === fresh-globals · 2/4
// expect: {"claims": {"a": "undefined function"}}
left = 'behind';
Array.prototype.push = undefined;
function f(ctx, api) {}
// --- next action
function g(ctx, api) {
  api.v1.claims.setClaim('a', typeof left + ' ' + typeof [].push);
}

// === order · 2/4
// expect: {"logs": ["first", "second"], "outcomes": ["succeeded", "succeeded"]}
function f() { require('zitadel/log').log('first'); }
// --- next action
function g() { require('zitadel/log').log('second'); }

// === inactive-skipped · 2/4
// inactive: true
// expect: {"outcomes": ["skipped inactive", "succeeded"]}
function f() { throw 'no'; }
// --- next action
function g() {}

// === chain-claims · 2/4
// expect: {"claims": {"a": 1, "b": [1, 2]}}
function f(ctx, api) { api.v1.claims.setClaim('a', 1); }
// --- next action
function g(ctx, api) { api.v1.claims.setClaim('b', [ctx.v1.claims.a, 2]); }

// === ctx-not-refreshed · 2/4
// expect: {"logs": ["undefined"]}
function f(ctx, api) {
  api.v1.claims.setClaim('a', 1);
  require('zitadel/log').log(typeof ctx.v1.claims.a);
}

// === failure-stops · 2/4
// expect: {"error": "no at f (<eval>:1:16)", "outcomes": ["failed: no at f (<eval>:1:16)", "not run"]}
function f() { throw 'no'; }
// --- next action
function g() {}

// === failure-keeps-writes · 2/4
// expect: {"error": "no at f (<eval>:4:3)", "writes": [["k", "1"]], "claims": null}
function f(ctx, api) {
  api.v1.claims.setClaim('a', 1);
  api.v1.user.setMetadata('k', 1);
  throw 'no';
}

// === allowed-to-fail · 2/4
// allowed-to-fail: true
// expect: {"claims": {"a": 1, "b": 2}, "outcomes": ["failed allowed: no at f (<eval>:3:3)", "succeeded"]}
function f(ctx, api) {
  api.v1.claims.setClaim('a', 1);
  throw 'no';
}
// --- next action
function g(ctx, api) { api.v1.claims.setClaim('b', 2); }

// === throw-text · 3/1
// expect: {"kind": "EXCEPTION", "error": "Not today at f (<eval>:2:3)"}
function f(ctx, api) {
  throw 'Not today';
}

// === throw-error · 3/1
// expect: {"kind": "EXCEPTION", "error": "Error: Not today at f (<eval>:2:9)"}
function f(ctx, api) {
  throw new Error('Not today');
}

// === throw-object · 3/1
// expect: {"kind": "EXCEPTION", "error": "[object Object] at f (<eval>:2:3)"}
function f(ctx, api) {
  throw { reason: 'Not today' };
}

// === throw-type-error · 3/1
// expect: {"kind": "EXCEPTION", "error": "TypeError: Cannot read property 'name' of undefined at f (<eval>:2:17)"}
function f(ctx, api) {
  ctx.v1.nobody.name;
}

// === unknown-module · 3/1
// expect: {"logs": ["GoError: Invalid module"], "kind": "EXCEPTION", "error": "Invalid module"}
function f(ctx, api) {
  try { require('lodash'); } catch (e) { require('zitadel/log').log(e); }
  require('lodash');
}

// === refusal-not-catchable · 3/1
// expect: {"kind": "HOST_ABORT", "error": "exactly 2 (key, value) arguments expected", "logs": null}
function f(ctx, api) {
  const logger = require('zitadel/log');
  try {
    api.v1.user.appendMetadata('key');
  } catch (e) {
    logger.log('caught');
  } finally {
    logger.log('finally');
  }
}

// === timeout-not-catchable · 3/1
// timeout-ms: 50
// expect: {"kind": "TIMEOUT_CALL", "error": "interrupt", "logs": null}
function f(ctx, api) {
  try {
    for (;;) {}
  } finally {
    require('zitadel/log').log('finally');
  }
}

// === syntax-error · 3/1
// expect: {"kind": "SYNTAX", "error": "SyntaxError: SyntaxError: (anonymous): Line 1:23 Unexpected token ; (and 1 more errors)"}
function f() { let a =; }

// === failure-logged · 3/1
// expect: {"error": "no at f (<eval>:3:3)",
//   "all_logs": ["action run started", "mine", "action run failed: no at f (<eval>:3:3)"]}
function f(ctx, api) {
  require('zitadel/log').log('mine');
  throw 'no';
}

// === timeout · 3/1
// timeout-ms: 50
// expect: {"kind": "TIMEOUT_CALL", "error": "interrupt"}
function f(ctx, api) {
  for (;;) {}
}

// === timeout-load · 3/1
// timeout-ms: 50
// expect: {"kind": "TIMEOUT_LOAD", "error": "interrupt"}
for (;;) {}

// === memory · 3/1
// expect: {"kind": "MEMORY", "error": "out of memory", "logs": null}
function f(ctx, api) {
  try {
    const all = [];
    for (;;) all.push('x'.repeat(100000) + all.length);
  } catch (e) {
    require('zitadel/log').log('caught');
  }
}

// === recursion · 3/1
// expect: {"logs": ["100000"]}
function depth(n) { return n === 0 ? 0 : 1 + depth(n - 1); }
function f(ctx, api) {
  require('zitadel/log').log(depth(100000));
}

// === endless-recursion · 3/1
// expect: {"kind": "STACK_OVERFLOW", "logs": ["RangeError: Maximum call stack size exceeded"],
//   "error": "RangeError: Maximum call stack size exceeded"}
function f(ctx, api) {
  const deeper = () => deeper();
  try {
    deeper();
  } catch (e) {
    require('zitadel/log').log(e);
  }
  deeper();
}

// === log-lines · 3/1
// expect: {"kind": "OUTPUT_LIMIT", "error": "the action logs more than 1000 lines"}
function f(ctx, api) {
  const logger = require('zitadel/log');
  for (let i = 0; i <= 1000; i += 1) logger.log(i);
}

// === log-line-cut · 3/1
// expect: {"logs_bytes": [2000, 1999]}
function f(ctx, api) {
  const logger = require('zitadel/log');
  logger.log('x'.repeat(2000));
  logger.log('x'.repeat(2001));
}

// === effects-limit · 2/4
// expect: {"kind": "OUTPUT_LIMIT", "error": "the action's effects take more than 1048576 bytes"}
function f(ctx, api) {
  for (let i = 0; i < 20; i += 1) api.v1.claims.setClaim('c' + i, 'x'.repeat(60000));
}
