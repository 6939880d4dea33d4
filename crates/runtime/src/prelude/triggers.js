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

/** `{ ctx, api }` of a trigger. */
function buildTrigger(flow, trigger) {
    const context = newContext(contextByHost);
    const state = newContext(stateByHost);
    if (flow === CUSTOMISE_TOKEN) return tokenTrigger(context, state);
    if (flow === CUSTOMISE_SAML_RESPONSE) return samlTrigger(context, state);
    if (trigger === PRE_CREATION) return preCreationTrigger(context, state);
    if (trigger === POST_CREATION) return postCreationTrigger(context, state);
    return flow === EXTERNAL_AUTHENTICATION
        ? externalAuthenticationTrigger(context, state)
        : internalAuthenticationTrigger(context, state);
}

function externalAuthenticationTrigger(context, state) {
    const claims = part(context, 'id_token_claims', undefined);
    const v1 = fields(
        { __proto__: null, authError: part(context, 'auth_error', '') || 'none', org: organisation(context) },
        {
            __proto__: null,
            externalUser: () => structObject(externalUserFrom(patchedExternalUser(context, state))),
            providerInfo: () => providerInfo(context),
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
        claimsJSON: () => claimsText(context, claims),
        v1,
    });
    const api = { __proto__: null };
    addSetters(api, EXTERNAL_SETTERS, nothingHidden);
    return { __proto__: null, ctx, api: metadataApi(api, context, state) };
}

function claimsText(context, claims) {
    const text = part(context, 'id_token_claims_json', '');
    return text !== '' || claims === undefined ? text : encodeForHost(claims).text;
}

/** The external user with what earlier actions set. */
function patchedExternalUser(context, state) {
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

function internalAuthenticationTrigger(context, state) {
    const v1 = fields(
        {
            __proto__: null,
            authMethod: scalarObject(AUTH_METHOD, part(context, 'auth_method', '')),
            authError: part(context, 'auth_error', '') || 'none',
        },
        requestMembers(context),
    );
    const api = metadataApi({ __proto__: null }, context, state);
    return { __proto__: null, ctx: fields({ __proto__: null, v1 }), api };
}

function requestMembers(context) {
    return {
        __proto__: null,
        authRequest: () => authRequestFrom(part(context, 'auth_request', undefined)),
        httpRequest: () => httpRequestFrom(part(context, 'http_request', EMPTY)),
    };
}

function preCreationTrigger(context, state) {
    const patch = part(state, 'user', EMPTY);
    const source = part(context, 'user', EMPTY);
    const user = patched(source, hasOwn(patch, 'username') ? { __proto__: null, username: patch.username } : EMPTY);
    user.human = patched(member(source, 'human', EMPTY), patch);
    const lazy = requestMembers(context);
    lazy.user = () => userToBe(user, sharedLoginNames(user, state));
    const v1 = fields({ __proto__: null, org: organisation(context) }, lazy);
    const api = { __proto__: null };
    addSetters(api, NEW_USER_SETTERS, hiddenWithoutContact(user.human));
    return { __proto__: null, ctx: fields({ __proto__: null, v1 }), api: metadataApi(api, context, state) };
}

function postCreationTrigger(context, state) {
    const getUser = () => {
        lookUp('user');
        return storedUser(context, state);
    };
    const v1 = fields({ __proto__: null, getUser, org: organisation(context) }, requestMembers(context));
    beginGrants(part(state, 'user_grants', []));
    const api = fields(
        { __proto__: null, v1: fields({ __proto__: null, appendUserGrant: (...args) => appendUserGrant(args) }) },
        { __proto__: null, userGrants: () => listObject(newGrants) },
    );
    return { __proto__: null, ctx: fields({ __proto__: null, v1 }), api };
}

/** `api` with the list of metadata and the calls that append to it. */
function metadataApi(values, context, state) {
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

function tokenTrigger(context, state) {
    const registered = () => part(context, 'registered_claims', EMPTY);
    beginClaims(state);
    const v1 = () =>
        fields(
            { __proto__: null, getUser: () => storedUser(context, state) },
            {
                __proto__: null,
                claims: () => claimsForScripts(registered(), part(state, 'claims', [])),
                user: () => userMembers(context, state, false),
                org: () => organisation(context),
                application: () => fields({ __proto__: null, getClientId: () => part(context, 'client_id', '') }),
                actor: () => actorObject(part(context, 'actor', undefined)),
            },
        );
    const setters = () =>
        fields({
            __proto__: null,
            setClaim: (...args) => setClaim(args, registered()),
            appendLogIntoClaims: (text) => appendClaimLog(fromScript(STRING, text, '').value),
        });
    return contextAndApi(v1, { __proto__: null, userinfo: setters, claims: setters, user: metadataWriter });
}

/** `ctx` with its `v1`, and `api` with the members that its `v1` is built of. */
function contextAndApi(contextV1, apiV1) {
    return {
        __proto__: null,
        ctx: fields({ __proto__: null }, { __proto__: null, v1: contextV1 }),
        api: fields({ __proto__: null }, { __proto__: null, v1: () => fields({ __proto__: null }, apiV1) }),
    };
}

function samlTrigger(context, state) {
    rememberAttributes(part(state, 'attributes', []));
    const getUser = () => {
        lookUp('user');
        return storedUser(context, state);
    };
    const v1 = () =>
        fields(
            { __proto__: null, getUser },
            { __proto__: null, user: () => userMembers(context, state, true), org: () => organisation(context) },
        );
    const attributes = () => fields({ __proto__: null, setCustomAttribute: (...args) => setCustomAttribute(args) });
    return contextAndApi(v1, { __proto__: null, attributes, user: metadataWriter });
}

/** `v1.user`: metadata and grants of the user, no more; `isRead`: the store is asked at each call. */
function userMembers(context, state, isRead) {
    const getMetadata = () => {
        if (isRead) lookUp('user_metadata');
        return metadataList(part(context, 'user_metadata', []), EMPTY);
    };
    return fields({ __proto__: null, getMetadata }, { __proto__: null, grants: () => grantsOf(context, state) });
}

function grantsOf(context, state) {
    const grants = part(context, 'user_grants', undefined);
    if (grants === undefined || grants === null) return null;
    const known = member(part(state, 'shared', EMPTY), 'grant_roles', EMPTY);
    const changedByOthers = objectKeys(known);
    for (let i = 0; i < changedByOthers.length; i += 1) sharedList(changedByOthers[i], known[changedByOthers[i]]);
    const rolesOf = (index, roles) => sharedList('' + index, roles);
    return grantsFrom(grants, part(context, 'org_metadata_by_org_id', EMPTY), rolesOf);
}

function metadataWriter() {
    return fields({ __proto__: null, setMetadata: (...args) => setMetadata(args) });
}

function organisation(context) {
    return fields({
        __proto__: null,
        getMetadata: () => {
            lookUp('org_metadata');
            return metadataList(part(context, 'org_metadata', []), EMPTY);
        },
    });
}

function storedUser(context, state) {
    const user = part(context, 'user', EMPTY);
    return userFromStore(user, sharedLoginNames(user, state));
}

function sharedLoginNames(user, state) {
    const known = member(part(state, 'shared', EMPTY), 'login_names', undefined);
    return sharedList('login_names', known ?? member(user, 'login_names', []));
}
