// Statements of docs/actions/external-post-authentication.md and internal-post-authentication.md.

// === external-tokens · 1/1
// context: {"access_token": "at"}
// expect: {"logs": ["\"at\" \"\" \"\""]}
function f(ctx, api) {
  require('zitadel/log').log('%j %j %j', ctx.accessToken, ctx.idToken, ctx.refreshToken);
}

// === external-get-claim · 1/1
// context: {"id_token_claims": {"sub": "x-1", "n": 1}}
// expect: {"logs": ["\"x-1\" 1 null"]}
function f(ctx, api) {
  require('zitadel/log').log('%j %j %j', ctx.getClaim('sub'), ctx.getClaim('n'), ctx.getClaim('nope'));
}

// === external-claims-json · 1/1
// context: {"id_token_claims": {"sub": "x-1", "n": 1}}
// expect: {"logs": ["string {\"n\":1,\"sub\":\"x-1\"}"]}
function f(ctx, api) {
  require('zitadel/log').log('%s %s', typeof ctx.claimsJSON(), ctx.claimsJSON());
}

// === external-user · 1/1
// context: {"external_user": {"external_id": "x-1", "external_idp_id": "idp-1",
//   "human": {"first_name": "Ada", "avatar_key": "a", "gender": 1}}}
// expect: {"logs": ["x-1 idp-1 Ada  0"]}
function f(ctx, api) {
  const { externalId, externalIdpId, human } = ctx.v1.externalUser;
  require('zitadel/log').log([externalId, externalIdpId, human.firstName, human.avatarKey, human.gender].join(' '));
}

// === external-auth-request · 1/1
// expect: {"logs": ["null"]}
function f(ctx, api) {
  require('zitadel/log').log(ctx.v1.authRequest);
}

// === external-auth-error · 1/1
// expect: {"logs": ["none"]}
function f(ctx, api) {
  require('zitadel/log').log(ctx.v1.authError);
}

// === external-org-metadata · 1/1
// context: {"org_metadata": [{"key": "k", "value": "v"}]}
// expect: {"logs": ["k v"]}
function f(ctx, api) {
  const { key, value } = ctx.v1.org.getMetadata().metadata[0];
  require('zitadel/log').log(key, value);
}

// === provider-methods · 1/1
// context: {"provider_kind": 9, "provider_raw": {"id": "x-1", "mail": "ada@example.com"}}
// expect: {"logs": ["getAvatarURL,getDisplayName,getEmail,getFirstName,getID,getLastName,getNickname,getPhone,getPreferredLanguage,getPreferredUsername,getProfile,isEmailVerified,isPhoneVerified",
//   "x-1 ada@example.com"]}
function f(ctx, api) {
  const info = ctx.v1.providerInfo;
  const methods = Object.keys(info).filter((name) => typeof info[name] === 'function');
  require('zitadel/log').log(methods.sort());
  require('zitadel/log').log(info.getID(), info.getEmail());
}

// === provider-oauth · 1/1
// context: {"provider_kind": 1, "provider_raw": {"my_name": "Ada"}}
// expect: {"logs": ["Ada"]}
function f(ctx, api) {
  require('zitadel/log').log(ctx.v1.providerInfo.rawInfo.my_name);
}

// === provider-oidc · 1/1
// context: {"provider_kind": 2, "provider_raw": {"sub": "x-1", "given_name": "Ada", "my_group": "a",
//   "email_verified": true, "locale": "de"}}
// expect: {"logs": ["x-1 Ada a true de"]}
function f(ctx, api) {
  const info = ctx.v1.providerInfo;
  require('zitadel/log').log(info.subject, info.givenName, info.claims.my_group, info.emailVerified, info.locale);
}

// === provider-gitlab · 1/1
// context: {"provider_kind": 7, "provider_raw": {"sub": "x-1", "name": "Ada L", "given_name": "Ada", "family_name": "L",
//   "nickname": "al", "preferred_username": "ada", "email": "ada@example.com", "email_verified": true,
//   "picture": "https://example.com/a.png", "locale": "de", "my_group": "a"}}
// expect: {"logs": ["x-1 Ada L Ada L al ada ada@example.com true https://example.com/a.png de a",
//   "x-1 Ada L al ada true"]}
function f(ctx, api) {
  const info = ctx.v1.providerInfo;
  const { subject, name, givenName, familyName, nickname, preferredUsername } = info;
  require('zitadel/log').log(subject, name, givenName, familyName, nickname, preferredUsername,
    info.email, info.emailVerified, info.picture, info.locale, info.claims.my_group);
  require('zitadel/log').log(info.getID(), info.getFirstName(), info.getLastName(), info.getNickname(),
    info.getPreferredUsername(), info.isEmailVerified());
}

// === provider-apple · 1/1
// context: {"provider_kind": 10, "provider_raw": {"sub": "x-1", "name": "Ada L", "given_name": "Ada", "family_name": "L",
//   "nickname": "al", "preferred_username": "ada", "email": "ada@example.com", "email_verified": true,
//   "picture": "https://example.com/a.png", "locale": "de", "my_group": "a"}}
// expect: {"logs": ["x-1 Ada L Ada L al ada ada@example.com true https://example.com/a.png de a",
//   "x-1 Ada L al ada@example.com true"]}
function f(ctx, api) {
  const info = ctx.v1.providerInfo;
  const { subject, name, givenName, familyName, nickname, preferredUsername } = info;
  require('zitadel/log').log(subject, name, givenName, familyName, nickname, preferredUsername,
    info.email, info.emailVerified, info.picture, info.locale, info.claims.my_group);
  require('zitadel/log').log(info.getID(), info.getFirstName(), info.getLastName(), info.getNickname(),
    info.getPreferredUsername(), info.isEmailVerified());
}

// === provider-jwt · 1/1
// context: {"provider_kind": 3, "provider_raw": {"sub": "x-1", "iss": "me", "given_name": "Ada"}}
// expect: {"logs": ["x-1 me Ada"]}
function f(ctx, api) {
  const info = ctx.v1.providerInfo;
  require('zitadel/log').log(info.subject, info.issuer, info.givenName);
}

// === provider-google · 1/1
// context: {"provider_kind": 8, "provider_raw": {"sub": "x-1", "given_name": "Ada", "preferred_username": "ada",
//   "email": "ada@example.com"}}
// expect: {"logs": ["undefined Ada", "ada@example.com"]}
function f(ctx, api) {
  const info = ctx.v1.providerInfo;
  require('zitadel/log').log(info.givenName + ' ' + info.user.givenName);
  require('zitadel/log').log(info.getPreferredUsername());
}

// === provider-saml · 1/1
// context: {"provider_kind": 4, "provider_raw": {"id": "x-1", "attributes": {"mail": ["a@b.c"]}}}
// expect: {"logs": ["x-1 a@b.c true [object Object]"]}
function f(ctx, api) {
  const info = ctx.v1.providerInfo;
  require('zitadel/log').log(info.iD, info.attributes['mail'][0], info.hasOwnProperty('attributes'), '' + info);
}

// === provider-ldap · 1/1
// context: {"provider_kind": 5, "provider_raw": {"id": "x-1"}}
// expect: {"logs": ["iD,firstName,lastName,displayName,nickName,preferredUsername,email,emailVerified,phone,phoneVerified,preferredLanguage,avatarURL,profile"]}
function f(ctx, api) {
  const info = ctx.v1.providerInfo;
  require('zitadel/log').log(Object.keys(info).filter((name) => typeof info[name] !== 'function'));
}

// === provider-entra · 1/1
// context: {"provider_kind": 9, "provider_raw": {"id": "x-1"}}
// expect: {"logs": ["iD,businessPhones,displayName,firstName,jobTitle,email,mobilePhone,officeLocation,preferredLanguage,lastName,userPrincipalName"]}
function f(ctx, api) {
  const info = ctx.v1.providerInfo;
  require('zitadel/log').log(Object.keys(info).filter((name) => typeof info[name] !== 'function'));
}

// === provider-github · 1/1
// context: {"provider_kind": 6, "provider_raw": {"id": 7, "login": "ada", "node_id": "n", "plan": {"name": "free"}}}
// expect: {"logs": ["7 ada n free"]}
function f(ctx, api) {
  const info = ctx.v1.providerInfo;
  require('zitadel/log').log(info.iD, info.login, info.nodeId, info.plan.name);
}

// === provider-null · 1/1
// context: {"auth_error": "nope"}
// expect: {"logs": ["null nope"]}
function f(ctx, api) {
  require('zitadel/log').log(ctx.v1.providerInfo + ' ' + ctx.v1.authError);
}

// === provider-oidc-json · 1/1
// context: {"provider_kind": 2, "provider_raw": {"sub": "x-1", "given_name": "Ada"}}
// expect: {"logs": ["{\"given_name\":\"Ada\",\"sub\":\"x-1\"}\n"]}
function f(ctx, api) {
  require('zitadel/log').log(JSON.stringify(ctx.v1.providerInfo));
}

// === setter-last-wins · 1/1
// expect: {"user": {"firstName": "Ada", "preferredUsername": "ada"}}
function f(ctx, api) {
  api.setFirstName('Eve');
  api.setFirstName('Ada');
  api.setPreferredUsername('ada');
}

// === setter-converts · 1/1
// expect: {"user": {"firstName": "", "lastName": "", "nickName": "5", "displayName": "a,b", "email": "[object Object]"}}
function f(ctx, api) {
  api.setFirstName();
  api.setLastName(null);
  api.setNickName(5);
  api.setDisplayName(['a', 'b']);
  api.setEmail({});
}

// === setter-truth · 1/1
// expect: {"user": {"isEmailVerified": true, "isPhoneVerified": false}}
function f(ctx, api) {
  api.setEmailVerified('false');
  api.setPhoneVerified();
}

// === setter-language · 1/1
// expect: {"user": {"preferredLanguage": "und"}}
function f(ctx, api) {
  api.setPreferredLanguage('no language');
}

// === metadata-append · 1/1
// expect: {"metadata": [["a", "\"text\""], ["b", "{\"c\":1}"]]}
function f(ctx, api) {
  api.v1.user.appendMetadata('a', 'text');
  api.v1.user.appendMetadata('b', { c: 1 });
}

// === metadata-append-raw · 1/1
// expect: {"metadata": [["a", "text"], ["b", "hi"], ["c", "ho"]]}
function f(ctx, api) {
  api.v1.user.appendMetadataRaw('a', 'text');
  api.v1.user.appendMetadataRaw('b', new Uint8Array([104, 105]));
  api.v1.user.appendMetadataRaw('c', [104, 111]);
}

// === metadata-list · 1/1
// context: {"initial_metadata": [{"key": "k", "value": "\"v\""}]}
// expect: {"logs": ["1 k v"]}
function f(ctx, api) {
  require('zitadel/log').log(api.metadata.length, api.metadata[0].key, api.metadata[0].value);
}

// === metadata-append-refuses · 1/1
// expect: {"kind": "HOST_ABORT", "metadata": null, "logs": null,
//   "error": "interface conversion: interface {} is int64, not string"}
function f(ctx, api) {
  try {
    api.v1.user.appendMetadata(1, 'text');
  } catch (e) {
    require('zitadel/log').log('caught');
  }
}

// === metadata-push-emptied · 1/1
// expect: {"metadata": [["k", "\"\""]]}
function f(ctx, api) { api.metadata.push({ key: 'k', value: 'v' }); }
// --- next action
function g(ctx, api) {}

// === internal-auth-method · 3/1
// context: {"auth_method": "password"}
// expect: {"logs": ["true false object"]}
function f(ctx, api) {
  const { authMethod } = ctx.v1;
  require('zitadel/log').log(authMethod == 'password', authMethod === 'password', typeof authMethod);
}

// === internal-auth-error · 3/1
// context: {"auth_error": "wrong"}
// expect: {"logs": ["wrong"]}
function f(ctx, api) {
  require('zitadel/log').log(ctx.v1.authError);
}

// === internal-http-request · 3/1
// context: {"http_request": {"method": "POST"}}
// expect: {"logs": ["POST"]}
function f(ctx, api) {
  require('zitadel/log').log(ctx.v1.httpRequest.method);
}

// === internal-no-user · 3/1
// expect: {"logs": ["undefined undefined undefined"]}
function f(ctx, api) {
  require('zitadel/log').log(typeof ctx.v1.getUser, typeof ctx.v1.user, typeof ctx.v1.org);
}

// === internal-metadata · 3/1
// expect: {"metadata": [["a", "1"]]}
function f(ctx, api) {
  api.v1.user.appendMetadata('a', 1);
}
