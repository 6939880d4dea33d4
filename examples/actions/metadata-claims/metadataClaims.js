// Chosen metadata of the user as claims of the same names.
// Flow 2 (tokens), triggers 4 (userinfo) and 5 (access token).
const WANTED = ['department', 'cost-center'];

/** @type {portcullis.PreAccessTokenCreation} */
function metadataClaims(ctx, api) {
  ctx.v1.user.getMetadata().metadata.forEach(({ key, value }) => {
    if (WANTED.includes(key)) {
      api.v1.claims.setClaim(key, value);
    }
  });
}
