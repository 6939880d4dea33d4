// `api.userGrants` and `api.v1.appendUserGrant`: grants for a user that was just created.

const NEW_GRANT = struct('object.UserGrant', [
    field('ProjectID', STRING, 'project_id'),
    field('ProjectGrantID', STRING, 'project_grant_id'),
    field('Roles', STRINGS, 'roles'),
]);
const NEW_GRANTS = listOf(NEW_GRANT);

let newGrants = emptyList(NEW_GRANTS);
let toldGrants = '[]';
let toldGrantsLength = 0;

function beginGrants(entries) {
    newGrants = fromJson(NEW_GRANTS, entries);
    toldGrants = grantsJson();
    newGrants.onChange = tellGrants;
}

function appendUserGrant(args) {
    if (args.length !== 1) abort('exactly one argument expected');
    if (args[0] === undefined || args[0] === null) throw new TypeErrorOf(NOT_AN_OBJECT);
    const grant = newStruct(NEW_GRANT, null);
    const keys = objectKeys(args[0]);
    for (let i = 0; i < keys.length; i += 1) readGrantMember(grant, keys[i], args[0]);
    if (valueOf(grant, 'projectID') === '') abort('projectId not set');
    const index = newGrants.length;
    resize(newGrants, index + 1);
    newGrants.store[index] = grant;
    tellGrants();
}

function readGrantMember(grant, key, source) {
    switch (key) {
        case 'projectId':
        case 'projectID':
            grant.values.projectID = textOf(source[key]);
            break;
        case 'projectGrantId':
        case 'projectGrantID':
            grant.values.projectGrantID = textOf(source[key]);
            break;
        case 'roles':
            grant.values.roles = rolesOfGrant(source[key]);
            break;
        default:
    }
}

/** The texts among the elements of an array; typed lists of the host count as none. */
function rolesOfGrant(value) {
    const roles = newList();
    const isList = isObject(value) && recordOf(value) === undefined && classOf(value) === 'Array';
    for (let i = 0; isList && i < value.length; i += 1) {
        const role = value[i];
        if (typeof role === 'string' || typeof role === 'symbol') append(roles, textOf(role));
    }
    return listFrom(STRINGS, roles);
}

function tellGrants() {
    const list = grantsJson();
    if (list === toldGrants || toldGrantsLength > TOLD_AT_ONCE) return;
    toldGrants = list;
    toldGrantsLength += list.length;
    emit('{"user_grants":' + list + '}');
}

function grantsJson() {
    let json = '[';
    for (let i = 0; i < newGrants.length; i += 1) {
        const grant = elementAt(newGrants, i);
        json += (i === 0 ? '' : ',') + '{"project_id":' + quoted(valueOf(grant, 'projectID'));
        json += ',"project_grant_id":' + quoted(valueOf(grant, 'projectGrantID'));
        json += ',"roles":' + listJson(valueOf(grant, 'roles')) + '}';
    }
    return json + ']';
}

/** JSON of a list of texts that scripts can change. */
function listJson(list) {
    if (list.length === 0) return 'null';
    let json = '[';
    for (let i = 0; i < list.length; i += 1) json += (i === 0 ? '' : ',') + quoted(elementAt(list, i));
    return json + ']';
}

function finishGrants() {
    toldGrantsLength = 0;
    tellGrants();
}
