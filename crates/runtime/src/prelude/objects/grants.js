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
    sharedField('Roles', STRINGS, tellGrantRoles),
    field('ProjectId', STRING),
    field('ProjectName', STRING),
    builtField('GetOrgMetadata', FUNCTION, metadataOfGranter),
]);

const GRANT_POINTERS = listOf(pointer(GRANT));

const GRANTS = struct('object.userGrantList', [
    field('Count', UINT64),
    field('Sequence', UINT64),
    field('Timestamp', TIME),
    field('Grants', GRANT_POINTERS),
]);

/** The grants that are known of the user, or null. */
function grantsOfUser() {
    const source = part(context, 'user_grants', undefined);
    if (source === undefined || source === null) return null;
    const entries = member(source, 'grants', []);
    rememberGrantRoles(entries);
    const count = NumberOf(member(source, 'count', entries.length));
    const grants = lazyList(GRANT_POINTERS, entries);
    return structObject(structFrom(GRANTS, source, { __proto__: null, count, grants }));
}

function metadataOfGranter(grant) {
    return () => {
        lookUp('org_metadata');
        const owner = member(grant, 'user_grant_resource_owner', '');
        const list = member(part(context, 'org_metadata_by_org_id', EMPTY), owner, EMPTY);
        return metadataList(member(list, 'metadata', []), list);
    };
}
