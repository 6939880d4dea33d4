//! Workers of the built binary, and triggers for them.

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use portcullis_core::{
    Timestamp,
    flow::{FlowType, TriggerType},
    script::{
        ActionOutcome, ActionResult, ScriptAction, ScriptErrorKind, TriggerResult, TriggerRun,
    },
    secret::{SecretName, SecretValue},
};
use portcullis_quickjs::Limits;
use portcullis_runtime::{Executor, FetchRequest, FetchResponse, Trigger, World};
use portcullis_script_worker::{Isolation, Launcher, Worker};
use portcullis_server::cli::script_worker;

/// A world whose every HTTP call is answered by a function.
pub(crate) struct Answering<F>(pub(crate) F);

/// A world in which nothing answers.
pub(crate) fn silence() -> Answering<impl FnMut() -> Result<(), String>> {
    Answering(|| Err("nobody is there".to_owned()))
}

/// The one of all tests, as a server has one: two that start processes at the same time would for a moment
/// hold each other's sockets open.
pub(crate) fn launcher() -> Launcher {
    static LAUNCHER: LazyLock<Launcher> = LazyLock::new(|| launcher_with(Limits::default()));
    LAUNCHER.clone()
}

pub(crate) fn launcher_with(limits: Limits) -> Launcher {
    let isolation = Isolation::Seccomp {
        program: env!("CARGO_BIN_EXE_portcullis").into(),
        arguments: vec![script_worker::NAME.into()],
    };
    Launcher::new(isolation, limits).unwrap()
}

pub(crate) fn worker() -> Worker {
    Worker::new(launcher())
}

/// An action `f` with so many milliseconds.
pub(crate) fn action(script: &str, milliseconds: u64) -> ScriptAction {
    ScriptAction {
        id: String::new(),
        name: "f".to_owned(),
        script: Arc::from(script),
        timeout: Duration::from_millis(milliseconds),
        allowed_to_fail: true,
        is_active: true,
        sequence: 1,
    }
}

/// Runs actions of the userinfo trigger.
#[track_caller]
pub(crate) fn run<F>(
    executor: &mut dyn Executor,
    actions: Vec<ScriptAction>,
    mut world: Answering<F>,
) -> TriggerResult
where
    F: FnMut() -> Result<(), String>,
{
    let run = TriggerRun::new(
        FlowType::CustomiseToken,
        TriggerType::PreUserinfoCreation,
        actions,
    );
    Trigger::new(run).unwrap().run(executor, &mut world)
}

/// A script that only sets a claim.
pub(crate) fn claim(name: &str) -> ScriptAction {
    let script = format!("function f(ctx, api) {{ api.v1.claims.setClaim('{name}', 1) }}");
    action(&script, 10_000)
}

/// How an action failed, and what is said of it.
pub(crate) fn failure(result: &ActionResult) -> Option<(ScriptErrorKind, &str)> {
    match &result.outcome {
        ActionOutcome::Failed(error) | ActionOutcome::FailedAllowed(error) => {
            Some((error.kind, &error.message))
        }
        _ => None,
    }
}

// === impl Answering ===

impl<F: FnMut() -> Result<(), String>> World for Answering<F> {
    fn fetch(&mut self, _: &FetchRequest, _: Duration) -> Result<FetchResponse, String> {
        (self.0)()?;
        Ok(FetchResponse {
            status: 200,
            body: "{}".to_owned(),
            ..FetchResponse::default()
        })
    }

    fn secret(&mut self, name: &SecretName) -> Result<Option<SecretValue>, String> {
        let known = name.as_str() == "known";
        Ok(known.then(|| SecretValue::parse("its value").unwrap()))
    }

    fn now(&mut self) -> Timestamp {
        Timestamp::from_micros(0)
    }
}
