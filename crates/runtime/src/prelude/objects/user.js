// Users: those of the store, those to be created, and those of identity providers.

/** The text of a language, which is never empty. */
const LANGUAGE = scalarType('string', 'string');
LANGUAGE.fromJson = (text) => languageTag(text ?? '');

const HUMAN = struct('object.human', [
    field('FirstName', STRING),
    field('LastName', STRING),
    field('NickName', STRING),
    field('DisplayName', STRING),
    field('AvatarKey', STRING),
    field('PreferredLanguage', LANGUAGE),
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

/** A pointer to an external user, as lists of them have it. */
const EXTERNAL_USER_POINTER = pointer(EXTERNAL_USER);
EXTERNAL_USER_POINTER.fromJson = externalUserFrom;

/** A person whose picture and gender are not known to the actions that see it. */
function humanWithoutProfile(source) {
    return structFrom(HUMAN, source, { __proto__: null, avatarKey: '', gender: 0 });
}

function languageTag(text) {
    return text === '' ? 'und' : canonicalLanguage(text);
}

/** The user as the store has it; `loginNames` is the list that all its copies share. */
function userFromStore(source, loginNames) {
    const type = hasOwn(source, 'machine') ? MACHINE_USER : HUMAN_USER;
    return structObject(structFrom(type, source, { __proto__: null, loginNames }));
}

/** The person that is about to be created. */
function userToBe(source, loginNames) {
    const human = humanWithoutProfile(member(source, 'human', EMPTY));
    return structObject(structFrom(HUMAN_USER, source, { __proto__: null, loginNames, human }));
}

function externalUserFrom(source) {
    const human = humanWithoutProfile(member(source, 'human', EMPTY));
    return structFrom(EXTERNAL_USER, source, { __proto__: null, human });
}

/** A list of texts that came as JSON. */
function textsFrom(source) {
    return source === undefined ? emptyList(STRINGS) : lazyList(STRINGS, source);
}
