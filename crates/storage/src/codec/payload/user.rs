//! Payloads of users and tokens.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use portcullis_core::{EventData, Timestamp, id::TokenId, token::TokenHash};
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(in crate::codec) struct UserName {
    user_name: String,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(in crate::codec) struct TokenAdded {
    token_id: String,
    /// SHA-256 of the token as base64url.
    hash: String,
    /// Microseconds since the Unix epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expiration_date: Option<i64>,
    preset: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(in crate::codec) struct TokenRemoved {
    token_id: String,
}

// === impl UserName ===

impl UserName {
    pub(in crate::codec) fn new(name: &str) -> Self {
        Self {
            user_name: name.to_owned(),
        }
    }

    pub(in crate::codec) fn into_data(self) -> EventData {
        EventData::UserMachineAdded {
            name: self.user_name,
        }
    }
}

// === impl TokenAdded ===

impl TokenAdded {
    /// The payload of such an event; an empty one of any other.
    pub(in crate::codec) fn of(data: &EventData) -> Self {
        match data {
            EventData::UserTokenAdded {
                token,
                hash,
                expires_at,
                preset,
            } => Self {
                token_id: token.to_string(),
                hash: URL_SAFE_NO_PAD.encode(hash.as_bytes()),
                expiration_date: expires_at.map(Timestamp::micros),
                preset: *preset,
            },
            _ => Self::default(),
        }
    }

    pub(in crate::codec) fn into_data(self) -> Result<EventData> {
        let bytes = URL_SAFE_NO_PAD.decode(&self.hash).ok();
        let hash = bytes
            .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
            .ok_or_else(|| Error::Value {
                event_type: "user.token.added",
                field: "hash",
                value: format!("of {} characters", self.hash.len()),
            })?;
        Ok(EventData::UserTokenAdded {
            token: TokenId::new(self.token_id),
            hash: TokenHash::from_bytes(hash),
            expires_at: self.expiration_date.map(Timestamp::from_micros),
            preset: self.preset,
        })
    }
}

// === impl TokenRemoved ===

impl TokenRemoved {
    pub(in crate::codec) fn new(token: &TokenId) -> Self {
        Self {
            token_id: token.to_string(),
        }
    }

    pub(in crate::codec) fn into_data(self) -> EventData {
        let token = TokenId::new(self.token_id);
        EventData::UserTokenRemoved { token }
    }
}
