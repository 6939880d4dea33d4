//! Runs scripts in the workers of a pool, with the network that they may reach.

mod policies;
mod world;

use std::{fmt, sync::Arc, time::Duration};

use portcullis_core::{
    Error, Result,
    id::OrgId,
    ports::{AfterRun, Scripts},
    script::{ActionOutcome, ScriptError, ScriptErrorKind, TriggerResult, TriggerRun},
};
use portcullis_fetch::Fetcher;
use portcullis_runtime::{ActionRun, Executor, Job, Outside, Trigger};
use portcullis_script_worker::{self as workers, Pool};
use tokio::runtime::Handle;
use tonic::async_trait;

use crate::secrets::Vault;

pub use self::policies::Policies;
pub(crate) use self::{policies::tightened, world::ScriptWorld};

/// The runner of a server.
pub struct Runner {
    shared: Arc<Shared>,
    vault: Option<Vault>,
}

struct Shared {
    pool: Pool,
    fetcher: Fetcher,
    policies: Policies,
}

/// Runs nothing, for triggers that have nothing to run.
struct Nobody;

/// How much longer than its caller a run goes on: by then the caller was told that the time is over,
/// and not that the action took too long.
const AFTER_DEADLINE: Duration = Duration::from_millis(100);

/// Who calls, as other servers are told.
const USER_AGENT: &str = concat!("portcullis/", env!("CARGO_PKG_VERSION"));

/// What makes the HTTP calls of scripts.
///
/// # Errors
///
/// When there is no TLS.
pub fn fetcher() -> Result<Fetcher, portcullis_fetch::Error> {
    Fetcher::new(USER_AGENT)
}

// === impl Runner ===

impl Runner {
    /// Runs what organisations may reach in the places of a pool.
    pub fn new(pool: Pool, fetcher: Fetcher, policies: Policies) -> Self {
        let shared = Shared {
            pool,
            fetcher,
            policies,
        };
        Self {
            shared: Arc::new(shared),
            vault: None,
        }
    }

    /// The same runner, whose scripts can read secrets.
    pub fn with_secrets(&self, vault: Vault) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            vault: Some(vault),
        }
    }
}

#[async_trait]
impl Scripts for Runner {
    /// On a thread of its own.
    async fn run(&self, org: &OrgId, run: TriggerRun, after: AfterRun) -> Result<TriggerResult> {
        let (shared, org) = (Arc::clone(&self.shared), org.clone());
        let world = (self.vault.clone(), Handle::current());
        let running = tokio::task::spawn_blocking(move || {
            let result = shared.run(&org, run, world)?;
            after(&result);
            Ok(result)
        });
        running.await.map_err(Error::runner)?
    }
}

impl fmt::Debug for Runner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runner").finish_non_exhaustive()
    }
}

// === impl Shared ===

impl Shared {
    fn run(
        &self,
        org: &OrgId,
        mut run: TriggerRun,
        (vault, handle): (Option<Vault>, Handle),
    ) -> Result<TriggerResult> {
        let policy = self.policies.of(org, &run.http)?;
        let until = run.until;
        run.until = until.and_then(|until| until.checked_add(AFTER_DEADLINE));
        let trigger =
            Trigger::new(run).map_err(|error| Error::field("context", error.to_string()))?;
        let fetcher = self.fetcher.for_one(org.as_str());
        let mut world = ScriptWorld::new(fetcher, policy, handle);
        if let Some(vault) = vault {
            world = world.with_secrets(vault, org.clone());
        }
        if trigger.is_idle() {
            return Ok(trigger.run(&mut Nobody, &mut world));
        }
        let mut lease = self.pool.enter(org.as_str(), until).map_err(refused)?;
        let result = trigger.run(&mut lease, &mut world);
        tell_deaths(org, &result);
        Ok(result)
    }
}

/// A worker that dies may be one that was broken into.
fn tell_deaths(org: &OrgId, result: &TriggerResult) {
    for action in &result.results {
        let (ActionOutcome::Failed(error) | ActionOutcome::FailedAllowed(error)) = &action.outcome
        else {
            continue;
        };
        if error.kind == ScriptErrorKind::WorkerLost {
            let id = &action.id;
            tracing::warn!(%org, action = id, "a worker died: {}", error.message);
        }
    }
}

fn refused(error: workers::Error) -> Error {
    match error {
        workers::Error::QueueFull => Error::RunsQueueFull,
        workers::Error::QueueTimeout => Error::RunsQueueTimeout,
        other => Error::runner(other),
    }
}

// === impl Nobody ===

impl Executor for Nobody {
    fn execute(&mut self, _: &Job, _: &mut dyn Outside) -> ActionRun {
        let error = ScriptError::new(ScriptErrorKind::WorkerLost, "there is no worker for it");
        ActionRun {
            error: Some(error),
            ..ActionRun::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use portcullis_core::{
        flow::{FlowType, TriggerType},
        script::TriggerOutcome,
    };
    use portcullis_quickjs::Limits;
    use portcullis_script_worker::{Bounds, Isolation, Launcher};
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn a_run_goes_on_when_nobody_waits_for_it() {
        let launcher = Launcher::new(Isolation::InProcess, Limits::default()).unwrap();
        let pool = Pool::new(launcher, Bounds::of_places(1)).unwrap();
        let runner = Runner::new(pool, fetcher().unwrap(), Policies::default());
        let nothing = TriggerRun::new(
            FlowType::CustomiseToken,
            TriggerType::PreUserinfoCreation,
            Vec::new(),
        );
        let (tell, told) = oneshot::channel();
        let after = |result: &TriggerResult| tell.send(result.outcome.clone()).unwrap();
        let org = OrgId::new("1");
        // dropped as soon as it has begun
        let _ = runner.run(&org, nothing, Box::new(after)).now_or_never();
        assert!(matches!(told.await.unwrap(), TriggerOutcome::Completed));
    }
}
