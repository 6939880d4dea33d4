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

const GRANTS = struct('object.userGrantList', [
    field('Count', UINT64),
    field('Sequence', UINT64),
    field('Timestamp', TIME),
    field('Grants', listOf(pointer(GRANT))),
]);

/** `metadataByOrganisation`: the organisations' ids → metadata lists; `rolesOf`: index → shared list. */
function grantsFrom(source, metadataByOrganisation, rolesOf) {
    const entries = member(source, 'grants', []);
    const numbered = [];
    for (let i = 0; i < entries.length; i += 1) defineIndex(numbered, { __proto__: null, index: i, grant: entries[i] });
    const build = ({ grant, index }) => grantFrom(grant, rolesOf(index, grant), metadataByOrganisation);
    return structObject(
        newStruct(GRANTS, {
            __proto__: null,
            count: NumberOf(member(source, 'count', entries.length)),
            sequence: NumberOf(member(source, 'sequence', 0)),
            timestamp: timeFromJson(member(source, 'timestamp', '')),
            grants: lazyList(GRANTS.fields.grants.type, numbered, build),
        }),
    );
}

function grantFrom(source, roles, metadataByOrganisation) {
    const owner = member(source, 'user_grant_resource_owner', '');
    return newStruct(GRANT, {
        __proto__: null,
        id: member(source, 'id', ''),
        projectGrantId: member(source, 'project_grant_id', ''),
        state: member(source, 'state', 0),
        userGrantResourceOwner: owner,
        userGrantResourceOwnerName: member(source, 'user_grant_resource_owner_name', ''),
        creationDate: timeFromJson(member(source, 'creation_date', '')),
        changeDate: timeFromJson(member(source, 'change_date', '')),
        sequence: NumberOf(member(source, 'sequence', 0)),
        userId: member(source, 'user_id', ''),
        userResourceOwner: member(source, 'user_resource_owner', ''),
        roles,
        projectId: member(source, 'project_id', ''),
        projectName: member(source, 'project_name', ''),
        getOrgMetadata: () => {
            lookUp('org_metadata');
            const list = member(metadataByOrganisation, owner, EMPTY);
            return metadataList(member(list, 'metadata', []), list);
        },
    });
}
