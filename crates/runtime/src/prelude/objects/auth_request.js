// `ctx.v1.authRequest`: the authorisation request on its way through the login.

const BROWSER_INFO = struct('object.browserInfo', [
    field('UserAgent', STRING),
    field('AcceptLanguage', STRING),
    field('RemoteIp', IP),
]);

const OIDC_REQUEST = struct('object.OIDCRequest', [field('Scopes', STRINGS)]);
const REQUEST = struct('object.request', [field('Oidc', OIDC_REQUEST)]);

const AUTH_REQUEST = struct('object.authRequest', [
    field('Id', STRING),
    field('AgentId', STRING),
    field('CreationDate', TIME),
    field('ChangeDate', TIME),
    field('BrowserInfo', pointer(BROWSER_INFO)),
    field('ApplicationId', STRING),
    field('CallbackUri', STRING),
    field('TransferState', STRING),
    field('Prompt', listOf(PROMPT)),
    field('UiLocales', STRINGS),
    field('LoginHint', STRING),
    field('MaxAuthAge', DURATION),
    field('InstanceId', STRING),
    field('Request', pointer(REQUEST)),
    field('UserId', STRING),
    field('UserName', STRING),
    field('LoginName', STRING),
    field('DisplayName', STRING),
    field('ResourceOwner', STRING),
    field('RequestedOrgId', STRING),
    field('RequestedOrgName', STRING),
    field('RequestedPrimaryDomain', STRING),
    field('RequestedOrgDomain', BOOL),
    field('ApplicationResourceOwner', STRING),
    field('PrivateLabelingSetting', PRIVATE_LABELING),
    field('SelectedIdpConfigId', STRING),
    field('LinkingUsers', listOf(EXTERNAL_USER_POINTER)),
    field('PasswordVerified', BOOL),
    field('MfasVerified', listOf(MFA_TYPE)),
    field('Audience', STRINGS),
    field('AuthTime', TIME),
]);

function authRequestFrom(source) {
    if (source === undefined) return null;
    return structObject(structFrom(AUTH_REQUEST, source, { __proto__: null, request: requestFrom(source) }));
}

function asItIs(value) {
    return value;
}

/** Scopes are known of OpenID Connect requests only. */
function requestFrom(source) {
    const isOidc = member(source, 'is_oidc', false);
    const oidc = structFrom(OIDC_REQUEST, isOidc ? source : EMPTY);
    return newStruct(REQUEST, { __proto__: null, oidc });
}
