// Every new user may use the shop.
// Flows 1 and 3, trigger 3 (post creation).
/** @type {portcullis.PostCreation} */
function defaultRole(ctx, api) {
  api.v1.appendUserGrant({ projectId: 'p-1', roles: ['customer'] });
}
