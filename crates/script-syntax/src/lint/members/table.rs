//! The members of `ctx` and `api`, trigger by trigger, and of modules.

mod modules;
mod objects;

pub(super) use self::modules::module;
use self::objects::{
    AUTH_REQUEST, EXTERNAL_USER, GRANTS, HTTP_REQUEST, METADATA_LIST, NEW_GRANT, NEW_METADATA, USER,
};
use super::{
    paths,
    shape::{Known, Member},
};
use crate::trigger::Trigger;

/// The first parameter of an action's function.
pub(super) fn ctx(trigger: Trigger) -> &'static Known {
    match trigger {
        Trigger::ExternalPostAuthentication => &EXTERNAL_POST_AUTHENTICATION,
        Trigger::ExternalPreCreation | Trigger::InternalPreCreation => &PRE_CREATION,
        Trigger::ExternalPostCreation | Trigger::InternalPostCreation => &POST_CREATION,
        Trigger::InternalPostAuthentication => &INTERNAL_POST_AUTHENTICATION,
        Trigger::PreUserinfoCreation | Trigger::PreAccessTokenCreation => &TOKEN,
        Trigger::PreSamlResponseCreation => &SAML,
    }
}

/// The second parameter.
pub(super) fn api(trigger: Trigger) -> &'static Known {
    match trigger {
        Trigger::ExternalPostAuthentication => &EXTERNAL_POST_AUTHENTICATION_API,
        Trigger::ExternalPreCreation | Trigger::InternalPreCreation => &PRE_CREATION_API,
        Trigger::ExternalPostCreation | Trigger::InternalPostCreation => &POST_CREATION_API,
        Trigger::InternalPostAuthentication => &INTERNAL_POST_AUTHENTICATION_API,
        Trigger::PreUserinfoCreation | Trigger::PreAccessTokenCreation => &TOKEN_API,
        Trigger::PreSamlResponseCreation => &SAML_API,
    }
}

/// Whether any trigger has a member of that name, anywhere.
pub(super) fn is_of_any(name: &str) -> bool {
    Trigger::ALL.iter().any(|trigger| has(*trigger, name))
}

/// Whether some triggers have a member of that name, and others do not.
pub(super) fn is_of_some(name: &str) -> bool {
    is_of_any(name) && !Trigger::ALL.iter().all(|trigger| has(*trigger, name))
}

fn has(trigger: Trigger, name: &str) -> bool {
    paths::has(ctx(trigger), name) || paths::has(api(trigger), name)
}

static EXTERNAL_POST_AUTHENTICATION: Known = Known::Object(&[
    Member::any("accessToken"),
    Member::any("idToken"),
    Member::any("refreshToken"),
    Member::method("getClaim"),
    Member::method("claimsJSON"),
    Member::new(
        "v1",
        Known::Object(&[
            Member::new("externalUser", EXTERNAL_USER),
            Member::any("providerInfo"),
            Member::new("authRequest", AUTH_REQUEST),
            Member::new("httpRequest", HTTP_REQUEST),
            Member::any("authError"),
            ORG,
        ]),
    ),
]);

static PRE_CREATION: Known = Known::Object(&[Member::new(
    "v1",
    Known::Object(&[
        Member::new("user", USER),
        Member::new("authRequest", AUTH_REQUEST),
        Member::new("httpRequest", HTTP_REQUEST),
        ORG,
    ]),
)]);

static POST_CREATION: Known = Known::Object(&[Member::new(
    "v1",
    Known::Object(&[
        GET_USER,
        Member::new("authRequest", AUTH_REQUEST),
        Member::new("httpRequest", HTTP_REQUEST),
        ORG,
    ]),
)]);

static INTERNAL_POST_AUTHENTICATION: Known = Known::Object(&[Member::new(
    "v1",
    Known::Object(&[
        Member::any("authMethod"),
        Member::any("authError"),
        Member::new("authRequest", AUTH_REQUEST),
        Member::new("httpRequest", HTTP_REQUEST),
    ]),
)]);

static TOKEN: Known = Known::Object(&[Member::new(
    "v1",
    Known::Object(&[
        Member::any("claims"),
        GET_USER,
        USER_DATA,
        ORG,
        Member::new(
            "application",
            Known::Object(&[Member::method("getClientId")]),
        ),
        Member::any("actor").or_null(),
    ]),
)]);

static SAML: Known = Known::Object(&[Member::new(
    "v1",
    Known::Object(&[GET_USER, USER_DATA, ORG]),
)]);

const GET_USER: Member = Member::new("getUser", Known::Function(&USER));

const ORG: Member = Member::new("org", Known::Object(&[GET_METADATA]));

const USER_DATA: Member = Member::new(
    "user",
    Known::Object(&[GET_METADATA, Member::new("grants", GRANTS).or_null()]),
);

const GET_METADATA: Member = Member::new("getMetadata", Known::Function(&METADATA_LIST));

static EXTERNAL_POST_AUTHENTICATION_API: Known = Known::Object(&[
    Member::method("setFirstName"),
    Member::method("setLastName"),
    Member::method("setNickName"),
    Member::method("setDisplayName"),
    Member::method("setPreferredLanguage"),
    Member::method("setPreferredUsername"),
    Member::method("setEmail"),
    Member::method("setEmailVerified"),
    Member::method("setPhone"),
    Member::method("setPhoneVerified"),
    METADATA,
    APPENDS_METADATA,
]);

static PRE_CREATION_API: Known = Known::Object(&[
    Member::method("setFirstName"),
    Member::method("setLastName"),
    Member::method("setNickName"),
    Member::method("setDisplayName"),
    Member::method("setPreferredLanguage"),
    Member::method("setGender"),
    Member::method("setUsername"),
    Member::method("setEmail"),
    Member::method("setEmailVerified"),
    Member::method("setPhone"),
    Member::method("setPhoneVerified"),
    METADATA,
    APPENDS_METADATA,
]);

static POST_CREATION_API: Known = Known::Object(&[
    Member::new("userGrants", Known::List(&NEW_GRANT)),
    Member::new("v1", Known::Object(&[Member::method("appendUserGrant")])),
]);

static INTERNAL_POST_AUTHENTICATION_API: Known = Known::Object(&[METADATA, APPENDS_METADATA]);

static TOKEN_API: Known = Known::Object(&[Member::new(
    "v1",
    Known::Object(&[
        Member::new("claims", CLAIMS),
        Member::new("userinfo", CLAIMS).deprecated("`api.v1.claims`"),
        SETS_METADATA,
    ]),
)]);

static SAML_API: Known = Known::Object(&[Member::new(
    "v1",
    Known::Object(&[
        Member::new(
            "attributes",
            Known::Object(&[Member::method("setCustomAttribute")]),
        ),
        SETS_METADATA,
    ]),
)]);

const CLAIMS: Known = Known::Object(&[
    Member::method("setClaim"),
    Member::method("appendLogIntoClaims"),
]);

const METADATA: Member = Member::new(
    "metadata",
    Known::OldList(&NEW_METADATA, "`api.v1.user.appendMetadata(key, value)`"),
);

const APPENDS_METADATA: Member = Member::new(
    "v1",
    Known::Object(&[Member::new(
        "user",
        Known::Object(&[
            Member::method("appendMetadata"),
            Member::method("appendMetadataRaw"),
        ]),
    )]),
);

const SETS_METADATA: Member = Member::new("user", Known::Object(&[Member::method("setMetadata")]));
