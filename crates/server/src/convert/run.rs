//! Runs of actions: what is asked for, and how it ended.

mod asked;
mod context;
mod ended;

pub(crate) use self::{
    asked::{fired, point, tested},
    ended::{action_outcome, log_record, response},
};
