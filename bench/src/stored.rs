//! The actions that every target serves: one JSON object a line, as REST answers it.

use std::{fs, path::Path};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::zitadel::action::v1 as proto;
use crate::zitadel::v1::ObjectDetails;

/// The answer of GetAction.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    /// The action asked for.
    pub action: Action,
}

/// An action with every field in its JSON spelling.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Action {
    /// The id.
    pub id: String,
    /// Where it stands.
    pub details: Details,
    /// The name of the state.
    pub state: String,
    /// The name.
    pub name: String,
    /// The source text.
    pub script: String,
    /// Seconds with an `s`.
    pub timeout: String,
    /// Whether a login goes on when the script fails.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub allowed_to_fail: bool,
}

/// The details of an action.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Details {
    /// The last sequence.
    pub sequence: String,
    /// RFC 3339.
    pub creation_date: String,
    /// RFC 3339.
    pub change_date: String,
    /// The organisation.
    pub resource_owner: String,
}

/// Reads the file that `load seed` wrote.
pub fn read(path: &Path) -> anyhow::Result<Vec<Action>> {
    let text = fs::read_to_string(path).with_context(|| format!("{}", path.display()))?;
    let answers = text.lines().map(serde_json::from_str::<Answer>);
    Ok(answers
        .map(|answer| Ok(answer?.action))
        .collect::<serde_json::Result<_>>()?)
}

impl Action {
    /// The same action as a protobuf message.
    pub fn to_proto(&self) -> anyhow::Result<proto::Action> {
        let state = proto::ActionState::from_str_name(&self.state).context("state")?;
        Ok(proto::Action {
            id: self.id.clone(),
            details: Some(ObjectDetails {
                sequence: self.details.sequence.parse()?,
                creation_date: Some(self.details.creation_date.parse()?),
                change_date: Some(self.details.change_date.parse()?),
                resource_owner: self.details.resource_owner.clone(),
            }),
            state: state.into(),
            name: self.name.clone(),
            script: self.script.clone(),
            timeout: Some(self.timeout.parse()?),
            allowed_to_fail: self.allowed_to_fail,
        })
    }
}
