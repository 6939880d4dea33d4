//! Runs of actions: what is asked for, and how it ended.

mod asked;
mod context;
mod ended;

pub(crate) use self::{
    asked::{check_name, fired, no_trigger, point, profile, tested},
    ended::{action_outcome, log_record, response},
};
