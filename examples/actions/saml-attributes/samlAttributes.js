// Roles as an attribute of the SAML response, and an id of the organisation.
// Flow 4 (SAML response), trigger 6 (pre SAML response).
const BASIC = 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic';

/** @type {portcullis.PreSamlResponseCreation} */
function samlAttributes(ctx, api) {
  const grants = ctx.v1.user.grants;
  const roles = grants == undefined ? [] : grants.grants.flatMap((grant) => [...grant.roles]);
  api.v1.attributes.setCustomAttribute('Roles', BASIC, ...roles);
  const found = ctx.v1.org.getMetadata().metadata.find(({ key }) => key == 'crm-id');
  if (found) {
    api.v1.attributes.setCustomAttribute('Crm', BASIC, found.value);
  }
}
