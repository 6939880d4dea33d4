//! Flows and their triggers: the points of a login at which actions run.
//!
//! For every trigger two lists exist. The *recorded* list is what was last set; the *visible*
//! list is what is left of it after actions were deleted. Whether a setting changes anything is
//! decided by the recorded list, what callers see by the visible one.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    action::{Action, Details},
    id::ActionId,
    suspension::Suspension,
};

/// A kind of login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FlowType {
    /// Login by an external identity provider.
    ExternalAuthentication = 1,
    /// Making a token or the userinfo answer.
    CustomiseToken = 2,
    /// Login by a user of this system.
    InternalAuthentication = 3,
    /// Making a SAML response.
    CustomiseSamlResponse = 4,
}

/// A point within a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TriggerType {
    /// The user was authenticated.
    PostAuthentication = 1,
    /// A user is about to be created.
    PreCreation = 2,
    /// A user was created.
    PostCreation = 3,
    /// Userinfo is about to be made.
    PreUserinfoCreation = 4,
    /// An access token is about to be made.
    PreAccessTokenCreation = 5,
    /// A SAML response is about to be made.
    PreSamlResponseCreation = 6,
}

/// The two lists of a trigger; see the module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TriggerList {
    /// As last set.
    pub recorded: Vec<ActionId>,
    /// Without actions deleted since.
    pub visible: Vec<ActionId>,
}

/// A flow that was set at least once since it was last cleared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowRecord {
    /// Sequence of the organisation's event that last changed the flow, first and last time.
    pub details: Details,
    /// Every trigger set since the last clear, empty settings too.
    pub triggers: BTreeMap<TriggerType, TriggerList>,
}

/// A flow as callers see it: in trigger order, actions as set, empty triggers left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Its last change.
    pub details: Details,
    /// Triggers with their actions, inactive ones too.
    pub triggers: Vec<(TriggerType, Vec<Arc<Action>>)>,
}

/// What there is to run at a trigger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TriggerActions {
    /// The visible actions in the order in which they run, inactive ones too.
    pub actions: Vec<Arc<Action>>,
    /// While there is one, nothing is to run.
    pub suspension: Option<Suspension>,
}

// === impl FlowType ===

impl FlowType {
    /// All flows in the order of their ids.
    pub const ALL: [Self; 4] = [
        Self::ExternalAuthentication,
        Self::CustomiseToken,
        Self::InternalAuthentication,
        Self::CustomiseSamlResponse,
    ];

    /// The number callers use.
    pub fn id(self) -> u8 {
        self as u8
    }

    /// The flow with a number.
    pub fn from_id(id: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|flow| flow.id() == id)
    }

    /// The spellings callers may send; exact, everything else is no flow.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "1" | "FLOW_TYPE_EXTERNAL_AUTHENTICATION" => Some(Self::ExternalAuthentication),
            "2" => Some(Self::CustomiseToken),
            "3" => Some(Self::InternalAuthentication),
            "4" => Some(Self::CustomiseSamlResponse),
            _ => None,
        }
    }

    /// The triggers of this flow, in the order they are listed.
    pub fn triggers(self) -> &'static [TriggerType] {
        use TriggerType::{
            PostAuthentication, PostCreation, PreAccessTokenCreation, PreCreation,
            PreSamlResponseCreation, PreUserinfoCreation,
        };
        match self {
            Self::ExternalAuthentication | Self::InternalAuthentication => {
                &[PostAuthentication, PreCreation, PostCreation]
            }
            Self::CustomiseToken => &[PreUserinfoCreation, PreAccessTokenCreation],
            Self::CustomiseSamlResponse => &[PreSamlResponseCreation],
        }
    }
}

// === impl TriggerType ===

impl TriggerType {
    /// All triggers in the order of their ids.
    pub const ALL: [Self; 6] = [
        Self::PostAuthentication,
        Self::PreCreation,
        Self::PostCreation,
        Self::PreUserinfoCreation,
        Self::PreAccessTokenCreation,
        Self::PreSamlResponseCreation,
    ];

    /// Whether claims are made there.
    pub fn has_claims(self) -> bool {
        matches!(
            self,
            Self::PreUserinfoCreation | Self::PreAccessTokenCreation
        )
    }

    /// The number callers use.
    pub fn id(self) -> u8 {
        self as u8
    }

    /// The trigger with a number.
    pub fn from_id(id: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|trigger| trigger.id() == id)
    }

    /// The spellings callers may send; exact, everything else is no trigger.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "1" | "TRIGGER_TYPE_POST_AUTHENTICATION" => Some(Self::PostAuthentication),
            "2" | "TRIGGER_TYPE_PRE_CREATION" => Some(Self::PreCreation),
            "3" | "TRIGGER_TYPE_POST_CREATION" => Some(Self::PostCreation),
            "4" => Some(Self::PreUserinfoCreation),
            "5" => Some(Self::PreAccessTokenCreation),
            "6" => Some(Self::PreSamlResponseCreation),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_exact() {
        for flow in FlowType::ALL {
            assert_eq!(FlowType::parse(&flow.id().to_string()), Some(flow));
            assert_eq!(FlowType::from_id(flow.id()), Some(flow));
        }
        for trigger in TriggerType::ALL {
            assert_eq!(TriggerType::parse(&trigger.id().to_string()), Some(trigger));
        }
        for wrong in [
            "",
            "0",
            "01",
            "5",
            " 1",
            "flow_type_external_authentication",
            "FLOW_TYPE_CUSTOMISE_TOKEN",
        ] {
            assert_eq!(FlowType::parse(wrong), None, "{wrong:?}");
        }
    }
}
