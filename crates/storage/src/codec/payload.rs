//! The payloads, field by field.

mod action;
mod flow;
mod org;
mod suspension;
mod user;

pub(super) use action::{ActionAdded, ActionChanged};
pub(super) use flow::{CascadeRemoved, Flow, TriggerActions};
pub(super) use org::{Domain, Member, Name, User};
use serde::{Deserialize, Serialize};
pub(super) use suspension::{TriggerResumed, TriggerSuspended};
pub(super) use user::{TokenAdded, TokenRemoved, UserName};

/// The payload of an event whose type says it all.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Empty {}
