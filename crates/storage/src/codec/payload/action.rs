//! Payloads of actions.

use std::time::Duration;

use portcullis_core::EventData;
use serde::{Deserialize, Serialize};

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(in crate::codec) struct ActionAdded {
    name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    script: String,
    /// Nanoseconds.
    #[serde(default, skip_serializing_if = "is_zero")]
    timeout: u64,
    allowed_to_fail: bool,
}

/// Only what changed stands in it.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(in crate::codec) struct ActionChanged {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    script: Option<String>,
    /// Nanoseconds; 0 is a change too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    timeout: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    allowed_to_fail: Option<bool>,
}

// === impl ActionAdded ===

impl ActionAdded {
    /// The payload of such an event; an empty one of any other.
    pub(in crate::codec) fn of(data: &EventData) -> Self {
        match data {
            EventData::ActionAdded {
                name,
                script,
                timeout,
                allowed_to_fail,
            } => Self {
                name: name.clone(),
                script: script.clone(),
                timeout: nanos(*timeout),
                allowed_to_fail: *allowed_to_fail,
            },
            _ => Self::default(),
        }
    }

    pub(in crate::codec) fn into_data(self) -> EventData {
        EventData::ActionAdded {
            name: self.name,
            script: self.script,
            timeout: Duration::from_nanos(self.timeout),
            allowed_to_fail: self.allowed_to_fail,
        }
    }
}

// === impl ActionChanged ===

impl ActionChanged {
    /// The payload of such an event; an empty one of any other.
    pub(in crate::codec) fn of(data: &EventData) -> Self {
        match data {
            EventData::ActionChanged {
                name,
                script,
                timeout,
                allowed_to_fail,
            } => Self {
                name: name.clone(),
                script: script.clone(),
                timeout: timeout.map(nanos),
                allowed_to_fail: *allowed_to_fail,
            },
            _ => Self::default(),
        }
    }

    pub(in crate::codec) fn into_data(self) -> EventData {
        EventData::ActionChanged {
            name: self.name,
            script: self.script,
            timeout: self.timeout.map(Duration::from_nanos),
            allowed_to_fail: self.allowed_to_fail,
        }
    }
}

fn nanos(timeout: Duration) -> u64 {
    u64::try_from(timeout.as_nanos()).unwrap_or(u64::MAX)
}

/// Takes a reference because serde calls it so.
fn is_zero(nanos: &u64) -> bool {
    *nanos == 0
}
