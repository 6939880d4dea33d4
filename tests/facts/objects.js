// Statements of docs/actions/objects.md.

// === user-members · 2/4
// context: {"user": {"id": "u-1", "human": {}}}
// expect: {"logs": ["id,creationDate,changeDate,resourceOwner,sequence,state,username,loginNames,preferredLoginName,human",
//   "firstName,lastName,nickName,displayName,avatarKey,preferredLanguage,gender,email,isEmailVerified,phone,isPhoneVerified"]}
function f(ctx, api) {
  require('zitadel/log').log(Object.keys(ctx.v1.getUser()));
  require('zitadel/log').log(Object.keys(ctx.v1.getUser().human));
}

// === user-language · 2/4
// context: {"user": {"human": {}}}
// expect: {"logs": ["und"]}
function f(ctx, api) {
  require('zitadel/log').log(ctx.v1.getUser().human.preferredLanguage);
}

// === user-machine · 2/4
// context: {"user": {"machine": {"name": "bot", "description": "d"}}}
// expect: {"logs": ["undefined name,description bot"]}
function f(ctx, api) {
  const user = ctx.v1.getUser();
  require('zitadel/log').log(typeof user.human, Object.keys(user.machine), user.machine.name);
}

// === metadata-members · 2/4
// context: {"user_metadata": [{"key": "k", "value": "v"}]}
// expect: {"logs": ["count,sequence,timestamp,metadata 1", "creationDate,changeDate,resourceOwner,sequence,key,value"]}
function f(ctx, api) {
  const list = ctx.v1.user.getMetadata();
  require('zitadel/log').log(Object.keys(list), list.count);
  require('zitadel/log').log(Object.keys(list.metadata[0]));
}

// === metadata-value · 2/4
// context: {"user_metadata": [{"key": "a", "value": "4711"}, {"key": "b", "value": "Research"},
//   {"key": "c", "value": "{\"d\":true}"}]}
// expect: {"logs": ["number string true"]}
function f(ctx, api) {
  const [a, b, c] = ctx.v1.user.getMetadata().metadata;
  require('zitadel/log').log(typeof a.value, typeof b.value, c.value.d);
}

// === metadata-empty · 2/4
// expect: {"logs": ["0 0"]}
function f(ctx, api) {
  const list = ctx.v1.org.getMetadata();
  require('zitadel/log').log(list.count, list.metadata.length);
}

// === grant-members · 2/4
// context: {"user_grants": {"grants": [{"id": "g-1", "project_id": "p-1", "roles": ["admin"],
//   "user_grant_resource_owner": "o-1"}]},
//   "org_metadata_by_org_id": {"o-1": {"metadata": [{"key": "k", "value": "v"}]}}}
// expect: {"logs": ["count,sequence,timestamp,grants 1",
//   "id,projectGrantId,state,userGrantResourceOwner,userGrantResourceOwnerName,creationDate,changeDate,sequence,userId,userResourceOwner,roles,projectId,projectName,getOrgMetadata",
//   "p-1 admin v"]}
function f(ctx, api) {
  const logger = require('zitadel/log');
  const { grants } = ctx.v1.user;
  const [grant] = grants.grants;
  logger.log(Object.keys(grants), grants.count);
  logger.log(Object.keys(grant));
  logger.log(grant.projectId, grant.roles, grant.getOrgMetadata().metadata[0].value);
}

// === auth-request-members · 3/1
// context: {"auth_request": {"id": "a-1", "is_oidc": true, "scopes": ["openid"], "browser_info": {"user_agent": "ua"}}}
// expect: {"logs": ["id,agentId,creationDate,changeDate,browserInfo,applicationId,callbackUri,transferState,prompt,uiLocales,loginHint,maxAuthAge,instanceId,request,userId,userName,loginName,displayName,resourceOwner,requestedOrgId,requestedOrgName,requestedPrimaryDomain,requestedOrgDomain,applicationResourceOwner,privateLabelingSetting,selectedIdpConfigId,linkingUsers,passwordVerified,mfasVerified,audience,authTime",
//   "userAgent,acceptLanguage,remoteIp openid"]}
function f(ctx, api) {
  const { authRequest } = ctx.v1;
  require('zitadel/log').log(Object.keys(authRequest));
  require('zitadel/log').log(Object.keys(authRequest.browserInfo), authRequest.request.oidc.scopes);
}

// === http-request-members · 3/1
// expect: {"logs": ["method,url,proto,contentLength,host,form,postForm,remoteAddr,headers"]}
function f(ctx, api) {
  require('zitadel/log').log(Object.keys(ctx.v1.httpRequest));
}

// === http-request-headers · 3/1
// context: {"http_request": {"headers": {"x-forwarded-for": {"values": ["203.0.113.7"]}}}}
// expect: {"logs": ["203.0.113.7 undefined"]}
function f(ctx, api) {
  const { headers } = ctx.v1.httpRequest;
  require('zitadel/log').log(headers['X-Forwarded-For'][0], typeof headers['x-forwarded-for']);
}

// === ip-text · 3/1
// context: {"auth_request": {"browser_info": {"remote_ip": "203.0.113.7"}}}
// expect: {"logs": ["16 203.0.113.7"]}
function f(ctx, api) {
  const { remoteIp } = ctx.v1.authRequest.browserInfo;
  require('zitadel/log').log(remoteIp.length, '' + remoteIp);
}

// === scalar-loose-equality · 2/4
// context: {"user": {"human": {"email": "ada@example.com"}}}
// expect: {"logs": ["true"]}
function f(ctx, api) {
  require('zitadel/log').log(ctx.v1.getUser().human.email == 'ada@example.com');
}

// === scalar-strict-equality · 2/4
// context: {"user": {"state": 1, "human": {"email": "ada@example.com"}}}
// expect: {"logs": ["false missed"]}
function f(ctx, api) {
  const user = ctx.v1.getUser();
  let found = 'missed';
  switch (user.state) {
    case 1:
      found = 'hit';
  }
  require('zitadel/log').log(user.human.email === 'ada@example.com', found);
}

// === scalar-truthy · 1/1
// context: {"external_user": {"human": {"email": ""}}, "provider_kind": 2, "provider_raw": {"email_verified": false}}
// expect: {"logs": ["true true"]}
function f(ctx, api) {
  require('zitadel/log').log(!!ctx.v1.externalUser.human.email, !!ctx.v1.providerInfo.emailVerified);
}

// === scalar-typeof · 2/4
// context: {"user": {"human": {"email": "ada@example.com"}}}
// expect: {"logs": ["object 0"]}
function f(ctx, api) {
  const { email } = ctx.v1.getUser().human;
  require('zitadel/log').log(typeof email, email.length);
}

// === scalar-text · 2/4
// context: {"user": {"human": {"email": "ada@example.com"}}}
// expect: {"logs": ["true true true true \"ada@example.com\""]}
function f(ctx, api) {
  const { email } = ctx.v1.getUser().human;
  const plain = 'ada@example.com';
  require('zitadel/log').log(
    String(email) === plain, email + '' === plain, `${email}` === plain, email.endsWith('.com'), JSON.stringify(email));
}

// === scalar-lenient · 2/4 lenient
// context: {"user": {"state": 1, "human": {"email": "ada@example.com"}}}
// expect: {"logs": ["true true 15"]}
function f(ctx, api) {
  const user = ctx.v1.getUser();
  const { email } = user.human;
  require('zitadel/log').log(email === 'ada@example.com', user.state === 1, email.length);
}

// === lists-shared · 2/4
// context: {"user": {"login_names": ["b", "a"], "human": {}}}
// expect: {"logs": ["a,b", "a,b"]}
function f(ctx, api) {
  ctx.v1.getUser().loginNames.sort();
  require('zitadel/log').log(ctx.v1.getUser().loginNames);
}
// --- next action
function g(ctx, api) {
  require('zitadel/log').log(ctx.v1.getUser().loginNames);
}

// === struct-write-converts · 3/2
// context: {"user": {"username": "ada", "human": {}}}
// expect: {"logs": ["5"], "user": null}
function f(ctx, api) {
  const { user } = ctx.v1;
  user.username = 5;
  require('zitadel/log').log('%j', +user.username);
}

// === struct-unknown-dropped · 3/2
// expect: {"logs": ["undefined"]}
function f(ctx, api) {
  const { user } = ctx.v1;
  user.mine = 5;
  require('zitadel/log').log(typeof user.mine);
}

// === struct-unknown-strict · 3/2
// expect: {"logs": ["TypeError"]}
function f(ctx, api) {
  'use strict';
  try { ctx.v1.user.mine = 5; } catch (e) { require('zitadel/log').log(e.name); }
}

// === time-text · 2/4
// context: {"user": {"creation_date": "2024-01-02T03:04:05Z", "human": {}}}
// expect: {"logs": ["2024-01-02 03:04:05 +0000 UTC"]}
function f(ctx, api) {
  require('zitadel/log').log('' + ctx.v1.getUser().creationDate);
}

// === time-json · 2/4
// context: {"user": {"creation_date": "2024-01-02T03:04:05Z", "human": {}}}
// expect: {"logs": ["\"2024-01-02T03:04:05Z\""]}
function f(ctx, api) {
  require('zitadel/log').log(JSON.stringify(ctx.v1.getUser().creationDate));
}

// === time-methods · 2/4
// context: {"user": {"creation_date": "2024-01-02T03:04:05Z", "change_date": "2024-01-03T03:04:05Z", "human": {}}}
// expect: {"logs": ["1704164645 2024 1 2 3 2024-01-02", "true 24"]}
function f(ctx, api) {
  const { creationDate: made, changeDate: changed } = ctx.v1.getUser();
  const logger = require('zitadel/log');
  logger.log(made.unix(), made.year(), +made.month(), made.day(), made.hour(), made.format('2006-01-02'));
  logger.log(made.before(changed), changed.sub(made).hours());
}

// === time-to-date · 2/4
// context: {"user": {"creation_date": "2024-01-02T03:04:05Z", "human": {}}}
// expect: {"logs": ["2024-01-02T03:04:05.000Z 2024-01-02T03:04:05.000Z"]}
function f(ctx, api) {
  const time = ctx.v1.getUser().creationDate;
  require('zitadel/log').log(new Date(time.unixMilli()).toISOString(), new Date(time).toISOString());
}

// === time-subtract · 2/4
// context: {"user": {"creation_date": "2024-01-02T03:04:05Z", "human": {}}}
// expect: {"logs": ["NaN"]}
function f(ctx, api) {
  require('zitadel/log').log(Date.now() - ctx.v1.getUser().creationDate);
}

// === time-lenient · 2/4 lenient
// context: {"user": {"creation_date": "2024-01-02T03:04:05Z", "human": {}}}
// expect: {"logs": ["1704164645000 2024-01-02T03:04:05.000Z"]}
function f(ctx, api) {
  const time = ctx.v1.getUser().creationDate;
  require('zitadel/log').log(time.getTime(), time.toISOString());
}

// === duration · 3/1
// context: {"auth_request": {"max_auth_age": "3600s"}}
// expect: {"logs": ["3600 60 1 3600"]}
function f(ctx, api) {
  const age = ctx.v1.authRequest.maxAuthAge;
  require('zitadel/log').log(age.seconds(), age.minutes(), age.hours(), age / 1e9);
}

// === host-json-undefined · 1/1
// expect: {"metadata": [["a", "null"], ["b", "{\"c\":null}"]]}
function f(ctx, api) {
  api.v1.user.appendMetadata('a', undefined);
  api.v1.user.appendMetadata('b', { c: undefined });
}

// === host-json-date · 1/1
// expect: {"metadata": [["a", "\"2024-01-02T03:04:05Z\""]]}
function f(ctx, api) {
  api.v1.user.appendMetadata('a', new Date('2024-01-02T03:04:05.000Z'));
}

// === host-json-collections · 1/1
// expect: {"metadata": [["a", "[[\"k\",1]]"], ["b", "[1]"], ["c", "\"aGk=\""]]}
function f(ctx, api) {
  api.v1.user.appendMetadata('a', new Map([['k', 1]]));
  api.v1.user.appendMetadata('b', new Set([1]));
  api.v1.user.appendMetadata('c', new Uint8Array([104, 105]));
}

// === host-json-bigint · 1/1
// expect: {"metadata": [["a", "123456789012345678901234567890"]]}
function f(ctx, api) {
  api.v1.user.appendMetadata('a', 123456789012345678901234567890n);
}

// === host-json-opaque · 1/1
// expect: {"metadata": [["a", "[{},{},{},{}]"]]}
function f(ctx, api) {
  api.v1.user.appendMetadata('a', [/a/, new Error('e'), Promise.resolve(1), new Proxy({ b: 1 }, {})]);
}

// === host-json-function · 1/1
// expect: {"kind": "HOST_ABORT", "metadata": null, "error": "json: unsupported type: func(goja.FunctionCall) goja.Value"}
function f(ctx, api) {
  api.v1.user.appendMetadata('a', { b: () => 1 });
}

// === host-json-tojson · 2/4
// expect: {"kind": "UNSERIALISABLE_VALUE",
//   "error": "json: error calling MarshalJSON for type *oidc.UserInfo: oidc custom claims: json: unsupported type: func(goja.FunctionCall) goja.Value"}
function f(ctx, api) {
  api.v1.claims.setClaim('a', { b: 1, toJSON() { return 'not asked'; } });
}

// === host-json-struct · 2/4
// context: {"user": {"id": "u-1", "machine": {"name": "bot"}}}
// expect: {"claims": {"a": {"Name": "bot", "Description": ""}}}
function f(ctx, api) {
  api.v1.claims.setClaim('a', ctx.v1.getUser().machine);
}

// === http-body-stringify · 2/4
// mocks: [{"url": "*", "body": "{}"}]
// context: {"user": {"id": "u-1", "machine": {"name": "bot"}}}
// expect: {"calls": [{"method": "POST", "url": "https://api.example.com/", "body": "{\"machine\":{\"name\":\"bot\",\"description\":\"\"}}",
//   "headers": {"Accept": ["application/json"], "Content-Type": ["application/json"]}}]}
function f(ctx, api) {
  const body = { machine: ctx.v1.getUser().machine, left: undefined };
  require('zitadel/http').fetch('https://api.example.com/', { method: 'POST', body });
}
