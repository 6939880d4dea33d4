// Takes names and e-mail address over from an OpenID provider at every login.
// Flow 1 (external authentication), trigger 1 (post authentication).
function idpProfile(ctx, api) {
  if (ctx.v1.externalUser.externalIdpId != 'idp-1' || ctx.v1.authError != 'none') {
    return;
  }
  const info = ctx.v1.providerInfo;
  api.setFirstName(info.givenName);
  api.setLastName(info.familyName);
  api.setDisplayName(info.name);
  api.setEmail(info.email);
  // an object: only == tells whether it holds true
  api.setEmailVerified(info.emailVerified == true);
}
