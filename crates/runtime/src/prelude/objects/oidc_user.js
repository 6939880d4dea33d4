// Users of OpenID Connect providers and of JWTs, and of those built on them.
//
// Members are reached directly and through the parts they come from. JSON is that of the claims: the
// provider's own keys, sorted, and a line feed at the end.

const LOCALE = struct(
    'oidc.Locale',
    [],
    {
        __proto__: null,
        marshalJSON: (record) => listObject(listFrom(BYTES, bytesFromText(localeJson(record)))),
        string: (record) => record.tag,
        tag: (record) => structObject(languageObject(record.tag)),
        unmarshalJSON: () => undefined,
    },
    localeJson,
);
LOCALE.text = (record) => record.tag;

function localeJson(record) {
    return record.tag === 'und' ? 'null' : goQuoted(record.tag);
}

const OIDC_ADDRESS = struct('oidc.UserInfoAddress', [
    field('Formatted', STRING, 'formatted', true),
    field('StreetAddress', STRING, 'street_address', true),
    field('Locality', STRING, 'locality', true),
    field('Region', STRING, 'region', true),
    field('PostalCode', STRING, 'postal_code', true),
    field('Country', STRING, 'country', true),
]);

const OIDC_PROFILE = struct('oidc.UserInfoProfile', [
    field('Name', STRING, 'name', true),
    field('GivenName', STRING, 'given_name', true),
    field('FamilyName', STRING, 'family_name', true),
    field('MiddleName', STRING, 'middle_name', true),
    field('Nickname', STRING, 'nickname', true),
    field('Profile', STRING, 'profile', true),
    field('Picture', STRING, 'picture', true),
    field('Website', STRING, 'website', true),
    field('Gender', OIDC_GENDER, 'gender', true),
    field('Birthdate', STRING, 'birthdate', true),
    field('Zoneinfo', STRING, 'zoneinfo', true),
    field('Locale', pointer(LOCALE), 'locale', true),
    field('UpdatedAt', OIDC_TIME, 'updated_at', true),
    field('PreferredUsername', STRING, 'preferred_username', true),
]);

const OIDC_EMAIL = struct('oidc.UserInfoEmail', [
    field('Email', STRING, 'email', true),
    field('EmailVerified', OIDC_BOOL, 'email_verified', true),
]);

const OIDC_PHONE = struct('oidc.UserInfoPhone', [
    field('PhoneNumber', STRING, 'phone_number', true),
    field('PhoneNumberVerified', OIDC_BOOL, 'phone_number_verified', true),
]);

const OIDC_USER_INFO = struct(
    'oidc.UserInfo',
    [
        field('Subject', STRING, 'sub', true),
        embedded('UserInfoProfile', OIDC_PROFILE),
        embedded('UserInfoEmail', OIDC_EMAIL),
        embedded('UserInfoPhone', OIDC_PHONE),
        field('Address', pointer(OIDC_ADDRESS), 'address', true),
        field('Claims', CARRIED, '-'),
    ],
    claimsMethods(),
    claimsJson,
);

const OIDC_TOKEN_CLAIMS = struct('oidc.TokenClaims', [
    field('Issuer', STRING, 'iss', true),
    field('Subject', STRING, 'sub', true),
    field('Audience', STRINGS, 'aud', true),
    field('Expiration', OIDC_TIME, 'exp', true),
    field('IssuedAt', OIDC_TIME, 'iat', true),
    field('AuthTime', OIDC_TIME, 'auth_time', true),
    field('NotBefore', OIDC_TIME, 'nbf', true),
    field('Nonce', STRING, 'nonce', true),
    field('AuthenticationContextClassReference', STRING, 'acr', true),
    field('AuthenticationMethodsReferences', STRINGS, 'amr', true),
    field('AuthorizedParty', STRING, 'azp', true),
    field('ClientID', STRING, 'client_id', true),
    field('JWTID', STRING, 'jti', true),
]);

const OIDC_ID_TOKEN_CLAIMS = struct(
    'oidc.IDTokenClaims',
    [
        embedded('TokenClaims', OIDC_TOKEN_CLAIMS),
        field('NotBefore', OIDC_TIME, 'nbf', true),
        field('AccessTokenHash', STRING, 'at_hash', true),
        field('CodeHash', STRING, 'c_hash', true),
        field('SessionID', STRING, 'sid', true),
        embedded('UserInfoProfile', OIDC_PROFILE),
        embedded('UserInfoEmail', OIDC_EMAIL),
        embedded('UserInfoPhone', OIDC_PHONE),
        field('Address', pointer(OIDC_ADDRESS), 'address', true),
        field('Claims', CARRIED, '-'),
    ],
    claimsMethods(),
    claimsJson,
);

const OIDC_USER = struct('oidc.User', [embedded('UserInfo', pointer(OIDC_USER_INFO))], oidcMethods(false), partJson);
const JWT_USER = struct(
    'jwt.User',
    [embedded('IDTokenClaims', pointer(OIDC_ID_TOKEN_CLAIMS))],
    oidcMethods(false),
    partJson,
);
const APPLE_USER = struct('apple.User', [embedded('User', pointer(OIDC_USER))], oidcMethods(true), partJson);
const GOOGLE_USER = struct('google.User', [field('User', pointer(OIDC_USER))], googleMethods(), undefined);

function claimsMethods() {
    return {
        __proto__: null,
        appendClaims: (record, args) => {
            addMember(record.values.claims, toText(args[0] ?? ''), args[1]);
        },
        getAddress: (record) => structObject(record.values.address ?? newStruct(OIDC_ADDRESS, null)),
        marshalJSON: (record) => listObject(listFrom(BYTES, bytesFromText(claimsJson(record)))),
        unmarshalJSON: () => undefined,
    };
}

/** The record that holds the claims, behind the parts that only hold it. */
function claimsHolder(user) {
    let record = user;
    while (record.type.fields.claims.through !== null) record = record.values[record.type.declared[0].name];
    return record;
}

/** Methods of a user; `isEmailName`: the provider knows no other user names. */
function oidcMethods(isEmailName) {
    const profile = (user) => claimsHolder(user).values.userInfoProfile.values;
    const email = (user) => claimsHolder(user).values.userInfoEmail.values;
    const phone = (user) => claimsHolder(user).values.userInfoPhone.values;
    const onClaims = (name) => (user, args) => claimsMethods()[name](claimsHolder(user), args);
    const answers = {
        __proto__: null,
        getAvatarURL: (user) => profile(user).picture,
        getDisplayName: (user) => profile(user).name,
        getEmail: (user) => email(user).email,
        getFirstName: (user) => profile(user).givenName,
        getID: subjectOf,
        getLastName: (user) => profile(user).familyName,
        getNickname: (user) => profile(user).nickname,
        getPhone: (user) => phone(user).phoneNumber,
        getPreferredLanguage: (user) => (profile(user).locale === null ? '' : profile(user).locale.tag),
        getPreferredUsername: (user) => (isEmailName ? email(user).email : profile(user).preferredUsername),
        getProfile: (user) => profile(user).profile,
        isEmailVerified: (user) => email(user).emailVerified,
        isPhoneVerified: (user) => phone(user).phoneNumberVerified,
    };
    const methods = providerMethods(answers);
    return inNameOrder({
        __proto__: null,
        ...methods,
        appendClaims: onClaims('appendClaims'),
        getAddress: onClaims('getAddress'),
        getSubject: subjectOf,
        marshalJSON: onClaims('marshalJSON'),
        unmarshalJSON: onClaims('unmarshalJSON'),
    });
}

/** Google's user wraps another one and has the methods of its interface only. */
function googleMethods() {
    const inner = oidcMethods(true);
    const methods = { __proto__: null };
    const names = objectKeys(providerMethods(NO_ANSWERS));
    for (let i = 0; i < names.length; i += 1) {
        methods[names[i]] = (user, args) => inner[names[i]](user.values.user, args);
    }
    return methods;
}

function inNameOrder(methods) {
    const names = arraySort(objectKeys(methods), (left, right) => (left < right ? -1 : 1));
    const ordered = { __proto__: null };
    for (let i = 0; i < names.length; i += 1) ordered[names[i]] = methods[names[i]];
    return ordered;
}

function subjectOf(user) {
    const holder = claimsHolder(user);
    const known = holder.type.fields.subject;
    return holderOf(holder, known).values.subject;
}

function partJson(user) {
    return claimsJson(claimsHolder(user));
}

/** The claims as they came, with what the members say now. */
function claimsJson(record) {
    const members = { __proto__: null };
    const { claims } = record.values;
    const keys = claims === UNSET ? [] : objectKeys(claims);
    for (let i = 0; i < keys.length; i += 1) members[keys[i]] = encodeForHost(claims[keys[i]]);
    addClaimMembers(members, record);
    return encodeSorted(members).text + '\n';
}

function addClaimMembers(members, record) {
    for (let i = 0; i < record.type.declared.length; i += 1) {
        const { name, type, json, promoted } = record.type.declared[i];
        const value = record.values[name];
        if (promoted) addClaimMembers(members, value);
        else if (json !== '-' && !isEmptyValue(type, value)) members[json] = encodeKept(type, value, newList());
    }
}

/** The user of an OpenID Connect provider of this kind, from the claims it gave. */
function oidcProvider(kind, raw) {
    if (kind === PROVIDER_JWT) {
        const claims = claimsFrom(OIDC_ID_TOKEN_CLAIMS, raw);
        return structObject(newStruct(JWT_USER, { __proto__: null, iDTokenClaims: claims }));
    }
    const user = newStruct(OIDC_USER, { __proto__: null, userInfo: claimsFrom(OIDC_USER_INFO, raw) });
    if (kind === PROVIDER_APPLE) return structObject(newStruct(APPLE_USER, { __proto__: null, user }));
    if (kind === PROVIDER_GOOGLE) return structObject(newStruct(GOOGLE_USER, { __proto__: null, user }));
    return structObject(user);
}

function claimsFrom(type, raw) {
    const values = { __proto__: null };
    for (let i = 0; i < type.declared.length; i += 1) {
        const declared = type.declared[i];
        const value = declared.promoted ? undefined : member(raw, declared.json, undefined);
        if (declared.promoted) values[declared.name] = claimsFrom(declared.type, raw);
        else if (declared.name === 'claims') values.claims = raw;
        else if (value !== undefined && value !== null) values[declared.name] = claimValue(declared.type, value);
    }
    return newStruct(type, values);
}

function claimValue(type, value) {
    if (type === OIDC_BOOL) return value === true || value === 'true';
    if (type === OIDC_TIME) return typeof value === 'number' ? truncate(value) : timeFromJson(value).seconds;
    if (type.kind === 'list') return textsFrom(typeof value === 'string' ? [value] : value);
    if (type.kind !== 'pointer') return typeof value === 'string' ? value : textOf(value);
    if (type.target === LOCALE) {
        const locale = newStruct(LOCALE, null);
        locale.tag = languageTag(value);
        return locale;
    }
    return structFromJson(type.target, value, (declared) => declared.json);
}
