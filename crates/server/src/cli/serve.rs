//! `portcullis serve`: from settings to a port that answers, and back to nothing.

use std::{
    io::{self, Write},
    path::PathBuf,
    sync::Arc,
};

use portcullis_core::{
    Clock,
    id::OrgId,
    ports::{ExecutionLog, Repository},
};
use portcullis_execution_log::SqliteExecutionLog;
use portcullis_quickjs::Limits;
use portcullis_script_worker::{self as workers, Bounds, Isolation, Launcher, Pool};
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    sync::oneshot,
};

use crate::{
    app,
    config::{self, Environment, Listen, ScriptIsolation, ServeConfig, Setting},
    instance::{self, DataDir, Start},
    scripts::{self, Policies, Runner},
    secrets::Vault,
    telemetry,
};

use super::{Error, script_worker, session};

/// The signals that ask for a stop.
#[derive(Debug)]
struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
}

/// Threads for what blocks, but for runs of scripts: as many as the runtime has otherwise.
const BLOCKING_THREADS: usize = 512;

pub(super) fn serve(
    flags: Vec<(Setting, String)>,
    clock: Arc<dyn Clock>,
    environment: &dyn Environment,
) -> Result<(), Error> {
    let config = ServeConfig::load(flags, environment)?;
    telemetry::init(&config.logging);
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(config.process.worker_threads)
        .max_blocking_threads(blocking_threads(&config.scripts))
        .thread_name("portcullis")
        .enable_all()
        .build()
        .map_err(failed("starting threads"))?;
    let result = runtime.block_on(Box::pin(serve_until_stopped(config, clock)));
    // What a drain left behind is not waited for again.
    runtime.shutdown_background();
    result
}

async fn serve_until_stopped(config: ServeConfig, clock: Arc<dyn Clock>) -> Result<(), Error> {
    let signals = StopSignals::listen().map_err(failed("listening for signals"))?;
    let data_dir = DataDir::take(&config.store.data_dir)?;
    let repository = session::open(&config.store, Arc::clone(&clock))?;
    let executions = execution_log(&config, Arc::clone(&clock))?;
    // Before the first start makes anything: a port that is taken must not use it up.
    let listener = bind(&config.listen).await?;
    let scripts = runner(&config.scripts)?;
    if config.scripts.isolation == ScriptIsolation::InProcess {
        tracing::warn!(
            "--script-isolation: scripts run in the server itself; whoever finds a way out of the engine \
             is in it, and a long native call is not ended"
        );
    }
    let policies = config.scripts.policies;
    let vault = Vault::new(repository.clone(), config.secrets, Arc::clone(&clock));
    let external_domain = &config.management.external_domain;
    let start = data_dir
        .initialise(&*repository, external_domain, config.admin_token)
        .await?;
    let address = listener.local_addr().map_err(failed("listening"))?;
    let scheme = if config.tls.is_some() {
        "https"
    } else {
        "http"
    };
    let url = format!("{scheme}://{address}");
    tell_start(&start, &url);
    if config.tls.is_none() && !address.ip().is_loopback() {
        tracing::warn!(
            "{url} is open to the network without TLS: tokens can be read on the way; set \
             --tls-cert and --tls-key, or put a proxy with TLS before it"
        );
    }
    for problem in vault.problems().await? {
        tracing::warn!("secrets: {problem}");
    }
    for org in unknown(&*repository, &policies).await? {
        tracing::warn!(
            "--script-allow-list: there is no organisation {org}; `portcullis org list` shows those that exist"
        );
    }
    announce(&url);
    let settings = app::Settings {
        clock,
        management: config.management,
        scripts: Arc::new(scripts.with_secrets(vault.clone())),
        executions: Arc::clone(&executions),
        vault,
        tls: config.tls,
        drain: config.process.drain,
    };
    let served = run_until_signal(listener, repository.clone(), settings, signals).await;
    executions.close().await;
    repository.close().await?;
    served.map_err(failed("serving"))?;
    tracing::info!("stopped");
    Ok(())
}

/// The organisations that something is allowed to and that there are not.
async fn unknown(repository: &dyn Repository, policies: &Policies) -> Result<Vec<OrgId>, Error> {
    let mut unknown = Vec::new();
    for org in policies.organisations() {
        if repository.org(&org).await?.is_none() {
            unknown.push(org);
        }
    }
    Ok(unknown)
}

fn execution_log(
    config: &ServeConfig,
    clock: Arc<dyn Clock>,
) -> Result<Arc<dyn ExecutionLog>, Error> {
    let options = portcullis_execution_log::Options {
        keep: config.execution_log,
        ..Default::default()
    };
    let log = SqliteExecutionLog::open(&config.store.execution_log, clock, &options)?;
    Ok(Arc::new(log))
}

/// Each run has a thread, also while it waits for its turn; the others are for the store.
fn blocking_threads(config: &config::Scripts) -> usize {
    let bounds = Bounds::of_places(config.workers);
    BLOCKING_THREADS + bounds.runs + bounds.queue
}

/// Starts a first worker, so that a system that cannot lock scripts in is known at once.
fn runner(config: &config::Scripts) -> Result<Runner, Error> {
    let isolation = match config.isolation {
        ScriptIsolation::InProcess => Isolation::InProcess,
        ScriptIsolation::Seccomp => Isolation::Seccomp {
            program: config.program.clone().unwrap_or_else(this_program),
            arguments: vec![script_worker::NAME.into()],
        },
    };
    let limits = Limits {
        memory: config.memory,
        ..Limits::default()
    };
    let bounds = Bounds::of_places(config.workers);
    let pool = Launcher::new(isolation, limits).and_then(|it| Pool::new(it, bounds));
    let pool = pool.map_err(|error| match error {
        workers::Error::NoSeccomp(_) => Error::Refused(format!(
            "{error}; with --script-isolation in-process they run in threads of the server"
        )),
        error => error.into(),
    });
    let fetcher = scripts::fetcher().map_err(|error| Error::Refused(error.to_string()))?;
    Ok(Runner::new(pool?, fetcher, config.policies.clone()))
}

/// The program that runs, also when its file was replaced by a newer one.
fn this_program() -> PathBuf {
    "/proc/self/exe".into()
}

/// The first signal begins the drain, a second one cuts it short.
async fn run_until_signal(
    listener: TcpListener,
    repository: Arc<dyn Repository>,
    settings: app::Settings,
    mut signals: StopSignals,
) -> io::Result<()> {
    let (stop, stopped) = oneshot::channel::<()>();
    let served = app::run(listener, repository, settings, async {
        let _ = stopped.await;
    });
    let stopped_twice = async {
        let name = signals.next().await;
        tracing::info!("{name} received");
        let _ = stop.send(());
        let name = signals.next().await;
        tracing::warn!("{name} received again, not waiting for running calls");
    };
    tokio::select! {
        result = served => result,
        () = stopped_twice => Ok(()),
    }
}

async fn bind(listen: &Listen) -> Result<TcpListener, Error> {
    TcpListener::bind(&*listen.addresses)
        .await
        .map_err(|source| Error::Bind {
            listen: listen.text.clone(),
            source,
        })
}

/// The one line on stdout. Whoever closed stdout does not wait for it.
fn announce(url: &str) {
    let mut stdout = io::stdout().lock();
    let _ = writeln!(stdout, "listening on {url}").and_then(|()| stdout.flush());
}

fn tell_start(start: &Start, url: &str) {
    let Start::First { token_file } = start else {
        return;
    };
    tracing::info!(
        "first start: made organisation {:?} and user {:?} with IAM_OWNER",
        instance::FIRST_ORG,
        instance::FIRST_USER
    );
    let token = match token_file {
        Some(path) => {
            tracing::info!("the user's token lies in {}", path.display());
            format!("$(cat '{}')", path.display())
        }
        None => "$PORTCULLIS_ADMIN_TOKEN".to_owned(),
    };
    tracing::info!(
        "try: curl -H \"Authorization: Bearer {token}\" -d '{{}}' {url}/management/v1/actions/_search"
    );
}

fn failed(what: &'static str) -> impl Fn(io::Error) -> Error {
    move |source| Error::Io { what, source }
}

// === impl StopSignals ===

impl StopSignals {
    fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// The name of the next signal.
    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}
