//! Payloads of flows, which are events of the organisation.

use portcullis_core::{
    EventData,
    flow::{FlowType, TriggerType},
    id::ActionId,
};
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::codec) struct TriggerActions {
    #[serde(rename = "flowType")]
    flow: u8,
    #[serde(rename = "triggerType")]
    trigger: u8,
    /// `null` for an empty list.
    #[serde(rename = "actionIDs")]
    actions: Option<Vec<String>>,
}

/// `triggerType` stands there for readers that expect it; it is always 0.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::codec) struct CascadeRemoved {
    #[serde(rename = "flowType")]
    flow: u8,
    #[serde(rename = "triggerType")]
    trigger: u8,
    #[serde(rename = "actionID")]
    action: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::codec) struct Flow {
    #[serde(rename = "flowType")]
    flow: u8,
}

// === impl TriggerActions ===

impl TriggerActions {
    pub(in crate::codec) fn new(flow: FlowType, trigger: TriggerType, ids: &[ActionId]) -> Self {
        let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
        Self {
            flow: flow.id(),
            trigger: trigger.id(),
            actions: (!ids.is_empty()).then_some(ids),
        }
    }

    pub(in crate::codec) fn into_data(self) -> Result<EventData> {
        const TYPE: &str = "org.flow.trigger_actions.set";
        let trigger = trigger_type(TYPE, self.trigger)?;
        let actions = self.actions.unwrap_or_default();
        Ok(EventData::TriggerActionsSet {
            flow: flow_type(TYPE, self.flow)?,
            trigger,
            actions: actions.into_iter().map(ActionId::new).collect(),
        })
    }
}

// === impl CascadeRemoved ===

impl CascadeRemoved {
    pub(in crate::codec) fn new(flow: FlowType, action: &ActionId) -> Self {
        Self {
            flow: flow.id(),
            trigger: 0,
            action: action.to_string(),
        }
    }

    pub(in crate::codec) fn into_data(self) -> Result<EventData> {
        const TYPE: &str = "org.flow.trigger_actions.cascade.removed";
        if self.trigger != 0 {
            return Err(unknown(TYPE, "triggerType", self.trigger));
        }
        Ok(EventData::TriggerActionsCascadeRemoved {
            flow: flow_type(TYPE, self.flow)?,
            action: ActionId::new(self.action),
        })
    }
}

// === impl Flow ===

impl Flow {
    pub(in crate::codec) fn new(flow: FlowType) -> Self {
        Self { flow: flow.id() }
    }

    pub(in crate::codec) fn into_data(self) -> Result<EventData> {
        let flow = flow_type("org.flow.cleared", self.flow)?;
        Ok(EventData::FlowCleared { flow })
    }
}

pub(super) fn flow_type(event_type: &'static str, id: u8) -> Result<FlowType> {
    FlowType::from_id(id).ok_or_else(|| unknown(event_type, "flowType", id))
}

pub(super) fn trigger_type(event_type: &'static str, id: u8) -> Result<TriggerType> {
    TriggerType::from_id(id).ok_or_else(|| unknown(event_type, "triggerType", id))
}

fn unknown(event_type: &'static str, field: &'static str, value: u8) -> Error {
    Error::Value {
        event_type,
        field,
        value: value.to_string(),
    }
}
