//! What is run.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use portcullis_core::{
    flow::{FlowType, TriggerType},
    script::{ScriptAction, TriggerOutcome, TriggerResult, TriggerRun},
};
use portcullis_runtime::{Interpreter, Nowhere, Trigger};
use portcullis_script_worker::Pool;

/// Who runs triggers.
pub enum Runner<'a> {
    /// The pool, for an organisation.
    Pool(&'a Pool, &'a str),
    /// This thread, which must be one for an interpreter.
    Here(Box<Interpreter>),
}

const SCRIPT: &str = include_str!("../claims.js");
const CONTEXT: &str = include_str!("../context.json");

/// The claims script, as often as there are actions.
pub fn claims(actions: usize) -> Vec<ScriptAction> {
    let scripts = (0..actions).map(|number| SCRIPT.replace("NUMBER", &number.to_string()));
    scripts.map(|script| action("claims", &script)).collect()
}

pub fn action(name: &str, script: &str) -> ScriptAction {
    ScriptAction {
        id: String::new(),
        name: name.to_owned(),
        script: script.into(),
        timeout: Duration::from_secs(10),
        allowed_to_fail: false,
        is_active: true,
        sequence: 0,
    }
}

/// Runs a trigger; how long it took, and the claims that it ends with.
pub fn run(
    runner: &mut Runner<'_>,
    actions: &[ScriptAction],
) -> anyhow::Result<(Duration, String)> {
    let began = Instant::now();
    let result = run_any(runner, actions)?;
    let took = began.elapsed();
    if !matches!(result.outcome, TriggerOutcome::Completed) {
        anyhow::bail!("{:?}", result.outcome);
    }
    Ok((took, result.final_claims_json.context("no claims")?))
}

/// The same, however it ends.
pub fn run_any(runner: &mut Runner<'_>, actions: &[ScriptAction]) -> anyhow::Result<TriggerResult> {
    let run = TriggerRun {
        context: CONTEXT.to_owned(),
        ..TriggerRun::new(
            FlowType::CustomiseToken,
            TriggerType::PreUserinfoCreation,
            actions.to_vec(),
        )
    };
    let trigger = Trigger::new(run)?;
    Ok(match runner {
        Runner::Pool(pool, organisation) => {
            trigger.run(&mut pool.enter(organisation, None)?, &mut Nowhere)
        }
        Runner::Here(interpreter) => trigger.run(&mut **interpreter, &mut Nowhere),
    })
}
