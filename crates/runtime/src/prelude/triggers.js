// What `ctx` and `api` consist of, by flow and trigger.
//
// Members that cost something to build are built on first access, which no script can tell apart.

const EXTERNAL_AUTHENTICATION = 1;
const CUSTOMISE_TOKEN = 2;
const INTERNAL_AUTHENTICATION = 3;
const CUSTOMISE_SAML_RESPONSE = 4;
const POST_AUTHENTICATION = 1;
const PRE_CREATION = 2;
const POST_CREATION = 3;

let currentFlow = 0;

/** `{ ctx, api }` of a trigger of the current flow. */
function builtTrigger(trigger) {
    if (currentFlow === CUSTOMISE_TOKEN) return TOKEN_TRIGGER;
    if (currentFlow === CUSTOMISE_SAML_RESPONSE) return samlTrigger();
    if (trigger === PRE_CREATION) return preCreationTrigger();
    if (trigger === POST_CREATION) return postCreationTrigger();
    return currentFlow === EXTERNAL_AUTHENTICATION ? externalAuthenticationTrigger() : internalAuthenticationTrigger();
}

function externalAuthenticationTrigger() {
    const claims = part(context, 'id_token_claims', undefined);
    const v1 = fields(
        { __proto__: null, authError: part(context, 'auth_error', '') || 'none', org: organisation() },
        {
            __proto__: null,
            externalUser: () => structObject(externalUserFrom(patchedExternalUser())),
            providerInfo,
            authRequest: () => authRequestFrom(part(context, 'auth_request', undefined)),
            httpRequest: () => httpRequestFrom(part(context, 'http_request', EMPTY)),
        },
    );
    const ctx = fields({
        __proto__: null,
        accessToken: part(context, 'access_token', ''),
        idToken: part(context, 'id_token', ''),
        refreshToken: part(context, 'refresh_token', ''),
        getClaim: (name) => member(claims ?? EMPTY, fromScript(STRING, name, '').value, null),
        claimsJSON: () => claimsText(claims),
        v1,
    });
    const api = { __proto__: null };
    addSetters(api, EXTERNAL_SETTERS, nothingHidden);
    return { __proto__: null, ctx, api: metadataApi(api) };
}

function claimsText(claims) {
    const text = part(context, 'id_token_claims_json', '');
    return text !== '' || claims === undefined ? text : encodeForHost(claims).text;
}

/** The external user with what earlier actions set. */
function patchedExternalUser() {
    const user = part(context, 'external_user', EMPTY);
    return {
        __proto__: null,
        external_id: member(user, 'external_id', ''),
        external_idp_id: member(user, 'external_idp_id', ''),
        human: patched(member(user, 'human', EMPTY), part(state, 'user', EMPTY)),
    };
}

function patched(source, patch) {
    const result = { __proto__: null };
    const names = objectKeys(source);
    for (let i = 0; i < names.length; i += 1) result[names[i]] = source[names[i]];
    const changes = objectKeys(patch);
    for (let i = 0; i < changes.length; i += 1) result[changes[i]] = patch[changes[i]];
    return result;
}

function internalAuthenticationTrigger() {
    const v1 = fields(
        {
            __proto__: null,
            authMethod: scalarObject(AUTH_METHOD, part(context, 'auth_method', '')),
            authError: part(context, 'auth_error', '') || 'none',
        },
        requestMembers(),
    );
    const api = metadataApi({ __proto__: null });
    return { __proto__: null, ctx: fields({ __proto__: null, v1 }), api };
}

function requestMembers() {
    return {
        __proto__: null,
        authRequest: () => authRequestFrom(part(context, 'auth_request', undefined)),
        httpRequest: () => httpRequestFrom(part(context, 'http_request', EMPTY)),
    };
}

function preCreationTrigger() {
    const patch = part(state, 'user', EMPTY);
    const source = part(context, 'user', EMPTY);
    const user = patched(source, hasOwn(patch, 'username') ? { __proto__: null, username: patch.username } : EMPTY);
    user.human = patched(member(source, 'human', EMPTY), patch);
    const lazy = requestMembers();
    lazy.user = () => userToBe(user, sharedLoginNames(user));
    const v1 = fields({ __proto__: null, org: organisation() }, lazy);
    const api = { __proto__: null };
    addSetters(api, NEW_USER_SETTERS, hiddenWithoutContact(user.human));
    return { __proto__: null, ctx: fields({ __proto__: null, v1 }), api: metadataApi(api) };
}

function postCreationTrigger() {
    const getUser = () => {
        lookUp('user');
        return storedUser();
    };
    const v1 = fields({ __proto__: null, getUser, org: organisation() }, requestMembers());
    beginGrants(part(state, 'user_grants', []));
    const api = fields(
        { __proto__: null, v1: fields({ __proto__: null, appendUserGrant: (...args) => appendUserGrant(args) }) },
        { __proto__: null, userGrants: () => listObject(newGrants) },
    );
    return { __proto__: null, ctx: fields({ __proto__: null, v1 }), api };
}

/** `api` with the list of metadata and the calls that append to it. */
function metadataApi(values) {
    const pushed = member(part(state, 'shared', EMPTY), 'pushed_metadata', []);
    const entries = part(state, 'metadata', undefined) ?? part(context, 'initial_metadata', []);
    beginMetadata(entries, pushed);
    values.v1 = fields({
        __proto__: null,
        user: fields({
            __proto__: null,
            appendMetadata: (...args) => appendMetadata(args),
            appendMetadataRaw: (...args) => appendMetadataRaw(args),
        }),
    });
    return fields(values, { __proto__: null, metadata: () => listObject(metadataEntries) });
}

function tokenTrigger() {
    const registered = () => part(context, 'registered_claims', EMPTY);
    const v1 = fields(
        {
            __proto__: null,
            getUser: () => storedUser(),
            user: userMembers(false),
            org: organisation(),
            application: fields({ __proto__: null, getClientId: () => part(context, 'client_id', '') }),
        },
        {
            __proto__: null,
            claims: () => claimsForScripts(registered(), part(state, 'claims', [])),
            actor: () => actorObject(part(context, 'actor', undefined)),
        },
    );
    const setters = () =>
        fields({
            __proto__: null,
            setClaim: (...args) => setClaim(args, registered()),
            appendLogIntoClaims: (text) => appendClaimLog(fromScript(STRING, text, '').value),
        });
    return contextAndApi(v1, { __proto__: null, userinfo: setters(), claims: setters(), user: metadataWriter() });
}

/** It is needed most, and needs nothing of the login: it is built when the prelude is loaded. */
const TOKEN_TRIGGER = tokenTrigger();

/** `ctx` and `api` with what is in their `v1`. */
function contextAndApi(contextV1, apiV1) {
    return {
        __proto__: null,
        ctx: fields({ __proto__: null, v1: contextV1 }),
        api: fields({ __proto__: null, v1: fields(apiV1) }),
    };
}

function samlTrigger() {
    rememberAttributes(part(state, 'attributes', []));
    const getUser = () => {
        lookUp('user');
        return storedUser();
    };
    const v1 = fields({ __proto__: null, getUser, user: userMembers(true), org: organisation() });
    const attributes = fields({ __proto__: null, setCustomAttribute: (...args) => setCustomAttribute(args) });
    return contextAndApi(v1, { __proto__: null, attributes, user: metadataWriter() });
}

/** `v1.user`: metadata and grants of the user, no more; `isRead`: the store is asked at each call. */
function userMembers(isRead) {
    const getMetadata = () => {
        if (isRead) lookUp('user_metadata');
        return metadataList(part(context, 'user_metadata', []), EMPTY);
    };
    return fields({ __proto__: null, getMetadata }, { __proto__: null, grants: grantsOfUser });
}

function metadataWriter() {
    return fields({ __proto__: null, setMetadata: (...args) => setMetadata(args) });
}

function organisation() {
    return fields({
        __proto__: null,
        getMetadata: () => {
            lookUp('org_metadata');
            return metadataList(part(context, 'org_metadata', []), EMPTY);
        },
    });
}

function storedUser() {
    const user = part(context, 'user', EMPTY);
    return userFromStore(user, sharedLoginNames(user));
}
