// Users: those of the store, those to be created, and those of identity providers.

const HUMAN = struct('object.human', [
    field('FirstName', STRING),
    field('LastName', STRING),
    field('NickName', STRING),
    field('DisplayName', STRING),
    field('AvatarKey', STRING),
    field('PreferredLanguage', STRING),
    field('Gender', GENDER),
    field('Email', EMAIL),
    field('IsEmailVerified', BOOL),
    field('Phone', PHONE),
    field('IsPhoneVerified', BOOL),
]);

const MACHINE = struct('object.machine', [field('Name', STRING), field('Description', STRING)]);

const HUMAN_USER = struct('object.humanUser', userFields(field('Human', HUMAN)));
const MACHINE_USER = struct('object.machineUser', userFields(field('Machine', MACHINE)));

const EXTERNAL_USER = struct('object.externalUser', [
    field('ExternalId', STRING),
    field('ExternalIdpId', STRING),
    field('Human', HUMAN),
]);

function userFields(last) {
    return [
        field('Id', STRING),
        field('CreationDate', TIME),
        field('ChangeDate', TIME),
        field('ResourceOwner', STRING),
        field('Sequence', UINT64),
        field('State', USER_STATE),
        field('Username', STRING),
        field('LoginNames', STRINGS),
        field('PreferredLoginName', STRING),
        last,
    ];
}

function humanFrom(source) {
    return newStruct(HUMAN, {
        __proto__: null,
        firstName: member(source, 'first_name', ''),
        lastName: member(source, 'last_name', ''),
        nickName: member(source, 'nick_name', ''),
        displayName: member(source, 'display_name', ''),
        avatarKey: member(source, 'avatar_key', ''),
        preferredLanguage: languageTag(member(source, 'preferred_language', '')),
        gender: member(source, 'gender', 0),
        email: member(source, 'email', ''),
        isEmailVerified: member(source, 'is_email_verified', false),
        phone: member(source, 'phone', ''),
        isPhoneVerified: member(source, 'is_phone_verified', false),
    });
}

/** A person whose picture and gender are not known to the actions that see it. */
function humanWithoutProfile(source) {
    const human = humanFrom(source);
    human.values.avatarKey = '';
    human.values.gender = 0;
    return human;
}

function languageTag(text) {
    return text === '' ? 'und' : canonicalLanguage(text);
}

/** The user as the store has it; `loginNames` is the list that all its copies share. */
function userFromStore(source, loginNames) {
    const isMachine = hasOwn(source, 'machine');
    const values = userValues(source, loginNames);
    if (isMachine) values.machine = machineFrom(source.machine);
    else values.human = humanFrom(member(source, 'human', EMPTY));
    return structObject(newStruct(isMachine ? MACHINE_USER : HUMAN_USER, values));
}

/** The person that is about to be created. */
function userToBe(source, loginNames) {
    const values = userValues(source, loginNames);
    values.human = humanWithoutProfile(member(source, 'human', EMPTY));
    return structObject(newStruct(HUMAN_USER, values));
}

function userValues(source, loginNames) {
    return {
        __proto__: null,
        id: member(source, 'id', ''),
        creationDate: timeFromJson(member(source, 'creation_date', '')),
        changeDate: timeFromJson(member(source, 'change_date', '')),
        resourceOwner: member(source, 'resource_owner', ''),
        sequence: NumberOf(member(source, 'sequence', 0)),
        state: member(source, 'state', 0),
        username: member(source, 'username', ''),
        loginNames: shareList(loginNames),
        preferredLoginName: member(source, 'preferred_login_name', ''),
    };
}

function machineFrom(source) {
    return newStruct(MACHINE, {
        __proto__: null,
        name: member(source, 'name', ''),
        description: member(source, 'description', ''),
    });
}

function externalUserFrom(source) {
    return newStruct(EXTERNAL_USER, {
        __proto__: null,
        externalId: member(source, 'external_id', ''),
        externalIdpId: member(source, 'external_idp_id', ''),
        human: humanWithoutProfile(member(source, 'human', EMPTY)),
    });
}

/** A list of texts that came as JSON. */
function textsFrom(source) {
    const texts = emptyList(STRINGS);
    if (source === undefined) return texts;
    return lazyList(STRINGS, source, (text) => text);
}
