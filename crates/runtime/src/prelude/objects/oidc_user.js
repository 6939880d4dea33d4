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

/** A language, or nothing when the claim is missing. */
const LOCALE_POINTER = pointer(LOCALE);
LOCALE_POINTER.fromJson = (text) => {
    if (text === undefined || text === null) return null;
    const locale = newStruct(LOCALE, null);
    locale.tag = languageTag(text);
    return locale;
};

/** One audience is a list too. */
const AUDIENCE = listOf(STRING);
AUDIENCE.fromJson = (value) => lazyList(AUDIENCE, typeof value === 'string' ? [value] : value ?? []);

OIDC_BOOL.fromJson = (value) => value === true || value === 'true';
OIDC_TIME.fromJson = (value) => {
    if (value === undefined || value === null) return 0;
    return typeof value === 'number' ? truncate(value) : timeFromJson(value).seconds;
};

const oidcAddress = once(() =>
    struct('oidc.UserInfoAddress', [
        field('Formatted', STRING, 'formatted', true),
        field('StreetAddress', STRING, 'street_address', true),
        field('Locality', STRING, 'locality', true),
        field('Region', STRING, 'region', true),
        field('PostalCode', STRING, 'postal_code', true),
        field('Country', STRING, 'country', true),
    ]),
);

const oidcProfile = once(() =>
    struct('oidc.UserInfoProfile', [
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
        field('Locale', LOCALE_POINTER, 'locale', true),
        field('UpdatedAt', OIDC_TIME, 'updated_at', true),
        field('PreferredUsername', STRING, 'preferred_username', true),
    ]),
);

const oidcEmail = once(() =>
    struct('oidc.UserInfoEmail', [
        field('Email', STRING, 'email', true),
        field('EmailVerified', OIDC_BOOL, 'email_verified', true),
    ]),
);

const oidcPhone = once(() =>
    struct('oidc.UserInfoPhone', [
        field('PhoneNumber', STRING, 'phone_number', true),
        field('PhoneNumberVerified', OIDC_BOOL, 'phone_number_verified', true),
    ]),
);

/** A struct of claims: its own fields, and behind them those that all of them have. */
function claimsStruct(name, fields) {
    defineIndex(fields, embedded('UserInfoProfile', oidcProfile()));
    defineIndex(fields, embedded('UserInfoEmail', oidcEmail()));
    defineIndex(fields, embedded('UserInfoPhone', oidcPhone()));
    defineIndex(fields, field('Address', pointer(oidcAddress()), 'address', true));
    defineIndex(fields, field('Claims', CARRIED, '-'));
    return struct(name, fields, claimsMethods(), claimsJson);
}

const oidcUserInfo = once(() => claimsStruct('oidc.UserInfo', [field('Subject', STRING, 'sub', true)]));

const oidcTokenClaims = once(() =>
    struct('oidc.TokenClaims', [
        field('Issuer', STRING, 'iss', true),
        field('Subject', STRING, 'sub', true),
        field('Audience', AUDIENCE, 'aud', true),
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
    ]),
);

const oidcIdTokenClaims = once(() =>
    claimsStruct('oidc.IDTokenClaims', [
        embedded('TokenClaims', oidcTokenClaims()),
        field('NotBefore', OIDC_TIME, 'nbf', true),
        field('AccessTokenHash', STRING, 'at_hash', true),
        field('CodeHash', STRING, 'c_hash', true),
        field('SessionID', STRING, 'sid', true),
    ]),
);

const oidcUser = once(() =>
    struct('oidc.User', [embedded('UserInfo', pointer(oidcUserInfo()))], oidcMethods(false), partJson),
);
const jwtUser = once(() =>
    struct(
        'jwt.User',
        [embedded('IDTokenClaims', pointer(oidcIdTokenClaims()))],
        oidcMethods(false),
        partJson,
    ),
);
const appleUser = once(() =>
    struct('apple.User', [embedded('User', pointer(oidcUser()))], oidcMethods(true), partJson),
);
const googleUser = once(() =>
    struct('google.User', [field('User', pointer(oidcUser()))], googleMethods(), undefined),
);

function claimsMethods() {
    return {
        __proto__: null,
        appendClaims: (record, args) => {
            addMember(valueOf(record, 'claims'), toText(args[0] ?? ''), args[1]);
        },
        getAddress: (record) => structObject(valueOf(record, 'address') ?? newStruct(oidcAddress(), null)),
        marshalJSON: (record) => listObject(listFrom(BYTES, bytesFromText(claimsJson(record)))),
        unmarshalJSON: () => undefined,
    };
}

/** The record that holds the claims, behind the parts that only hold it. */
function claimsHolder(user) {
    let record = user;
    while (record.type.fields.claims.through !== null) record = valueOf(record, record.type.declared[0].name);
    return record;
}

/** Methods of a user; `isEmailName`: the provider knows no other user names. */
function oidcMethods(isEmailName) {
    const profile = (user) => valueOf(claimsHolder(user), 'userInfoProfile');
    const email = (user) => valueOf(claimsHolder(user), 'userInfoEmail');
    const phone = (user) => valueOf(claimsHolder(user), 'userInfoPhone');
    const onClaims = (name) => (user, args) => claimsMethods()[name](claimsHolder(user), args);
    const answers = {
        __proto__: null,
        getAvatarURL: (user) => valueOf(profile(user), 'picture'),
        getDisplayName: (user) => valueOf(profile(user), 'name'),
        getEmail: (user) => valueOf(email(user), 'email'),
        getFirstName: (user) => valueOf(profile(user), 'givenName'),
        getID: subjectOf,
        getLastName: (user) => valueOf(profile(user), 'familyName'),
        getNickname: (user) => valueOf(profile(user), 'nickname'),
        getPhone: (user) => valueOf(phone(user), 'phoneNumber'),
        getPreferredLanguage: (user) => (valueOf(profile(user), 'locale')?.tag ?? ''),
        getPreferredUsername: (user) =>
            isEmailName ? valueOf(email(user), 'email') : valueOf(profile(user), 'preferredUsername'),
        getProfile: (user) => valueOf(profile(user), 'profile'),
        isEmailVerified: (user) => valueOf(email(user), 'emailVerified'),
        isPhoneVerified: (user) => valueOf(phone(user), 'phoneNumberVerified'),
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
        methods[names[i]] = (user, args) => inner[names[i]](valueOf(user, 'user'), args);
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
    return valueOf(holderOf(holder, known), 'subject');
}

function partJson(user) {
    return claimsJson(claimsHolder(user));
}

/** The claims as they came, with what the members say now. */
function claimsJson(record) {
    const members = { __proto__: null };
    const claims = valueOf(record, 'claims');
    const keys = claims === UNSET ? [] : objectKeys(claims);
    for (let i = 0; i < keys.length; i += 1) members[keys[i]] = encodeForHost(claims[keys[i]]);
    addClaimMembers(members, record);
    return encodeSorted(members).text + '\n';
}

function addClaimMembers(members, record) {
    for (let i = 0; i < record.type.declared.length; i += 1) {
        const { name, type, json, promoted } = record.type.declared[i];
        const value = valueOf(record, name);
        if (promoted) addClaimMembers(members, value);
        else if (json !== '-' && !isEmptyValue(type, value)) members[json] = encodeKept(type, value, new SetOf());
    }
}

/** The user of an OpenID Connect provider of this kind, from the claims it gave. */
function oidcProvider(kind, raw) {
    const given = { __proto__: null, claims: raw };
    if (kind === PROVIDER_JWT) {
        const iDTokenClaims = structFrom(oidcIdTokenClaims(), raw, given);
        return structObject(newStruct(jwtUser(), { __proto__: null, iDTokenClaims }));
    }
    const user = newStruct(oidcUser(), { __proto__: null, userInfo: structFrom(oidcUserInfo(), raw, given) });
    if (kind === PROVIDER_APPLE) return structObject(newStruct(appleUser(), { __proto__: null, user }));
    if (kind === PROVIDER_GOOGLE) return structObject(newStruct(googleUser(), { __proto__: null, user }));
    return structObject(user);
}
