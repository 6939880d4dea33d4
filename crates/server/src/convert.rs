//! Between messages and domain types. Values are checked here because the refusals name the
//! message and field; the limits themselves are the domain's.

pub(crate) mod action;
pub(crate) mod execution;
pub(crate) mod finding;
pub(crate) mod flow;
pub(crate) mod listing;
pub(crate) mod object;
pub(crate) mod org;
pub(crate) mod run;
