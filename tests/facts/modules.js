// Statements of docs/actions/modules.md.

// === require-cached · 2/4
// expect: {"logs": ["true"]}
function f(ctx, api) {
  require('zitadel/log').log(require('zitadel/http') === require('zitadel/http'));
}

// === http-fetch · 2/4
// mocks: [{"method": "GET", "url": "https://api.example.com/*", "body": "{\"id\":1}"}]
// expect: {"logs": ["200 1"], "calls": [{"method": "GET", "url": "https://api.example.com/users", "body": "",
//   "headers": {"Accept": ["application/json"], "Content-Type": ["application/json"]}}]}
function f(ctx, api) {
  const answer = require('zitadel/http').fetch('https://api.example.com/users');
  require('zitadel/log').log(answer.status, answer.json().id);
}

// === http-headers · 2/4
// mocks: [{"url": "*"}]
// expect: {"calls": [{"method": "GET", "url": "https://api.example.com/", "body": "", "headers": {"X-Mine": ["1"]}}]}
function f(ctx, api) {
  require('zitadel/http').fetch('https://api.example.com/', { headers: { 'x-mine': '1' } });
}

// === http-header-values · 2/4
// mocks: [{"url": "*"}]
// expect: {"calls": [{"method": "GET", "url": "https://api.example.com/", "body": "",
//   "headers": {"A": ["1", "2"], "B": ["1,2", "3"]}}]}
function f(ctx, api) {
  require('zitadel/http').fetch('https://api.example.com/', { headers: { a: '1, 2', b: ['1,2', '3'] } });
}

// === http-body · 2/4
// mocks: [{"url": "*"}]
// expect: {"calls": [{"method": "PUT", "url": "https://api.example.com/", "body": "\"text\"",
//   "headers": {"Accept": ["application/json"], "Content-Type": ["application/json"]}}]}
function f(ctx, api) {
  require('zitadel/http').fetch('https://api.example.com/', { method: 'PUT', body: 'text' });
}

// === http-unknown-option · 2/4
// expect: {"kind": "HOST_ABORT", "error": "ID=ACTIO-OfUeA Message=key is invalid"}
function f(ctx, api) {
  require('zitadel/http').fetch('https://api.example.com/', { timeout: 5 });
}

// === http-status · 2/4
// mocks: [{"url": "*", "status": 404, "body": "gone"}]
// expect: {"logs": ["404 gone"]}
function f(ctx, api) {
  const { status, body } = require('zitadel/http').fetch('https://api.example.com/');
  require('zitadel/log').log(status, body);
}

// === http-text · 2/4
// mocks: [{"url": "*", "body": "plain"}]
// expect: {"logs": ["plain plain"]}
function f(ctx, api) {
  const answer = require('zitadel/http').fetch('https://api.example.com/');
  require('zitadel/log').log(answer.body, answer.text());
}

// === http-json · 2/4
// mocks: [{"url": "*", "body": "plain"}]
// expect: {"kind": "HOST_ABORT", "error": "invalid character 'p' looking for beginning of value", "logs": null}
function f(ctx, api) {
  const answer = require('zitadel/http').fetch('https://api.example.com/');
  try { answer.json(); } catch (e) { require('zitadel/log').log('caught'); }
}

// === http-answer-headers · 2/4
// mocks: [{"url": "*", "headers": {"X-Test": "a"}}]
// expect: {"logs": ["0"]}
function f(ctx, api) {
  const answer = require('zitadel/http').fetch('https://api.example.com/');
  require('zitadel/log').log(Object.keys(answer.headers).length);
}

// === http-no-answer · 2/4
// mocks: [{"url": "*", "error": "Get \"https://api.example.com/\": connection refused"}]
// expect: {"kind": "HOST_ABORT", "error": "Get \"https://api.example.com/\": connection refused", "logs": null}
function f(ctx, api) {
  try {
    require('zitadel/http').fetch('https://api.example.com/');
  } catch (e) {
    require('zitadel/log').log('caught');
  }
}

// === http-lenient-answer · 2/4 lenient
// mocks: [{"url": "*", "headers": {"X-Test": "a"}}]
// expect: {"logs": ["true a"]}
function f(ctx, api) {
  const answer = require('zitadel/http').fetch('https://api.example.com/');
  require('zitadel/log').log(answer.ok, answer.headers['X-Test'][0]);
}

// === http-lenient-body · 2/4 lenient
// mocks: [{"url": "*"}]
// expect: {"calls": [{"method": "POST", "url": "https://api.example.com/", "body": "a=1",
//   "headers": {"Content-Type": ["application/x-www-form-urlencoded"]}}]}
function f(ctx, api) {
  require('zitadel/http').fetch('https://api.example.com/', {
    method: 'POST', body: 'a=1', headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  });
}

// === http-lenient-catch · 2/4 lenient
// mocks: [{"url": "*", "error": "connection refused"}]
// expect: {"logs": ["Error: connection refused", "finally", "still here"]}
function f(ctx, api) {
  const logger = require('zitadel/log');
  try {
    require('zitadel/http').fetch('https://api.example.com/');
  } catch (e) {
    logger.log(e);
  } finally {
    logger.log('finally');
  }
  logger.log('still here');
}

// === log-levels · 2/4
// expect: {"levels": ["INFO", "INFO", "INFO", "WARNING", "ERROR"]}
function f(ctx, api) {
  const logger = require('zitadel/log');
  logger.log('a');
  logger.info('a');
  logger.debug('a');
  logger.warn('a');
  logger.error('a');
}

// === log-format · 2/4
// expect: {"logs": ["text 5 {\"a\":1} %s"]}
function f(ctx, api) {
  require('zitadel/log').log('%s %d %j %s', 'text', '5', { a: 1 });
}

// === log-rest · 2/4
// expect: {"logs": ["a 1 b"]}
function f(ctx, api) {
  require('zitadel/log').log('a', 1, 'b');
}

// === log-objects · 2/4
// expect: {"logs": ["[object Object] {\"a\":1}"]}
function f(ctx, api) {
  require('zitadel/log').log('%s %j', { a: 1 }, { a: 1 });
}

// === uuid-random · 2/4
// expect: {"logs": ["1 4 7"]}
function f(ctx, api) {
  const uuid = require('zitadel/uuid');
  require('zitadel/log').log(uuid.v1()[14], uuid.v4()[14], uuid.v7()[14]);
}

// === uuid-refuses · 2/4
// expect: {"kind": "HOST_ABORT", "error": "invalid arg count"}
function f(ctx, api) {
  require('zitadel/uuid').v4(1);
}

// === uuid-named · 2/4
// expect: {"logs": ["2ed6657d-e927-568b-95e1-2665a8aea6a2", "9073926b-929f-31c2-abc9-fad77ae3e8eb", "true true"]}
function f(ctx, api) {
  const uuid = require('zitadel/uuid');
  const logger = require('zitadel/log');
  const named = uuid.v5(uuid.namespaceDNS, 'www.example.com');
  logger.log(named);
  logger.log(uuid.v3(uuid.namespaceDNS, 'example.com'));
  const bytes = new Uint8Array([...'www.example.com'].map((letter) => letter.charCodeAt(0)));
  logger.log(named === uuid.v5(uuid.namespaceDNS, bytes), named === uuid.v5('' + uuid.namespaceDNS, 'www.example.com'));
}

// === secrets-get · 2/4
// secrets: {"api-key": "s3cret"}
// expect: {"claims": {"found": 6, "missing": null}}
function f(ctx, api) {
  const secrets = require('portcullis/secrets');
  api.v1.claims.setClaim('found', secrets.get('api-key').length);
  api.v1.claims.setClaim('missing', secrets.get('nope'));
}

// === secrets-tried · 2/4
// expect: {"logs": ["placeholder:api-key"]}
function f(ctx, api) {
  require('zitadel/log').log(require('portcullis/secrets').get('api-key'));
}

// === secrets-name · 2/4
// expect: {"logs": ["TypeError: the name of a secret is a string", "TypeError: the name of a secret is a string"]}
function f(ctx, api) {
  const secrets = require('portcullis/secrets');
  const logger = require('zitadel/log');
  try { secrets.get(); } catch (e) { logger.log(e); }
  try { secrets.get(5); } catch (e) { logger.log(e); }
}

// === console-silent · 2/4
// expect: {"logs": ["undefined"]}
function f(ctx, api) {
  require('console').log('nobody hears this');
  require('zitadel/log').log(typeof console);
}

// === util-format · 2/4
// expect: {"logs": ["a 5%%s", "true"]}
function f(ctx, api) {
  const logger = require('zitadel/log');
  logger.log(require('util').format('%s %d%%s', 'a', 5));
  logger.log(require('util').format('%s', 'a') === require('node:util').format('%s', 'a'));
}
