//! What a worker costs: `cargo run --release -p portcullis-script-worker --example measure`.
//!
//! Prints middle values of many rounds of a ten-line script: wall time, and time on a processor of
//! this process and the worker's together.
#![allow(clippy::print_stdout, reason = "the figures are what it is for")]

use std::{
    error::Error,
    fs,
    time::{Duration, Instant},
};

use portcullis_core::{
    Clock as _, SystemClock, Timestamp,
    flow::{FlowType, TriggerType},
    script::{HttpPolicy, Profile, ScriptAction, TriggerOutcome, TriggerRun},
    secret::{SecretName, SecretValue},
};
use portcullis_quickjs::Limits;
use portcullis_runtime::{FetchRequest, FetchResponse, Interpreter, Trigger, World};
use portcullis_script_worker::{Isolation, Launcher, Worker};

/// Nothing of it is asked for.
struct Silent;

const SCRIPT: &str = "
    function claims(ctx, api) {
        const roles = [];
        for (const grant of ctx.v1.user.grants.grants) {
            for (const role of grant.roles) {
                roles.push(grant.projectName + ':' + role.toUpperCase());
            }
        }
        api.v1.claims.setClaim('roles', roles);
        api.v1.claims.setClaim('count', roles.length);
    }";

const CONTEXT: &str = r#"{
    "registered_claims": { "sub": "\"1\"", "name": "\"Gigi\"" },
    "user": { "id": "1", "username": "gigi", "human": { "first_name": "Gigi", "email": "g@a.example" } },
    "user_grants": { "grants": [
        { "id": "2", "project_name": "shop", "roles": ["admin", "user"] },
        { "id": "3", "project_name": "wiki", "roles": ["reader"] }
    ] }
}"#;

const ROUNDS: u32 = 5_000;
const STARTS: u32 = 20;

fn main() -> Result<(), Box<dyn Error>> {
    if std::env::args().nth(1).as_deref() == Some("worker") {
        return Ok(portcullis_script_worker::serve()?);
    }
    let launcher = Launcher::new(
        Isolation::Seccomp {
            program: std::env::current_exe()?,
            arguments: vec!["worker".into()],
        },
        Limits::default(),
    )?;
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let began = Instant::now();
        Worker::new(launcher.clone()).prepare()?;
        starts.push(began.elapsed());
    }
    println!("start {:?}", middle(starts));
    let mut worker = Worker::new(launcher);
    worker.prepare()?;
    let process = worker.process_id().unwrap_or_default();
    println!("private memory, fresh: {} kB", private_memory(process)?);
    measure("worker", &mut worker, process)?;
    println!("private memory, used: {} kB", private_memory(process)?);
    let limits = Limits::default();
    let here = Interpreter::thread(limits).spawn(move || {
        let mut interpreter = Interpreter::new(limits).map_err(|error| error.to_string())?;
        measure("in process", &mut interpreter, 0).map_err(|error| error.to_string())
    })?;
    here.join().map_err(|_| "it panicked")??;
    Ok(())
}

fn measure(
    name: &str,
    executor: &mut dyn portcullis_runtime::Executor,
    process: u32,
) -> Result<(), Box<dyn Error>> {
    let mut walls = Vec::new();
    let before = (
        processor_time("self")?,
        processor_time(&process.to_string())?,
    );
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let result = Trigger::new(trigger())?.run(executor, &mut Silent);
        walls.push(began.elapsed());
        if !matches!(result.outcome, TriggerOutcome::Completed) {
            return Err(format!("{:?}", result.outcome).into());
        }
    }
    let after = (
        processor_time("self")?,
        processor_time(&process.to_string())?,
    );
    println!(
        "{name}: wall {:?}, processor {:?} here and {:?} in the worker",
        middle(walls),
        (after.0 - before.0) / ROUNDS,
        (after.1 - before.1) / ROUNDS
    );
    Ok(())
}

fn trigger() -> TriggerRun {
    TriggerRun {
        flow: FlowType::CustomiseToken,
        trigger: TriggerType::PreUserinfoCreation,
        actions: vec![ScriptAction {
            id: String::new(),
            name: "claims".to_owned(),
            script: SCRIPT.into(),
            timeout: Duration::ZERO,
            allowed_to_fail: false,
            is_active: true,
            sequence: 0,
        }],
        context: CONTEXT.to_owned(),
        profile: Profile::Goja,
        memory_limit: None,
        http: HttpPolicy::default(),
        until: None,
        test: None,
    }
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Time on a processor, exact to the nanosecond: the first number of `schedstat`, of all threads.
fn processor_time(process: &str) -> Result<Duration, Box<dyn Error>> {
    let mut sum = 0;
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else {
        return Ok(Duration::ZERO);
    };
    for thread in threads {
        let text = fs::read_to_string(thread?.path().join("schedstat"))?;
        let first = text.split_whitespace().next().unwrap_or_default();
        sum += first.parse::<u64>()?;
    }
    Ok(Duration::from_nanos(sum))
}

/// Kilobytes that only this process has. Needs the rights to look, for a worker forbids it to others.
fn private_memory(process: u32) -> Result<u64, Box<dyn Error>> {
    let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup"))?;
    let lines = text.lines().filter(|line| line.starts_with("Private_"));
    let numbers = lines.filter_map(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    Ok(numbers.sum())
}

// === impl Silent ===

impl World for Silent {
    fn fetch(&mut self, _: &FetchRequest, _: Duration) -> Result<FetchResponse, String> {
        Err("there is no network".to_owned())
    }

    fn secret(&mut self, _: &SecretName) -> Result<Option<SecretValue>, String> {
        Ok(None)
    }

    fn now(&mut self) -> Timestamp {
        SystemClock.now()
    }
}
