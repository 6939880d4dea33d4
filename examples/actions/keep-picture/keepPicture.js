// Keeps the address of the picture that the identity provider knows.
// Flow 1 (external authentication), trigger 1 (post authentication).
/** @type {portcullis.ExternalPostAuthentication} */
function keepPicture(ctx, api) {
  const picture = ctx.getClaim('picture');
  if (picture !== null) {
    api.v1.user.appendMetadata('picture', picture);
  }
}
