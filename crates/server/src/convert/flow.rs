//! Flows as messages, with the names of flow and trigger types.

use portcullis_core::{
    flow::{Flow, FlowType, TriggerType},
    id::ActionId,
    validation::{Reason, Violation},
};
use portcullis_proto::zitadel::{
    action::v1::{self as message, FlowState},
    v1::{LocalizedMessage, ObjectDetails},
};

use crate::language::{Language, Text};

use super::{action::action, object::details};

/// Actions of one trigger.
const ACTION_IDS_MAX: usize = 1000;

pub(crate) fn action_ids(sent: Vec<String>) -> Result<Vec<ActionId>, Violation> {
    if sent.len() > ACTION_IDS_MAX {
        let reason = Reason::ItemsAtMost {
            max: ACTION_IDS_MAX,
        };
        return Err(Violation::new(
            "SetTriggerActionsRequest",
            "ActionIds",
            reason,
        ));
    }
    Ok(sent.into_iter().map(ActionId::new).collect())
}

/// A flow that is unknown or not set is told as active and empty.
pub(crate) fn flow(
    asked: Option<FlowType>,
    found: Option<&Flow>,
    language: Language,
) -> message::Flow {
    let triggers = found
        .map(|flow| flow.triggers.as_slice())
        .unwrap_or_default();
    let trigger_actions = triggers
        .iter()
        .map(|(trigger, actions)| message::TriggerAction {
            trigger_type: Some(trigger_type(*trigger, language)),
            actions: actions.iter().map(|shown| action(shown)).collect(),
        });
    message::Flow {
        r#type: Some(flow_type(asked, language)),
        details: Some(found.map_or_else(ObjectDetails::default, |flow| details(&flow.details))),
        state: FlowState::Active.into(),
        trigger_actions: trigger_actions.collect(),
    }
}

pub(crate) fn flow_type(flow: Option<FlowType>, language: Language) -> message::FlowType {
    let (key, name) = match flow {
        None => ("Unspecified", Text::new("Unspecified", "Unspezifiziert")),
        Some(FlowType::ExternalAuthentication) => (
            "ExternalAuthentication",
            Text::new("External Authentication", "Externe Authentifizierung"),
        ),
        Some(FlowType::CustomiseToken) => (
            "CustomiseToken",
            Text::new("Complement Token", "Token ergänzen"),
        ),
        Some(FlowType::InternalAuthentication) => (
            "InternalAuthentication",
            Text::new("Internal Authentication", "Interne Authentifizierung"),
        ),
        Some(FlowType::CustomiseSamlResponse) => (
            "CustomizeSAMLResponse",
            Text::new("Complement SAMLResponse", "SAMLResponse ergänzen"),
        ),
    };
    message::FlowType {
        id: flow.map_or(0, FlowType::id).to_string(),
        name: Some(localized(format!("Action.Flow.Type.{key}"), name, language)),
    }
}

pub(crate) fn trigger_type(trigger: TriggerType, language: Language) -> message::TriggerType {
    let (key, name) = match trigger {
        TriggerType::PostAuthentication => (
            "PostAuthentication",
            Text::new("Post Authentication", "Nach Authentifizierung"),
        ),
        TriggerType::PreCreation => ("PreCreation", Text::new("Pre Creation", "Vor Erstellung")),
        TriggerType::PostCreation => (
            "PostCreation",
            Text::new("Post Creation", "Nach Erstellung"),
        ),
        TriggerType::PreUserinfoCreation => (
            "PreUserinfoCreation",
            Text::new("Pre Userinfo creation", "Vor Userinfo Erstellung"),
        ),
        TriggerType::PreAccessTokenCreation => (
            "PreAccessTokenCreation",
            Text::new("Pre access token creation", "Vor Access Token Erstellung"),
        ),
        TriggerType::PreSamlResponseCreation => (
            "PreSAMLResponseCreation",
            Text::new("Pre SAMLResponse creation", "Vor SAMLResponse Erstellung"),
        ),
    };
    message::TriggerType {
        id: trigger.id().to_string(),
        name: Some(localized(
            format!("Action.TriggerType.{key}"),
            name,
            language,
        )),
    }
}

fn localized(key: String, name: Text, language: Language) -> LocalizedMessage {
    LocalizedMessage {
        key,
        localized_message: name.in_language(language).to_owned(),
    }
}
