// Lists that the old engine shares between copies of a user or grant, and so between actions.
//
// A change to an element is seen by every copy made later; it is told so that later actions see it too.

/** Name → the list that copies are made of, and its JSON as last told. */
let sharedLists = { __proto__: null };

/** A list of the context, or what an earlier action made of it. */
function sharedList(name, texts) {
    let known = sharedLists[name];
    if (known === undefined) {
        const list = textsFrom(texts);
        known = { __proto__: null, list, told: listJson(list) };
        sharedLists[name] = known;
    }
    const copy = shareList(known.list);
    copy.onChange = () => tellSharedLists();
    return copy;
}

function tellSharedLists() {
    const { login_names: loginNames } = sharedLists;
    let json = loginNames === undefined ? '' : changedList(loginNames, '"login_names"');
    const grants = changedGrantRoles();
    if (grants !== '') json += (json === '' ? '' : ',') + '"grant_roles":{' + grants + '}';
    if (json !== '') emit('{"shared":{' + json + '}}');
}

function changedList(known, quotedName) {
    const json = sharedJson(known.list);
    if (json === known.told) return '';
    known.told = json;
    return quotedName + ':' + json;
}

function sharedJson(list) {
    return list.length === 0 ? '[]' : listJson(list);
}

/** Members of all changed role lists, by the grants' positions; all, because the whole object is replaced. */
function changedGrantRoles() {
    const names = objectKeys(sharedLists);
    let all = '';
    let isChanged = false;
    for (let i = 0; i < names.length; i += 1) {
        if (names[i] === 'login_names') continue;
        const known = sharedLists[names[i]];
        if (sharedJson(known.list) !== known.told) isChanged = true;
        known.told = sharedJson(known.list);
        all += (all === '' ? '' : ',') + '"' + names[i] + '":' + known.told;
    }
    return isChanged ? all : '';
}
