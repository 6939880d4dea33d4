//! Payloads of organisations and of memberships.

use std::collections::BTreeSet;

use portcullis_core::{EventData, id::UserId, role::Role};
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::codec) struct Name {
    name: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::codec) struct Domain {
    pub(in crate::codec) domain: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::codec) struct Member {
    #[serde(rename = "userId")]
    user: String,
    roles: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::codec) struct User {
    #[serde(rename = "userId")]
    user: String,
}

// === impl Name ===

impl Name {
    pub(in crate::codec) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
        }
    }

    pub(in crate::codec) fn into_data(self) -> EventData {
        EventData::OrgAdded { name: self.name }
    }
}

// === impl Domain ===

impl Domain {
    pub(in crate::codec) fn new(domain: &str) -> Self {
        Self {
            domain: domain.to_owned(),
        }
    }
}

// === impl Member ===

impl Member {
    pub(in crate::codec) fn new(user: &UserId, roles: &BTreeSet<Role>) -> Self {
        Self {
            user: user.to_string(),
            roles: roles.iter().map(ToString::to_string).collect(),
        }
    }

    pub(in crate::codec) fn into_parts(
        self,
        event_type: &'static str,
    ) -> Result<(UserId, BTreeSet<Role>)> {
        let parse = |name: String| {
            name.parse().map_err(|_| Error::Value {
                event_type,
                field: "roles",
                value: name,
            })
        };
        let roles = self.roles.into_iter().map(parse).collect::<Result<_>>()?;
        Ok((UserId::new(self.user), roles))
    }
}

// === impl User ===

impl User {
    pub(in crate::codec) fn new(user: &UserId) -> Self {
        Self {
            user: user.to_string(),
        }
    }

    pub(in crate::codec) fn into_data(self) -> EventData {
        let user = UserId::new(self.user);
        EventData::OrgMemberRemoved { user }
    }
}
