//! Payloads of suspended triggers, which are events of the organisation.

use portcullis_core::{
    EventData,
    flow::{FlowType, TriggerType},
};
use serde::{Deserialize, Serialize};

use super::flow::{flow_type, trigger_type};
use crate::Result;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::codec) struct TriggerSuspended {
    #[serde(rename = "flowType")]
    flow: u8,
    #[serde(rename = "triggerType")]
    trigger: u8,
    reason: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::codec) struct TriggerResumed {
    #[serde(rename = "flowType")]
    flow: u8,
    #[serde(rename = "triggerType")]
    trigger: u8,
}

// === impl TriggerSuspended ===

impl TriggerSuspended {
    pub(in crate::codec) fn new(flow: FlowType, trigger: TriggerType, reason: &str) -> Self {
        Self {
            flow: flow.id(),
            trigger: trigger.id(),
            reason: reason.to_owned(),
        }
    }

    pub(in crate::codec) fn into_data(self) -> Result<EventData> {
        const TYPE: &str = "org.flow.trigger.suspended";
        Ok(EventData::TriggerSuspended {
            flow: flow_type(TYPE, self.flow)?,
            trigger: trigger_type(TYPE, self.trigger)?,
            reason: self.reason,
        })
    }
}

// === impl TriggerResumed ===

impl TriggerResumed {
    pub(in crate::codec) fn new(flow: FlowType, trigger: TriggerType) -> Self {
        Self {
            flow: flow.id(),
            trigger: trigger.id(),
        }
    }

    pub(in crate::codec) fn into_data(self) -> Result<EventData> {
        const TYPE: &str = "org.flow.trigger.resumed";
        Ok(EventData::TriggerResumed {
            flow: flow_type(TYPE, self.flow)?,
            trigger: trigger_type(TYPE, self.trigger)?,
        })
    }
}
