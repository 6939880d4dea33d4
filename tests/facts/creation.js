// Statements of docs/actions/pre-creation.md and post-creation.md.

// === pre-user · 3/2
// context: {"user": {"username": "ada", "human": {"first_name": "Ada", "email": "ada@example.com"}}}
// expect: {"logs": [" ada Ada ada@example.com"]}
function f(ctx, api) {
  const { id, username, human } = ctx.v1.user;
  require('zitadel/log').log(id, username, human.firstName, human.email);
}

// === pre-org-metadata · 3/2
// context: {"org_metadata": [{"key": "k", "value": "v"}]}
// expect: {"logs": ["1 v"]}
function f(ctx, api) {
  const list = ctx.v1.org.getMetadata();
  require('zitadel/log').log(list.count, list.metadata[0].value);
}

// === pre-setters · 3/2
// expect: {"user": {"firstName": "Ada", "username": "ada", "email": "ada@example.com", "phone": "1"}}
function f(ctx, api) {
  api.setFirstName('Ada');
  api.setUsername('ada');
  api.setEmail('ada@example.com');
  api.setPhone(1);
}

// === pre-verified-needs-contact · 3/2
// context: {"user": {"human": {"phone": "+4179"}}}
// expect: {"user": {"isPhoneVerified": true}}
function f(ctx, api) {
  api.setEmailVerified(true);
  api.setPhoneVerified(true);
}

// === pre-gender · 3/2
// expect: {"user": {"gender": 2}}
function f(ctx, api) {
  api.setGender('2.9');
}

// === pre-metadata · 1/2
// expect: {"metadata": [["a", "1"]]}
function f(ctx, api) {
  api.v1.user.appendMetadata('a', 1);
}

// === pre-no-preferred-username · 3/2
// expect: {"error": "TypeError: Object has no member 'setPreferredUsername' at f (<eval>:2:27)"}
function f(ctx, api) {
  api.setPreferredUsername('ada');
}

// === post-user · 3/3
// context: {"user": {"id": "u-1", "username": "ada", "human": {"first_name": "Ada"}}}
// expect: {"logs": ["u-1 ada Ada"]}
function f(ctx, api) {
  const { id, username, human } = ctx.v1.getUser();
  require('zitadel/log').log(id, username, human.firstName);
}

// === post-user-fails · 3/3
// fail-lookups: true
// expect: {"kind": "HOST_ABORT", "logs": null, "error": "lookup failed"}
function f(ctx, api) {
  try { ctx.v1.getUser(); } catch (e) { require('zitadel/log').log('caught'); }
}

// === grant-append · 3/3
// expect: {"grants": [["p-1", "g-1", ["admin"]]]}
function f(ctx, api) {
  api.v1.appendUserGrant({ projectId: 'p-1', projectGrantId: 'g-1', roles: ['admin', 5, null] });
}

// === grant-list · 3/3
// expect: {"grants": [["p-1", "", ["admin"]]]}
function f(ctx, api) {
  api.userGrants.push({ projectID: 'p-1', roles: ['admin'] });
}

// === grant-list-spelling · 3/3
// expect: {"grants": [["", "", ["admin"]]]}
function f(ctx, api) {
  api.userGrants.push({ projectId: 'p-1', roles: ['admin'] });
}

// === grant-append-spelling · 3/3
// expect: {"grants": [["p-1", "", []]]}
function f(ctx, api) {
  api.v1.appendUserGrant({ projectID: 'p-1' });
}

// === grant-append-refuses · 3/3
// expect: {"kind": "HOST_ABORT", "error": "projectId not set", "grants": null}
function f(ctx, api) {
  api.v1.appendUserGrant({ roles: ['admin'] });
}

// === grant-append-copies · 3/3
// context: {"user": {"login_names": ["ada", "byron"], "human": {}}}
// expect: {"grants": [["p-1", "", []], ["p-2", "", ["ada", "byron"]]]}
function f(ctx, api) {
  const list = ctx.v1.getUser().loginNames;
  api.v1.appendUserGrant({ projectId: 'p-1', roles: list });
  api.v1.appendUserGrant({ projectId: 'p-2', roles: [...list] });
}
