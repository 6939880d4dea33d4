// Only people of our own domain may come in; the others see the text on the login page.
// Flow 1 (external authentication), trigger 1 (post authentication). Must not be allowed to fail.
/** @type {portcullis.ExternalPostAuthentication} */
function blockLogin(ctx, api) {
  const address = String(ctx.v1.externalUser.human.email);
  if (!address.endsWith('@example.com')) {
    throw 'Please log in with your address at example.com';
  }
}
