//! The log of how actions ran.

use std::{fmt, sync::Arc};

use async_trait::async_trait;

use crate::{
    Result,
    execution::{Entry, Execution, ExecutionFilter, ExecutionPage, ExecutionSearch},
    id::OrgId,
};

/// Keeps the log, each organisation's apart.
#[async_trait]
pub trait ExecutionLog: Send + Sync + fmt::Debug {
    /// Takes executions to be kept soon, unless nobody would ever see them. Waits for nobody: what does
    /// not fit is dropped and counted. But it looks at every byte of them, so no task should do it.
    fn note(&self, org: &OrgId, executions: &mut dyn Iterator<Item = Execution>);

    /// A page of an organisation's log. Sees everything that was noted before and not dropped.
    async fn list(&self, org: &OrgId, search: &ExecutionSearch) -> Result<ExecutionPage>;

    /// What is added to an organisation's log from now on.
    ///
    /// # Errors
    /// [`Unavailable`](crate::Error::Unavailable) when too many watch already, or no more.
    fn watch(&self, org: &OrgId, filter: ExecutionFilter) -> Result<Box<dyn ExecutionWatch>>;

    /// Ends all watching, so that nobody waits for it; whoever watches is told what was added so far.
    fn end_watches(&self);

    /// Keeps what was noted so far and closes the log. What is noted later is dropped.
    async fn close(&self);
}

/// Somebody who watches; to drop it ends that.
#[async_trait]
pub trait ExecutionWatch: Send + fmt::Debug {
    /// The next entry; none when the log is closed.
    async fn next(&mut self) -> Option<Watched>;
}

/// An entry that was added.
#[derive(Clone, Debug)]
pub struct Watched {
    /// It.
    pub entry: Arc<Entry>,
    /// How many were lost since the one before: they were dropped, or came faster than they were taken.
    pub missed: u64,
}
