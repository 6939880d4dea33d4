//! What the prelude says a script did.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use portcullis_core::{
    flow::{FlowType, TriggerType},
    script::{ClaimResult, MetadataEntry, NewUserGrant, UserPatch},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::{Map, Value, value::RawValue};

/// What names of the server's own claims begin with.
const RESERVED: &str = "urn:zitadel:iam";

/// One thing that a script did, as it comes in JSON.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Effect {
    /// Fields of the user.
    #[serde(with = "Patch")]
    UserField(UserPatch),
    /// One more entry of metadata.
    MetadataAppend(Entry),
    /// The list of metadata as it is now.
    Metadata {
        list: Vec<Entry>,
        /// Whether the last one was appended by the call made for that.
        appended: bool,
    },
    /// A claim, set or not.
    Claim {
        key: String,
        value_json: String,
        #[serde(deserialize_with = "claim_result")]
        result: ClaimResult,
    },
    /// A line for the action's log claim.
    ClaimLog(String),
    /// The list of grants as it is now.
    UserGrants(Vec<Grant>),
    /// A SAML attribute.
    Attribute {
        name: String,
        name_format: String,
        values: Vec<String>,
    },
    /// Lists that actions share, as they are now.
    Shared(Map<String, Value>),
}

/// [`Effect::Claim`] as it goes out.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Told<'a> {
    Claim {
        key: &'a str,
        value_json: &'a str,
        result: u8,
    },
}

/// How fields of a user are written.
#[derive(Serialize, Deserialize)]
#[serde(remote = "UserPatch")]
pub(crate) struct Patch {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nick_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    display_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    preferred_language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    preferred_username: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gender: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_email_verified: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_phone_verified: Option<bool>,
}

/// Metadata; the value in base64.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Entry {
    pub(crate) key: String,
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    pub(crate) value: Vec<u8>,
}

/// A grant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Grant {
    project_id: String,
    project_grant_id: String,
    roles: Option<Vec<String>>,
}

// === impl Effect ===

impl Effect {
    /// # Errors
    ///
    /// When the prelude says something that it should not.
    pub(crate) fn parse(json: &str) -> Result<Self, serde_json::Error> {
        let effect = serde_json::from_str(json)?;
        if let Self::Claim {
            key,
            value_json,
            result,
        } = &effect
        {
            check_claim(key, value_json, *result)?;
        }
        Ok(effect)
    }

    /// Whether scripts can do this at a trigger.
    pub(crate) fn is_offered_by(&self, flow: FlowType, trigger: TriggerType) -> bool {
        use TriggerType::{PostAuthentication, PostCreation, PreCreation, PreSamlResponseCreation};
        let is_external = flow == FlowType::ExternalAuthentication;
        match self {
            Self::UserField(_) => {
                trigger == PreCreation || (trigger == PostAuthentication && is_external)
            }
            Self::MetadataAppend(_) | Self::Metadata { .. } => {
                matches!(trigger, PostAuthentication | PreCreation)
            }
            Self::UserGrants(_) => trigger == PostCreation,
            Self::Claim { .. } | Self::ClaimLog(_) => trigger.has_claims(),
            Self::Attribute { .. } => trigger == PreSamlResponseCreation,
            Self::Shared(_) => true,
        }
    }
}

/// The effect of a claim, with what became of it by its number in the API.
pub(crate) fn claim_json(key: &str, value_json: &str, result: u8) -> String {
    let claim = Told::Claim {
        key,
        value_json,
        result,
    };
    // names, texts and a number, which all have a JSON form
    serde_json::to_string(&claim).unwrap_or_default()
}

/// A claim goes out as the text it is, so that it has to be one value and must not have a name that is
/// the server's.
fn check_claim(key: &str, value_json: &str, result: ClaimResult) -> Result<(), serde_json::Error> {
    if !value_json.is_empty() {
        serde_json::from_str::<&RawValue>(value_json)?;
    }
    match result {
        ClaimResult::Set | ClaimResult::SetButShadowed if key.starts_with(RESERVED) => Err(
            serde_json::Error::custom("the claim's name belongs to the server"),
        ),
        _ => Ok(()),
    }
}

/// What became of a claim, by its number in the API.
fn claim_result<'de, D: Deserializer<'de>>(number: D) -> Result<ClaimResult, D::Error> {
    match u8::deserialize(number)? {
        1 => Ok(ClaimResult::Set),
        2 => Ok(ClaimResult::IgnoredReservedPrefix),
        3 => Ok(ClaimResult::IgnoredExists),
        4 => Ok(ClaimResult::SetButShadowed),
        _ => Err(D::Error::custom("there is no such result of a claim")),
    }
}

// === impl Entry ===

impl From<&Entry> for MetadataEntry {
    fn from(entry: &Entry) -> Self {
        Self {
            key: entry.key.clone(),
            value: entry.value.clone(),
        }
    }
}

// === impl Grant ===

impl Grant {
    pub(crate) fn for_user(&self, user_id: &str) -> NewUserGrant {
        NewUserGrant {
            user_id: user_id.to_owned(),
            project_id: self.project_id.clone(),
            project_grant_id: self.project_grant_id.clone(),
            roles: self.roles.clone().unwrap_or_default(),
        }
    }
}

fn to_base64<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&STANDARD.encode(bytes))
}

fn from_base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    STANDARD.decode(text).map_err(serde::de::Error::custom)
}
