// `ctx.v1.providerInfo`: what an identity provider answered, in the shape its kind has.
//
// Built from the provider's own answer; only kinds that are not known here come as they are to be seen.
// Shapes of OpenID Connect are in `oidc_user.js`.

const PROVIDER_OAUTH = 1;
const PROVIDER_OIDC = 2;
const PROVIDER_JWT = 3;
const PROVIDER_SAML = 4;
const PROVIDER_LDAP = 5;
const PROVIDER_GITHUB = 6;
const PROVIDER_GITLAB = 7;
const PROVIDER_GOOGLE = 8;
const PROVIDER_AZUREAD = 9;
const PROVIDER_APPLE = 10;

/** A language tag: nothing but methods, and a text. */
const LANGUAGE_TAG = struct('language.Tag', [], {
    __proto__: null,
    isRoot: (record) => record.tag === 'und',
    marshalText: (record) => listObject(listFrom(BYTES, bytesFromText(record.tag))),
    string: (record) => record.tag,
});
LANGUAGE_TAG.text = (record) => record.tag;
LANGUAGE_TAG.fromJson = (text) => languageObject(text ?? '');
LANGUAGE_TAG.goJson = (record) => goQuoted(record.tag);

function languageObject(text) {
    const record = newStruct(LANGUAGE_TAG, null);
    record.tag = languageTag(text);
    return record;
}

/** The methods that all providers' users have; what `answers` lacks is empty. */
function providerMethods(answers, more) {
    const text = (name) => answers[name] ?? (() => '');
    const truth = (name) => answers[name] ?? (() => false);
    const phone = answers.getPhone ?? (() => '');
    const language = answers.getPreferredLanguage ?? (() => '');
    return {
        __proto__: null,
        ...more,
        getAvatarURL: text('getAvatarURL'),
        getDisplayName: text('getDisplayName'),
        getEmail: (record) => scalarObject(EMAIL, text('getEmail')(record)),
        getFirstName: text('getFirstName'),
        getID: text('getID'),
        getLastName: text('getLastName'),
        getNickname: text('getNickname'),
        getPhone: (record) => scalarObject(PHONE, phone(record)),
        getPreferredLanguage: (record) => structObject(languageObject(language(record))),
        getPreferredUsername: text('getPreferredUsername'),
        getProfile: text('getProfile'),
        isEmailVerified: truth('isEmailVerified'),
        isPhoneVerified: truth('isPhoneVerified'),
    };
}

const NO_ANSWERS = { __proto__: null };

const oauthUser = once(() =>
    struct('oauth.UserMapper', [field('RawInfo', CARRIED)], providerMethods(NO_ANSWERS)),
);

const SAML_ATTRIBUTES = mapOf(STRINGS);
SAML_ATTRIBUTES.fromJson = samlAttributes;

const samlUser = once(() =>
    struct(
        'saml.UserMapper',
        [field('ID', STRING, 'id', true), field('Attributes', SAML_ATTRIBUTES, 'attributes', true)],
        {
            __proto__: null,
            ...providerMethods({ __proto__: null, getID: (user) => valueOf(user, 'iD') }),
            setID: () => undefined,
        },
    ),
);

const ldapUser = once(() =>
    struct(
        'ldap.User',
        [
            field('ID', STRING, 'id', true),
            field('FirstName', STRING, 'firstName', true),
            field('LastName', STRING, 'lastName', true),
            field('DisplayName', STRING, 'displayName', true),
            field('NickName', STRING, 'nickName', true),
            field('PreferredUsername', STRING, 'preferredUsername', true),
            field('Email', EMAIL, 'email', true),
            field('EmailVerified', BOOL, 'emailVerified', true),
            field('Phone', PHONE, 'phone', true),
            field('PhoneVerified', BOOL, 'phoneVerified', true),
            field('PreferredLanguage', LANGUAGE_TAG, 'preferredLanguage'),
            field('AvatarURL', STRING, 'avatarURL', true),
            field('Profile', STRING, 'profile', true),
        ],
        providerMethods({
            __proto__: null,
            getAvatarURL: (user) => valueOf(user, 'avatarURL'),
            getDisplayName: (user) => valueOf(user, 'displayName'),
            getEmail: (user) => valueOf(user, 'email'),
            getFirstName: (user) => valueOf(user, 'firstName'),
            getID: (user) => valueOf(user, 'iD'),
            getLastName: (user) => valueOf(user, 'lastName'),
            getNickname: (user) => valueOf(user, 'nickName'),
            getPhone: (user) => valueOf(user, 'phone'),
            getPreferredLanguage: (user) => valueOf(user, 'preferredLanguage').tag,
            getPreferredUsername: (user) => valueOf(user, 'preferredUsername'),
            getProfile: (user) => valueOf(user, 'profile'),
            isEmailVerified: (user) => valueOf(user, 'emailVerified'),
            isPhoneVerified: (user) => valueOf(user, 'phoneVerified'),
        }),
    ),
);

const azureadType = once(() =>
    struct(
        'azuread.User',
        [
            field('ID', STRING, 'id', true),
            field('BusinessPhones', listOf(PHONE), 'businessPhones', true),
            field('DisplayName', STRING, 'displayName', true),
            field('FirstName', STRING, 'givenName', true),
            field('JobTitle', STRING, 'jobTitle', true),
            field('Email', EMAIL, 'mail', true),
            field('MobilePhone', PHONE, 'mobilePhone', true),
            field('OfficeLocation', STRING, 'officeLocation', true),
            field('PreferredLanguage', STRING, 'preferredLanguage', true),
            field('LastName', STRING, 'surname', true),
            field('UserPrincipalName', STRING, 'userPrincipalName', true),
        ],
        providerMethods({
            __proto__: null,
            getDisplayName: (user) => valueOf(user, 'displayName'),
            getEmail: (user) => valueOf(user, 'email') || valueOf(user, 'userPrincipalName'),
            getFirstName: (user) => valueOf(user, 'firstName'),
            getID: (user) => valueOf(user, 'iD'),
            getLastName: (user) => valueOf(user, 'lastName'),
            getPreferredLanguage: (user) => valueOf(user, 'preferredLanguage'),
            getPreferredUsername: (user) => valueOf(user, 'userPrincipalName'),
            isEmailVerified: (user) => user.isEmailVerified,
        }),
    ),
);

const githubPlan = once(() =>
    struct('struct', [
        field('Name', STRING, 'name'),
        field('Space', INT, 'space'),
        field('PrivateRepos', INT, 'private_repos'),
        field('Collaborators', INT, 'collaborators'),
    ]),
);

const githubUser = once(() =>
    struct(
        'github.User',
        [
            field('Login', STRING, 'login'),
            field('ID', INT, 'id'),
            field('NodeId', STRING, 'node_id'),
            field('AvatarUrl', STRING, 'avatar_url'),
            field('GravatarId', STRING, 'gravatar_id'),
            field('Url', STRING, 'url'),
            field('HtmlUrl', STRING, 'html_url'),
            field('FollowersUrl', STRING, 'followers_url'),
            field('FollowingUrl', STRING, 'following_url'),
            field('GistsUrl', STRING, 'gists_url'),
            field('StarredUrl', STRING, 'starred_url'),
            field('SubscriptionsUrl', STRING, 'subscriptions_url'),
            field('OrganizationsUrl', STRING, 'organizations_url'),
            field('ReposUrl', STRING, 'repos_url'),
            field('EventsUrl', STRING, 'events_url'),
            field('ReceivedEventsUrl', STRING, 'received_events_url'),
            field('Type', STRING, 'type'),
            field('SiteAdmin', BOOL, 'site_admin'),
            field('Name', STRING, 'name'),
            field('Company', STRING, 'company'),
            field('Blog', STRING, 'blog'),
            field('Location', STRING, 'location'),
            field('Email', EMAIL, 'email'),
            field('Hireable', BOOL, 'hireable'),
            field('Bio', STRING, 'bio'),
            field('TwitterUsername', STRING, 'twitter_username'),
            field('PublicRepos', INT, 'public_repos'),
            field('PublicGists', INT, 'public_gists'),
            field('Followers', INT, 'followers'),
            field('Following', INT, 'following'),
            field('CreatedAt', TIME, 'created_at'),
            field('UpdatedAt', TIME, 'updated_at'),
            field('PrivateGists', INT, 'private_gists'),
            field('TotalPrivateRepos', INT, 'total_private_repos'),
            field('OwnedPrivateRepos', INT, 'owned_private_repos'),
            field('DiskUsage', INT, 'disk_usage'),
            field('Collaborators', INT, 'collaborators'),
            field('TwoFactorAuthentication', BOOL, 'two_factor_authentication'),
            field('Plan', githubPlan(), 'plan'),
        ],
        providerMethods({
            __proto__: null,
            getAvatarURL: (user) => valueOf(user, 'avatarUrl'),
            getDisplayName: (user) => valueOf(user, 'name'),
            getEmail: (user) => valueOf(user, 'email'),
            getID: (user) => '' + valueOf(user, 'iD'),
            getNickname: (user) => valueOf(user, 'login'),
            getPreferredUsername: (user) => valueOf(user, 'login'),
            getProfile: (user) => valueOf(user, 'htmlUrl'),
            isEmailVerified: () => true,
        }),
    ),
);

/** What scripts see of the provider; null when there is none, as after a failed login. */
function providerInfo() {
    const kind = part(context, 'provider_kind', 0);
    const raw = part(context, 'provider_raw', undefined);
    if (kind === 0) return part(context, 'provider_info', null);
    if (raw === undefined) return null;
    switch (kind) {
        case PROVIDER_OAUTH:
            return structObject(newStruct(oauthUser(), { __proto__: null, rawInfo: raw }));
        case PROVIDER_SAML:
            return structObject(structFrom(samlUser(), raw));
        case PROVIDER_LDAP:
            return structObject(structFrom(ldapUser(), raw));
        case PROVIDER_GITHUB:
            return structObject(structFrom(githubUser(), raw));
        case PROVIDER_AZUREAD:
            return azureadUser(raw);
        default:
            return oidcProvider(kind, raw);
    }
}

function azureadUser(raw) {
    const record = structFrom(azureadType(), raw);
    record.isEmailVerified = member(raw, 'isEmailVerified', false) === true;
    return structObject(record);
}

/** Attributes of SAML: names → lists of texts. */
function samlAttributes(source) {
    const attributes = newMap(STRING_LISTS);
    const names = objectKeys(source ?? EMPTY);
    for (let i = 0; i < names.length; i += 1) attributes.values[names[i]] = textsFrom(source[names[i]]);
    return attributes;
}
