// The user's grants, and the metadata of the organisations that granted.

const GRANT = struct('object.userGrant', [
    field('Id', STRING),
    field('ProjectGrantId', STRING),
    field('State', GRANT_STATE),
    field('UserGrantResourceOwner', STRING),
    field('UserGrantResourceOwnerName', STRING),
    field('CreationDate', TIME),
    field('ChangeDate', TIME),
    field('Sequence', UINT64),
    field('UserId', STRING),
    field('UserResourceOwner', STRING),
    field('Roles', STRINGS),
    field('ProjectId', STRING),
    field('ProjectName', STRING),
    field('GetOrgMetadata', FUNCTION),
]);

const GRANT_POINTERS = listOf(pointer(GRANT));

const GRANTS = struct('object.userGrantList', [
    field('Count', UINT64),
    field('Sequence', UINT64),
    field('Timestamp', TIME),
    field('Grants', GRANT_POINTERS),
]);

/** `metadataByOrganisation`: the organisations' ids → metadata lists; `rolesOf`: index, roles → shared list. */
function grantsFrom(source, metadataByOrganisation, rolesOf) {
    const entries = member(source, 'grants', []);
    const build = (grant, index) => {
        const roles = rolesOf(index, member(grant, 'roles', []));
        return grantFrom(grant, roles, metadataByOrganisation);
    };
    const count = NumberOf(member(source, 'count', entries.length));
    const grants = lazyList(GRANT_POINTERS, entries, build);
    return structObject(structFrom(GRANTS, source, { __proto__: null, count, grants }));
}

function grantFrom(source, roles, metadataByOrganisation) {
    const getOrgMetadata = () => {
        lookUp('org_metadata');
        const owner = member(source, 'user_grant_resource_owner', '');
        const list = member(metadataByOrganisation, owner, EMPTY);
        return metadataList(member(list, 'metadata', []), list);
    };
    return structFrom(GRANT, source, { __proto__: null, roles, getOrgMetadata });
}
