// Lists that the old engine shares between copies of a user or grant, and so between actions.
//
// A change to an element is seen by every copy made later; it is told so that later actions see it too. A
// copy that has outgrown what it shared is nobody else's affair.

/** What the copies of the user's login names share; undefined until they are asked for. */
let loginNames;

/** A copy of the user's login names, which earlier actions may have changed. */
function sharedLoginNames(user) {
    const known = member(part(state, 'shared', EMPTY), 'login_names', undefined);
    loginNames ??= { __proto__: null, login_names: known ?? member(user, 'login_names', []) };
    return sharedListOf(STRINGS, loginNames, { __proto__: null, key: 'login_names', onChange: tellLoginNames });
}

function tellLoginNames(copy) {
    if (copy.store === copy.origin) emit('{"shared":{"login_names":' + sharedJson(copy.origin) + '}}');
}

/** Puts the roles in their place that earlier actions changed: they count also if nobody reads them here. */
function rememberGrantRoles(grants) {
    const changed = member(part(state, 'shared', EMPTY), 'grant_roles', EMPTY);
    const positions = objectKeys(changed);
    for (let i = 0; i < positions.length; i += 1) {
        const roles = changed[positions[i]];
        const grant = member(grants, positions[i], EMPTY);
        if (isArray(member(grant, 'roles', undefined))) addMember(grant, 'roles', new Store(roles.length, roles, undefined));
    }
}

/** Tells of all roles that are known here: the caller keeps the last object as a whole. */
function tellGrantRoles(copy) {
    if (copy.store !== copy.origin) return;
    const { grants } = part(context, 'user_grants', EMPTY);
    let json = '';
    for (let i = 0; i < grants.length; i += 1) {
        const roles = member(grants[i], 'roles', []);
        if (!isArray(roles)) json += (json === '' ? '"' : ',"') + i + '":' + sharedJson(roles);
    }
    emit('{"shared":{"grant_roles":{' + json + '}}}');
}

function sharedJson(store) {
    const { length } = store.source;
    return length === 0 ? '[]' : listJson(new ListRecord(STRINGS, store, length));
}
