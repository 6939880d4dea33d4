// Addresses of our own domain need no verification.
// Flows 1 and 3, trigger 2 (pre creation).
/** @type {portcullis.PreCreation} */
function verifiedDomain(ctx, api) {
  const address = String(ctx.v1.user.human.email);
  if (address.endsWith('@example.com')) {
    api.setEmailVerified(true);
  }
}
