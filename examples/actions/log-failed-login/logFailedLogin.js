// One line for every failed factor.
// Flow 3 (internal authentication), trigger 1 (post authentication).
const logger = require('zitadel/log');

/** @type {portcullis.InternalPostAuthentication} */
function logFailedLogin(ctx, api) {
  if (ctx.v1.authError == 'none') {
    return;
  }
  const address = ctx.v1.httpRequest.headers['X-Forwarded-For'] || [ctx.v1.httpRequest.remoteAddr];
  logger.warn('login of %s by %s failed from %s: %s',
    ctx.v1.authRequest.userName, ctx.v1.authMethod, address[0], ctx.v1.authError);
}
