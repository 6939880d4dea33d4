//! What scripts did to the login.

use std::collections::BTreeMap;

/// One step of an action.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Fields of the user were set.
    UserField(UserPatch),
    /// Metadata was appended to the list.
    MetadataAppend(MetadataEntry),
    /// Metadata was written at once.
    MetadataWrite(MetadataWrite),
    /// A grant was added.
    Grant(NewUserGrant),
    /// A claim was set, or not.
    Claim(Claim),
    /// A line was added to the action's log claim.
    ClaimLog(String),
    /// A SAML attribute was set.
    Attribute(Attribute),
}

/// Everything the actions of a trigger did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mutations {
    /// Fields of the user.
    pub user: UserPatch,
    /// The list of metadata as the actions left it.
    pub metadata: Vec<MetadataEntry>,
    /// Metadata written at once; counts also when the trigger was aborted.
    pub metadata_writes: Vec<MetadataWrite>,
    /// Grants for the user.
    pub user_grants: Vec<NewUserGrant>,
    /// Claims in the order of the calls.
    pub claims: Vec<Claim>,
    /// Log claims by their names.
    pub log_claims: BTreeMap<String, Vec<String>>,
    /// SAML attributes in the order of the calls.
    pub attributes: Vec<Attribute>,
}

/// Fields of a user; present means that the setter was called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say all there is")]
pub struct UserPatch {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub nick_name: Option<String>,
    pub display_name: Option<String>,
    pub preferred_language: Option<String>,
    pub preferred_username: Option<String>,
    pub username: Option<String>,
    pub gender: Option<i32>,
    pub email: Option<String>,
    pub is_email_verified: Option<bool>,
    pub phone: Option<String>,
    pub is_phone_verified: Option<bool>,
}

/// Metadata to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetadataEntry {
    /// Key.
    pub key: String,
    /// Value as it is to be stored.
    pub value: Vec<u8>,
}

/// Metadata that was written at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadataWrite {
    /// Key.
    pub key: String,
    /// Value as JSON.
    pub value: Vec<u8>,
    /// Which action wrote it.
    pub action_name: String,
}

/// A grant to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewUserGrant {
    /// Id of the user.
    pub user_id: String,
    /// Id of the project.
    pub project_id: String,
    /// Id of the grant of the project.
    pub project_grant_id: String,
    /// Keys of the roles.
    pub roles: Vec<String>,
}

/// A claim that an action wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Name.
    pub key: String,
    /// Value as JSON; empty when it has no such form.
    pub value_json: String,
    /// What became of it.
    pub result: ClaimResult,
    /// Which action wanted it.
    pub action_name: String,
}

/// What became of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimResult {
    /// It is set.
    Set,
    /// Its name belongs to the server.
    IgnoredReservedPrefix,
    /// It was set before.
    IgnoredExists,
    /// It is set, but the server's own claim of that name wins.
    SetButShadowed,
}

/// A SAML attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Name.
    pub name: String,
    /// Format of the name.
    pub name_format: String,
    /// Values.
    pub values: Vec<String>,
}

// === impl UserPatch ===

impl UserPatch {
    /// Takes over what a later call set.
    pub fn merge(&mut self, later: Self) {
        fn over<T>(field: &mut Option<T>, later: Option<T>) {
            if later.is_some() {
                *field = later;
            }
        }
        over(&mut self.first_name, later.first_name);
        over(&mut self.last_name, later.last_name);
        over(&mut self.nick_name, later.nick_name);
        over(&mut self.display_name, later.display_name);
        over(&mut self.preferred_language, later.preferred_language);
        over(&mut self.preferred_username, later.preferred_username);
        over(&mut self.username, later.username);
        over(&mut self.gender, later.gender);
        over(&mut self.email, later.email);
        over(&mut self.is_email_verified, later.is_email_verified);
        over(&mut self.phone, later.phone);
        over(&mut self.is_phone_verified, later.is_phone_verified);
    }
}
