//! Users: machine users only, since people log in elsewhere.

use std::collections::BTreeSet;

use crate::{
    Timestamp,
    id::{OrgId, UserId},
    role::Role,
};

/// A machine user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// The organisation it belongs to, used when a call names none.
    pub org: OrgId,
    /// Its name, unique per organisation without regard to case.
    pub name: String,
    /// When it was added.
    pub created_at: Timestamp,
}

/// Where a membership holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Everywhere.
    Instance,
    /// In one organisation.
    Org(OrgId),
}

/// The roles of a user in one scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Where.
    pub scope: Scope,
    /// Which roles.
    pub roles: BTreeSet<Role>,
}
