//! The points of a login at which a script can be run.

use portcullis_core::flow::{FlowType, TriggerType};

/// A trigger of a flow: what `ctx` and `api` have depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trigger {
    /// A user was authenticated by an external identity provider.
    ExternalPostAuthentication,
    /// A user of an external identity provider is about to be created.
    ExternalPreCreation,
    /// A user of an external identity provider was created.
    ExternalPostCreation,
    /// A user was authenticated here.
    InternalPostAuthentication,
    /// A user is about to register.
    InternalPreCreation,
    /// A user has registered.
    InternalPostCreation,
    /// Userinfo is about to be made.
    PreUserinfoCreation,
    /// An access token is about to be made.
    PreAccessTokenCreation,
    /// A SAML response is about to be made.
    PreSamlResponseCreation,
}

// === impl Trigger ===

impl Trigger {
    /// All triggers.
    pub const ALL: [Self; 9] = [
        Self::ExternalPostAuthentication,
        Self::ExternalPreCreation,
        Self::ExternalPostCreation,
        Self::InternalPostAuthentication,
        Self::InternalPreCreation,
        Self::InternalPostCreation,
        Self::PreUserinfoCreation,
        Self::PreAccessTokenCreation,
        Self::PreSamlResponseCreation,
    ];

    /// The trigger of a flow, if that flow has it.
    pub fn of(flow: FlowType, trigger: TriggerType) -> Option<Self> {
        use FlowType::{
            CustomiseSamlResponse, CustomiseToken, ExternalAuthentication, InternalAuthentication,
        };
        match (flow, trigger) {
            (ExternalAuthentication, TriggerType::PostAuthentication) => {
                Some(Self::ExternalPostAuthentication)
            }
            (ExternalAuthentication, TriggerType::PreCreation) => Some(Self::ExternalPreCreation),
            (ExternalAuthentication, TriggerType::PostCreation) => Some(Self::ExternalPostCreation),
            (InternalAuthentication, TriggerType::PostAuthentication) => {
                Some(Self::InternalPostAuthentication)
            }
            (InternalAuthentication, TriggerType::PreCreation) => Some(Self::InternalPreCreation),
            (InternalAuthentication, TriggerType::PostCreation) => Some(Self::InternalPostCreation),
            (CustomiseToken, TriggerType::PreUserinfoCreation) => Some(Self::PreUserinfoCreation),
            (CustomiseToken, TriggerType::PreAccessTokenCreation) => {
                Some(Self::PreAccessTokenCreation)
            }
            (CustomiseSamlResponse, TriggerType::PreSamlResponseCreation) => {
                Some(Self::PreSamlResponseCreation)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trigger_of_every_flow_is_known() {
        let mut known = Vec::new();
        for flow in FlowType::ALL {
            for trigger in TriggerType::ALL {
                let of = Trigger::of(flow, trigger);
                assert_eq!(of.is_some(), flow.triggers().contains(&trigger));
                known.extend(of);
            }
        }
        assert!(Trigger::ALL.iter().all(|trigger| known.contains(trigger)));
        assert_eq!(known.len(), Trigger::ALL.len());
    }
}
