// Lists that the old engine shares between copies of a user or grant, and so between actions.
//
// A change to an element is seen by every copy made later; it is told so that later actions see it too.

/** Name → the list that copies are made of; grants by their positions. */
let sharedLists = { __proto__: null };

/** Lists that earlier actions changed, by name: they count also if nobody reads them here. */
function rememberSharedLists(changed) {
    const names = objectKeys(changed);
    for (let i = 0; i < names.length; i += 1) sharedLists[names[i]] ??= textsFrom(changed[names[i]]);
}

/** A copy of the list; `texts` are its elements when it is asked for the first time. */
function sharedList(name, texts) {
    const copy = shareList((sharedLists[name] ??= textsFrom(texts)));
    copy.sharedAs = name;
    copy.onChange = tellSharedList;
    return copy;
}

/** A copy that has outgrown what it shared is nobody else's affair. */
function tellSharedList(copy) {
    const name = copy.sharedAs;
    if (copy.store !== sharedLists[name].store) return;
    const isLoginNames = name === 'login_names';
    const json = isLoginNames ? '"login_names":' + sharedJson(name) : '"grant_roles":{' + allGrantRoles() + '}';
    emit('{"shared":{' + json + '}}');
}

function sharedJson(name) {
    const list = sharedLists[name];
    return list.length === 0 ? '[]' : listJson(list);
}

/** All role lists that are known here: the caller keeps the last object as a whole. */
function allGrantRoles() {
    const names = objectKeys(sharedLists);
    let json = '';
    for (let i = 0; i < names.length; i += 1) {
        if (names[i] !== 'login_names') json += (json === '' ? '"' : ',"') + names[i] + '":' + sharedJson(names[i]);
    }
    return json;
}
