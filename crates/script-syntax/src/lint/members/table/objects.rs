//! Objects that stand in `ctx` and `api` of more than one trigger.

use super::super::shape::{Known, Member};

/// Somebody who logs in by an external identity provider.
pub(super) const EXTERNAL_USER: Known = Known::Object(&[
    Member::any("externalId"),
    Member::any("externalIdpId"),
    Member::new("human", HUMAN),
]);

/// A user.
pub(super) const USER: Known = Known::Object(&[
    Member::any("id"),
    Member::any("creationDate"),
    Member::any("changeDate"),
    Member::any("resourceOwner"),
    Member::any("sequence"),
    Member::any("state"),
    Member::any("username"),
    Member::new("loginNames", Known::List(&Known::Anything)),
    Member::any("preferredLoginName"),
    Member::new("human", HUMAN),
    Member::new(
        "machine",
        Known::Object(&[Member::any("name"), Member::any("description")]),
    ),
]);

const HUMAN: Known = Known::Object(&[
    Member::any("firstName"),
    Member::any("lastName"),
    Member::any("nickName"),
    Member::any("displayName"),
    Member::any("avatarKey"),
    Member::any("preferredLanguage"),
    Member::any("gender"),
    Member::any("email"),
    Member::any("isEmailVerified"),
    Member::any("phone"),
    Member::any("isPhoneVerified"),
]);

/// Metadata that is stored.
pub(super) const METADATA_LIST: Known = Known::Object(&[
    Member::any("count"),
    Member::any("sequence"),
    Member::any("timestamp"),
    Member::new(
        "metadata",
        Known::List(&Known::Object(&[
            Member::any("creationDate"),
            Member::any("changeDate"),
            Member::any("resourceOwner"),
            Member::any("sequence"),
            Member::any("key"),
            Member::any("value"),
        ])),
    ),
]);

/// Grants that are stored.
pub(super) const GRANTS: Known = Known::Object(&[
    Member::any("count"),
    Member::any("sequence"),
    Member::any("timestamp"),
    Member::new(
        "grants",
        Known::List(&Known::Object(&[
            Member::any("id"),
            Member::any("projectGrantId"),
            Member::any("state"),
            Member::any("creationDate"),
            Member::any("changeDate"),
            Member::any("sequence"),
            Member::any("userId"),
            Member::new("roles", Known::List(&Known::Anything)),
            Member::any("userResourceOwner"),
            Member::any("userGrantResourceOwner"),
            Member::any("userGrantResourceOwnerName"),
            Member::any("projectId"),
            Member::any("projectName"),
            Member::new("getOrgMetadata", Known::Function(&METADATA_LIST)),
        ])),
    ),
]);

/// A grant to be made.
pub(super) const NEW_GRANT: Known = Known::Object(&[
    Member::any("projectID"),
    Member::any("projectGrantID"),
    Member::new("roles", Known::List(&Known::Anything)),
]);

/// Metadata to be stored.
pub(super) const NEW_METADATA: Known = Known::Object(&[Member::any("key"), Member::any("value")]);

/// The login that goes on.
pub(super) const AUTH_REQUEST: Known = Known::Object(&[
    Member::any("id"),
    Member::any("agentId"),
    Member::any("creationDate"),
    Member::any("changeDate"),
    Member::new(
        "browserInfo",
        Known::Object(&[
            Member::any("userAgent"),
            Member::any("acceptLanguage"),
            Member::any("remoteIp"),
        ]),
    )
    .or_null(),
    Member::any("applicationId"),
    Member::any("callbackUri"),
    Member::any("transferState"),
    Member::new("prompt", Known::List(&Known::Anything)),
    Member::new("uiLocales", Known::List(&Known::Anything)),
    Member::any("loginHint"),
    Member::any("maxAuthAge").or_null(),
    Member::any("instanceId"),
    Member::new(
        "request",
        Known::Object(&[Member::new(
            "oidc",
            Known::Object(&[Member::new("scopes", Known::List(&Known::Anything))]),
        )]),
    ),
    Member::any("userId"),
    Member::any("userName"),
    Member::any("loginName"),
    Member::any("displayName"),
    Member::any("resourceOwner"),
    Member::any("requestedOrgId"),
    Member::any("requestedOrgName"),
    Member::any("requestedPrimaryDomain"),
    Member::any("requestedOrgDomain"),
    Member::any("applicationResourceOwner"),
    Member::any("privateLabelingSetting"),
    Member::any("selectedIdpConfigId"),
    Member::new("linkingUsers", Known::List(&EXTERNAL_USER)),
    Member::any("passwordVerified"),
    Member::new("mfasVerified", Known::List(&Known::Anything)),
    Member::new("audience", Known::List(&Known::Anything)),
    Member::any("authTime"),
]);

/// The HTTP request that the login page sent.
pub(super) const HTTP_REQUEST: Known = Known::Object(&[
    Member::any("method"),
    Member::any("url"),
    Member::any("proto"),
    Member::any("contentLength"),
    Member::any("host"),
    Member::any("form"),
    Member::any("postForm"),
    Member::any("remoteAddr"),
    Member::any("headers"),
]);
