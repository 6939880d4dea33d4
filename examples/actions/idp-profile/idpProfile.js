// Takes names and e-mail address over from an OpenID provider at every login.
// Flow 1 (external authentication), trigger 1 (post authentication).
/** @type {portcullis.ExternalPostAuthentication<portcullis.OpenIdUser>} */
function idpProfile(ctx, api) {
  const info = ctx.v1.providerInfo;
  // there is none when the login at the provider failed
  if (info === null || ctx.v1.externalUser.externalIdpId != 'idp-1') {
    return;
  }
  api.setFirstName(info.givenName);
  api.setLastName(info.familyName);
  api.setDisplayName(info.name);
  api.setEmail(info.email);
  // an object: only == tells whether it holds true
  api.setEmailVerified(info.emailVerified == true);
}
