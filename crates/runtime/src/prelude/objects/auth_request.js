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
    field('LinkingUsers', listOf(pointer(EXTERNAL_USER))),
    field('PasswordVerified', BOOL),
    field('MfasVerified', listOf(MFA_TYPE)),
    field('Audience', STRINGS),
    field('AuthTime', TIME),
]);

/** Members that are texts, by their names in the context and to scripts. */
const AUTH_REQUEST_TEXTS = [
    ['id', 'id'],
    ['agentId', 'agent_id'],
    ['applicationId', 'application_id'],
    ['callbackUri', 'callback_uri'],
    ['transferState', 'transfer_state'],
    ['loginHint', 'login_hint'],
    ['instanceId', 'instance_id'],
    ['userId', 'user_id'],
    ['userName', 'user_name'],
    ['loginName', 'login_name'],
    ['displayName', 'display_name'],
    ['resourceOwner', 'resource_owner'],
    ['requestedOrgId', 'requested_org_id'],
    ['requestedOrgName', 'requested_org_name'],
    ['requestedPrimaryDomain', 'requested_primary_domain'],
    ['applicationResourceOwner', 'application_resource_owner'],
    ['selectedIdpConfigId', 'selected_idp_config_id'],
];

function authRequestFrom(source) {
    if (source === undefined) return null;
    const values = { __proto__: null };
    for (let i = 0; i < AUTH_REQUEST_TEXTS.length; i += 1) {
        values[AUTH_REQUEST_TEXTS[i][0]] = member(source, AUTH_REQUEST_TEXTS[i][1], '');
    }
    values.creationDate = timeFromJson(member(source, 'creation_date', ''));
    values.changeDate = timeFromJson(member(source, 'change_date', ''));
    values.authTime = timeFromJson(member(source, 'auth_time', ''));
    values.browserInfo = browserInfoFrom(member(source, 'browser_info', undefined));
    values.prompt = lazyList(AUTH_REQUEST.fields.prompt.type, member(source, 'prompt', []), asItIs);
    values.uiLocales = textsFrom(member(source, 'ui_locales', undefined));
    values.maxAuthAge = durationFromJson(member(source, 'max_auth_age', undefined)) ?? null;
    values.request = requestFrom(source);
    values.requestedOrgDomain = member(source, 'requested_org_domain', false);
    values.privateLabelingSetting = member(source, 'private_labeling_setting', 0);
    values.linkingUsers = lazyList(
        AUTH_REQUEST.fields.linkingUsers.type,
        member(source, 'linking_users', []),
        externalUserFrom,
    );
    values.passwordVerified = member(source, 'password_verified', false);
    values.mfasVerified = lazyList(AUTH_REQUEST.fields.mfasVerified.type, member(source, 'mfas_verified', []), asItIs);
    values.audience = textsFrom(member(source, 'audience', undefined));
    return structObject(newStruct(AUTH_REQUEST, values));
}

function asItIs(value) {
    return value;
}

function browserInfoFrom(source) {
    if (source === undefined) return null;
    return newStruct(BROWSER_INFO, {
        __proto__: null,
        userAgent: member(source, 'user_agent', ''),
        acceptLanguage: member(source, 'accept_language', ''),
        remoteIp: ipFromText(member(source, 'remote_ip', '')),
    });
}

/** Scopes are known of OpenID Connect requests only. */
function requestFrom(source) {
    const isOidc = member(source, 'is_oidc', false);
    const scopes = textsFrom(isOidc ? member(source, 'scopes', undefined) : undefined);
    const oidc = newStruct(OIDC_REQUEST, { __proto__: null, scopes });
    return newStruct(REQUEST, { __proto__: null, oidc });
}
