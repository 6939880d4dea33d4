// All roles of the user in one flat claim, each as "project:role".
// Flow 2 (tokens), triggers 4 (userinfo) and 5 (access token).
/** @type {portcullis.PreUserinfoCreation} */
function rolesClaim(ctx, api) {
  const grants = ctx.v1.user.grants;
  if (grants == undefined || grants.count == 0) {
    return;
  }
  const roles = new Set();
  for (const grant of grants.grants) {
    for (const role of grant.roles) {
      roles.add(`${grant.projectName}:${role}`);
    }
  }
  api.v1.claims.setClaim('roles', [...roles].sort());
}
