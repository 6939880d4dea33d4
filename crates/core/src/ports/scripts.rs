//! What runs scripts.

use std::fmt;

use async_trait::async_trait;

use crate::{
    Result,
    id::OrgId,
    script::{TriggerResult, TriggerRun},
};

/// What is done with the result of a run where it was made, before it is handed over: it may take its
/// time there.
pub type AfterRun = Box<dyn FnOnce(&TriggerResult) + Send>;

/// Runs scripts, away from everything else.
#[async_trait]
pub trait Scripts: Send + Sync + fmt::Debug {
    /// Runs the actions of a trigger for an organisation. That one fails is an answer. What began goes
    /// on to its end, `after` included, whatever becomes of the future.
    ///
    /// # Errors
    ///
    /// [`RunsQueueFull`](crate::Error::RunsQueueFull) and
    /// [`RunsQueueTimeout`](crate::Error::RunsQueueTimeout) when nothing began,
    /// [`FieldInvalid`](crate::Error::FieldInvalid) when the context or the policy cannot be read,
    /// [`Runner`](crate::Error::Runner) when no script can be run at all.
    async fn run(&self, org: &OrgId, run: TriggerRun, after: AfterRun) -> Result<TriggerResult>;
}
