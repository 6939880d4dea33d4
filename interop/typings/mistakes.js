// Each line below a directive is a mistake that the typings have to find: tsc fails when it finds none.

const logger = require('zitadel/log');
const http = require('zitadel/http');
const uuid = require('zitadel/uuid');
const secrets = require('portcullis/secrets');
const util = require('node:util');

// @ts-expect-error there is no such module
const fs = require('fs');

// @ts-expect-error nor are there timers
setTimeout(() => logger.info('later'), 10);

// @ts-expect-error nor a console without `require`
console.log('hello');

/** @type {portcullis.PreUserinfoCreation} */
function unknownMembers(ctx, api) {
  // @ts-expect-error belongs to another trigger
  api.setFirstName('Ada');
  // @ts-expect-error a grant has roles
  ctx.v1.user.grants?.grants[0].role;
  // @ts-expect-error there may be no grants
  ctx.v1.user.grants.count;
  // @ts-expect-error `v1.user` has no id; `getUser()` has
  ctx.v1.user.id;
  // @ts-expect-error it is `getClientId`
  ctx.v1.application.clientId;
  // @ts-expect-error the time is no `Date`
  ctx.v1.getUser().creationDate.getTime();
  // @ts-expect-error a claim has a value
  api.v1.claims.setClaim('a');
}

/** @type {portcullis.PreAccessTokenCreation} */
function returnsSomething(ctx, api) {
  // @ts-expect-error what is returned is a failure
  return true;
}

// @ts-expect-error a promise is returned as well
/** @type {portcullis.PreAccessTokenCreation} */
async function returnsPromise(ctx, api) {}

/** @type {portcullis.ExternalPostAuthentication<portcullis.OpenIdUser>} */
function wrongValues(ctx, api) {
  // @ts-expect-error there may be none
  api.setFirstName(ctx.v1.providerInfo.givenName);
  // @ts-expect-error always true, being an object
  api.setEmailVerified(ctx.v1.providerInfo?.emailVerified);
  // @ts-expect-error keys are texts
  api.v1.user.appendMetadata(1, 'one');
  // @ts-expect-error values are texts or bytes
  api.v1.user.appendMetadataRaw('one', 1);
}

/** @type {portcullis.PostCreation} */
function wrongSpelling(ctx, api) {
  // @ts-expect-error `projectId` here …
  api.v1.appendUserGrant({ projectID: 'p-1', roles: [] });
  // @ts-expect-error … and `projectID` there
  api.userGrants.push({ projectId: 'p-1', roles: [] });
}

function modules() {
  // @ts-expect-error a call needs an address
  http.fetch();
  // @ts-expect-error options have no timeout
  http.fetch('https://example.com', { timeout: 5 });
  // @ts-expect-error the answer is there, it is no promise
  http.fetch('https://example.com').then();
  // @ts-expect-error an answer has no `ok`
  http.fetch('https://example.com').ok;
  // @ts-expect-error two arguments
  uuid.v5('name');
  // @ts-expect-error the name is a text
  secrets.get(1);
  // @ts-expect-error there may be none
  secrets.get('key').length;
  // @ts-expect-error there is `format` only
  util.inspect({});
}
