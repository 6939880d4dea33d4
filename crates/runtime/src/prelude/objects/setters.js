// The setters of `api`: they tell which field of the user gets which value.

/** Setters of an external user: name → field and type. */
const EXTERNAL_SETTERS = [
    ['setFirstName', 'first_name', STRING],
    ['setLastName', 'last_name', STRING],
    ['setNickName', 'nick_name', STRING],
    ['setDisplayName', 'display_name', STRING],
    ['setPreferredLanguage', 'preferred_language', STRING],
    ['setPreferredUsername', 'preferred_username', STRING],
    ['setEmail', 'email', STRING],
    ['setEmailVerified', 'is_email_verified', BOOL],
    ['setPhone', 'phone', STRING],
    ['setPhoneVerified', 'is_phone_verified', BOOL],
];

/** Setters of a user that is about to be created. */
const NEW_USER_SETTERS = [
    ['setFirstName', 'first_name', STRING],
    ['setLastName', 'last_name', STRING],
    ['setNickName', 'nick_name', STRING],
    ['setDisplayName', 'display_name', STRING],
    ['setPreferredLanguage', 'preferred_language', STRING],
    ['setGender', 'gender', INT32],
    ['setUsername', 'username', STRING],
    ['setEmail', 'email', STRING],
    ['setEmailVerified', 'is_email_verified', BOOL],
    ['setPhone', 'phone', STRING],
    ['setPhoneVerified', 'is_phone_verified', BOOL],
];

/** Adds the setters; `isHidden` says which fields cannot be set now, because what they belong to is missing. */
function addSetters(api, setters, isHidden) {
    for (let i = 0; i < setters.length; i += 1) {
        const name = setters[i][0];
        const key = setters[i][1];
        const type = setters[i][2];
        api[name] = (value) => {
            const converted = fieldValue(key, fromScript(type, value, undefined).value);
            if (!isHidden(key)) emit('{"user_field":{' + quoted(key) + ':' + scalarJson(converted) + '}}');
        };
    }
}

function fieldValue(key, value) {
    return key === 'preferred_language' ? languageTag(value) : value;
}

function scalarJson(value) {
    return typeof value === 'string' ? quoted(value) : '' + value;
}

function nothingHidden() {
    return false;
}

/** Verified flags need an address or a number, which may have been set in the meantime. */
function hiddenWithoutContact(human) {
    let hasEmail = member(human, 'email', '') !== '';
    let hasPhone = member(human, 'phone', '') !== '';
    return (key) => {
        if (key === 'email') hasEmail = true;
        if (key === 'phone') hasPhone = true;
        return (key === 'is_email_verified' && !hasEmail) || (key === 'is_phone_verified' && !hasPhone);
    };
}
