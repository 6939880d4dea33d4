// Asks a service of our own for the plan of the user.
// Flow 2 (tokens), trigger 4 (userinfo). Allow it to fail: a login should not wait for the service.
const http = require('zitadel/http');
const logger = require('zitadel/log');

/** @type {portcullis.PreUserinfoCreation} */
function callApi(ctx, api) {
  const answer = http.fetch('https://billing.example.com/plans/' + ctx.v1.getUser().id, {
    method: 'GET',
    headers: { Accept: 'application/json' },
  });
  if (answer.status != 200) {
    logger.warn('billing answered %d', answer.status);
    return;
  }
  api.v1.claims.setClaim('plan', answer.json().plan);
}
