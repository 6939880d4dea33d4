//! Events as JSON text and back.
//!
//! The text is for ever: what was written once must stay readable, so names and forms here never
//! change. This module deliberately does not know where the text is kept.

mod payload;

#[cfg(test)]
mod tests;

use portcullis_core::EventData;
use serde::{Serialize, de::DeserializeOwned};

use crate::{Error, Result};

use payload::{
    ActionAdded, ActionChanged, CascadeRemoved, Domain, Empty, Flow, Member, Name, TokenAdded,
    TokenRemoved, TriggerActions, TriggerResumed, TriggerSuspended, User, UserName,
};

/// The payload of an event; its type is stored beside it.
pub fn encode(data: &EventData) -> Result<String> {
    let written = match data {
        EventData::ActionAdded { .. } => json(&ActionAdded::of(data)),
        EventData::ActionChanged { .. } => json(&ActionChanged::of(data)),
        EventData::ActionDeactivated
        | EventData::ActionReactivated
        | EventData::ActionRemoved
        | EventData::UserRemoved => json(&Empty {}),
        EventData::TriggerActionsSet {
            flow,
            trigger,
            actions,
        } => json(&TriggerActions::new(*flow, *trigger, actions)),
        EventData::TriggerActionsCascadeRemoved { flow, action } => {
            json(&CascadeRemoved::new(*flow, action))
        }
        EventData::FlowCleared { flow } => json(&Flow::new(*flow)),
        EventData::TriggerSuspended {
            flow,
            trigger,
            reason,
        } => json(&TriggerSuspended::new(*flow, *trigger, reason)),
        EventData::TriggerResumed { flow, trigger } => json(&TriggerResumed::new(*flow, *trigger)),
        EventData::OrgAdded { name } => json(&Name::new(name)),
        EventData::OrgDomainAdded { domain }
        | EventData::OrgDomainVerified { domain }
        | EventData::OrgDomainPrimarySet { domain } => json(&Domain::new(domain)),
        EventData::OrgMemberAdded { user, roles }
        | EventData::OrgMemberChanged { user, roles }
        | EventData::InstanceMemberAdded { user, roles } => json(&Member::new(user, roles)),
        EventData::OrgMemberRemoved { user } => json(&User::new(user)),
        EventData::UserMachineAdded { name } => json(&UserName::new(name)),
        EventData::UserTokenAdded { .. } => json(&TokenAdded::of(data)),
        EventData::UserTokenRemoved { token } => json(&TokenRemoved::new(token)),
    };
    written.map_err(|source| Error::Payload {
        event_type: data.type_name().to_owned(),
        source,
    })
}

/// The event with a type and a payload.
///
/// # Errors
/// Refuses what this version would not have written; guessing would falsify history.
pub fn decode(event_type: &str, payload: &str) -> Result<EventData> {
    let text = Text {
        event_type,
        payload,
    };
    match event_type {
        "action.added" => Ok(text.read::<ActionAdded>()?.into_data()),
        "action.changed" => Ok(text.read::<ActionChanged>()?.into_data()),
        "action.deactivated" => text.bare(EventData::ActionDeactivated),
        "action.reactivated" => text.bare(EventData::ActionReactivated),
        "action.removed" => text.bare(EventData::ActionRemoved),
        "org.flow.trigger_actions.set" => text.read::<TriggerActions>()?.into_data(),
        "org.flow.trigger_actions.cascade.removed" => text.read::<CascadeRemoved>()?.into_data(),
        "org.flow.cleared" => text.read::<Flow>()?.into_data(),
        "org.flow.trigger.suspended" => text.read::<TriggerSuspended>()?.into_data(),
        "org.flow.trigger.resumed" => text.read::<TriggerResumed>()?.into_data(),
        "org.added" => Ok(text.read::<Name>()?.into_data()),
        "org.domain.added" => text.domain(|domain| EventData::OrgDomainAdded { domain }),
        "org.domain.verified" => text.domain(|domain| EventData::OrgDomainVerified { domain }),
        "org.domain.primary.set" => text.domain(|domain| EventData::OrgDomainPrimarySet { domain }),
        "org.member.added" => {
            let (user, roles) = text.read::<Member>()?.into_parts("org.member.added")?;
            Ok(EventData::OrgMemberAdded { user, roles })
        }
        "org.member.changed" => {
            let (user, roles) = text.read::<Member>()?.into_parts("org.member.changed")?;
            Ok(EventData::OrgMemberChanged { user, roles })
        }
        "org.member.removed" => Ok(text.read::<User>()?.into_data()),
        "instance.member.added" => {
            let (user, roles) = text.read::<Member>()?.into_parts("instance.member.added")?;
            Ok(EventData::InstanceMemberAdded { user, roles })
        }
        "user.machine.added" => Ok(text.read::<UserName>()?.into_data()),
        "user.removed" => text.bare(EventData::UserRemoved),
        "user.token.added" => text.read::<TokenAdded>()?.into_data(),
        "user.token.removed" => Ok(text.read::<TokenRemoved>()?.into_data()),
        unknown => Err(Error::EventType(unknown.to_owned())),
    }
}

/// A payload with the type that says how to read it.
struct Text<'a> {
    event_type: &'a str,
    payload: &'a str,
}

// === impl Text ===

impl Text<'_> {
    fn read<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(self.payload).map_err(|source| Error::Payload {
            event_type: self.event_type.to_owned(),
            source,
        })
    }

    fn bare(&self, data: EventData) -> Result<EventData> {
        self.read::<Empty>().map(|Empty {}| data)
    }

    fn domain(&self, data: fn(String) -> EventData) -> Result<EventData> {
        self.read::<Domain>().map(|Domain { domain }| data(domain))
    }
}

fn json(payload: &impl Serialize) -> serde_json::Result<String> {
    serde_json::to_string(payload)
}
