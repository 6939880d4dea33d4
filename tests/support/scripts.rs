//! One runner of scripts for all servers of this process, made when it is needed.

use std::sync::LazyLock;

use async_trait::async_trait;

use portcullis_core::{
    Result,
    id::OrgId,
    ports::{AfterRun, Scripts},
    script::{TriggerResult, TriggerRun},
};
use portcullis_quickjs::Limits;
use portcullis_script_worker::{Bounds, Isolation, Launcher, Pool};
use portcullis_server::{
    scripts::{self, Policies, Runner},
    secrets::Vault,
};

/// Runs scripts in threads of the tests; that they run in processes as well is tested with the built
/// program.
#[derive(Debug)]
pub(crate) struct TestScripts {
    vault: Vault,
    /// In place of the shared one.
    own: Option<Runner>,
}

static RUNNER: LazyLock<Runner> = LazyLock::new(|| runner(Bounds::of_places(4)));

fn runner(bounds: Bounds) -> Runner {
    let launcher = Launcher::new(Isolation::InProcess, Limits::default()).unwrap();
    let pool = Pool::new(launcher, bounds).unwrap();
    // what scripts may not reach is tested elsewhere; here they reach servers of the tests
    let policies = Policies::parse(Some(""), None).unwrap();
    Runner::new(pool, scripts::fetcher().unwrap(), policies)
}

// === impl TestScripts ===

impl TestScripts {
    /// With so many runs, or the shared runner.
    pub(crate) fn new(vault: Vault, bounds: Option<Bounds>) -> Self {
        let own = bounds.map(runner);
        Self { vault, own }
    }
}

#[async_trait]
impl Scripts for TestScripts {
    async fn run(&self, org: &OrgId, run: TriggerRun, after: AfterRun) -> Result<TriggerResult> {
        let runner = self.own.as_ref().unwrap_or_else(|| &RUNNER);
        let runner = runner.with_secrets(self.vault.clone());
        runner.run(org, run, after).await
    }
}
