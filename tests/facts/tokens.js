// Statements of docs/actions/tokens.md and saml-response.md.

// === token-claims · 2/4
// context: {"registered_claims": {"sub": "u-1"}, "custom_claims": {"a": 1}}
// expect: {"logs": ["{\"a\":1,\"sub\":\"u-1\"}"]}
function f(ctx, api) {
  require('zitadel/log').log('%j', ctx.v1.claims);
}

// === token-user · 2/5
// context: {"user": {"id": "u-1", "human": {"first_name": "Ada"}}}
// expect: {"logs": ["u-1 Ada"]}
function f(ctx, api) {
  require('zitadel/log').log(ctx.v1.getUser().id, ctx.v1.getUser().human.firstName);
}

// === token-grants-null · 2/4
// expect: {"logs": ["null"]}
function f(ctx, api) {
  require('zitadel/log').log(ctx.v1.user.grants);
}

// === token-client-id · 2/4
// context: {"client_id": "c-1"}
// expect: {"logs": ["c-1"]}
function f(ctx, api) {
  require('zitadel/log').log(ctx.v1.application.getClientId());
}

// === token-actor · 2/4
// context: {"actor": {"user_id": "u-2", "issuer": "me", "actor": {"user_id": "u-3"}}}
// expect: {"logs": ["u-2 me u-3 null"]}
function f(ctx, api) {
  const { userId, issuer, actor } = ctx.v1.actor;
  require('zitadel/log').log(userId, issuer, actor.userId, actor.actor);
}

// === token-user-parts · 2/4
// expect: {"logs": ["getMetadata,grants"]}
function f(ctx, api) {
  require('zitadel/log').log(Object.keys(ctx.v1.user).sort());
}

// === token-userinfo-alias · 2/4
// expect: {"claims": {"a": 1}}
function f(ctx, api) {
  api.v1.userinfo.setClaim('a', 1);
}

// === claims-reserved-prefix · 2/4
// expect: {"claims": null, "claim_calls": [["urn:zitadel:iam:mine", "1", "IGNORED_RESERVED_PREFIX"]]}
function f(ctx, api) {
  api.v1.claims.setClaim('urn:zitadel:iam:mine', 1);
}

// === claims-exists · 2/4
// expect: {"claims": {"a": 1, "urn:zitadel:iam:action:f:log": ["key \"a\" already exists"]}}
function f(ctx, api) {
  api.v1.claims.setClaim('a', 1);
  api.v1.claims.setClaim('a', 2);
}

// === claims-null-again · 2/4
// expect: {"claims": {"a": 2}}
function f(ctx, api) {
  api.v1.claims.setClaim('a', null);
  api.v1.claims.setClaim('a', 2);
}

// === claims-registered-wins · 2/4
// context: {"registered_claims": {"sub": "u-1", "nickname": ""}}
// expect: {"claims": {"sub": "u-1", "nickname": "ada"}}
function f(ctx, api) {
  api.v1.claims.setClaim('sub', 'mine');
  api.v1.claims.setClaim('nickname', 'ada');
}

// === claims-key-converted · 2/4
// expect: {"claims": {"5": 1, "": 2}}
function f(ctx, api) {
  api.v1.claims.setClaim(5, 1);
  api.v1.claims.setClaim(null, 2);
}

// === claims-taken-at-once · 2/4
// expect: {"claims": {"a": {"b": 1}}}
function f(ctx, api) {
  const value = { b: 1 };
  api.v1.claims.setClaim('a', value);
  value.b = 2;
}

// === claims-unserialisable · 2/4
// allowed-to-fail: true
// expect: {"kind": "UNSERIALISABLE_VALUE", "claims": null, "outcomes": ["succeeded", "not run"],
//   "error": "json: error calling MarshalJSON for type *oidc.UserInfo: oidc custom claims: json: unsupported type: func(goja.FunctionCall) goja.Value"}
function f(ctx, api) { api.v1.claims.setClaim('a', { b: () => 1 }); }
// --- next action
function g(ctx, api) {}

// === claims-unserialisable-lenient · 2/4 lenient
// expect: {"claims": {"a": "TypeError"}}
function f(ctx, api) {
  try {
    api.v1.claims.setClaim('b', NaN);
  } catch (e) {
    api.v1.claims.setClaim('a', e.name);
  }
}

// === claims-log · 2/4
// allowed-to-fail: true
// expect: {"claims": {"urn:zitadel:iam:action:f:log": ["one", "two"]}}
function f(ctx, api) {
  api.v1.claims.appendLogIntoClaims('one');
  api.v1.claims.appendLogIntoClaims('two');
  throw 'no';
}

// === token-set-metadata · 2/4
// expect: {"error": "no at f (<eval>:3:3)", "writes": [["k", "\"v\""]]}
function f(ctx, api) {
  api.v1.user.setMetadata('k', 'v');
  throw 'no';
}

// === token-set-metadata-fails · 2/4
// fail-metadata-writes: true
// expect: {"kind": "HOST_ABORT", "error": "write failed", "writes": null, "logs": null}
function f(ctx, api) {
  try {
    api.v1.user.setMetadata('k', 'v');
  } catch (e) {
    require('zitadel/log').log('caught');
  }
}

// === saml-user · 4/6
// context: {"user": {"id": "u-1", "resource_owner": "o-1", "human": {}}}
// expect: {"logs": ["u-1 o-1"]}
function f(ctx, api) {
  require('zitadel/log').log(ctx.v1.getUser().id, ctx.v1.getUser().resourceOwner);
}

// === saml-lookup-fails · 4/6
// fail-lookups: true
// expect: {"kind": "HOST_ABORT", "error": "lookup failed", "logs": null}
function f(ctx, api) {
  try { ctx.v1.user.getMetadata(); } catch (e) { require('zitadel/log').log('caught'); }
}

// === saml-first-wins · 4/6
// expect: {"attributes": [["a", "basic", ["1"]]]}
function f(ctx, api) { api.v1.attributes.setCustomAttribute('a', 'basic', 1); }
// --- next action
function g(ctx, api) { api.v1.attributes.setCustomAttribute('a', 'basic', 2); }

// === saml-set-metadata · 4/6
// expect: {"writes": [["k", "1"]]}
function f(ctx, api) {
  api.v1.user.setMetadata('k', 1);
}

// === saml-spread · 4/6
// expect: {"attributes": [["a", "basic", ["x,y"]], ["b", "basic", ["x", "y"]]]}
function f(ctx, api) {
  const roles = ['x', 'y'];
  api.v1.attributes.setCustomAttribute('a', 'basic', roles);
  api.v1.attributes.setCustomAttribute('b', 'basic', ...roles);
}

// === saml-no-uuid · 4/6
// expect: {"error": "Invalid module"}
function f(ctx, api) {
  require('zitadel/uuid');
}
