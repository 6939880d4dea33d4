//! Starts workers.

use std::{
    ffi::OsString,
    os::fd::OwnedFd,
    path::PathBuf,
    process::{self, Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use portcullis_quickjs::Limits;
use portcullis_runtime::Interpreter;

use super::{Life, Process};
use crate::{
    Error, VERSION,
    child::{Confinement, serve_on},
    wire::{FromWorker, Lost, ParentLink, Setup, Sockets, ToWorker, WorkerLink},
};

/// How scripts are kept from the rest of the system.
#[derive(Clone, Debug)]
pub enum Isolation {
    /// Each worker is a process behind a seccomp filter.
    Seccomp {
        /// A program that calls [`serve`](crate::serve), and nothing else, with these arguments.
        program: PathBuf,
        /// See above.
        arguments: Vec<OsString>,
    },
    /// Each worker is a thread of this process. For systems without seccomp, and for whoever runs
    /// scripts of their own: a mistake in the engine is a mistake in this process, and what a script does
    /// within one long native call cannot be ended.
    InProcess,
}

/// Starts workers, one like the other. Clones start them from the same thread, and the workers end
/// when that thread does: when the last clone and the last worker are dropped.
#[derive(Clone, Debug)]
pub struct Launcher {
    isolation: Isolation,
    limits: Limits,
    /// To the thread that starts processes. They are told to end when the thread ends that started
    /// them, so it must not be one that comes and goes.
    spawner: mpsc::Sender<Request>,
}

/// A process to be started, with these sockets.
#[derive(Debug)]
struct Request {
    sockets: Sockets,
    answer: mpsc::SyncSender<Result<Child, Error>>,
}

/// How long a worker may take to get ready.
const START_TIME_MAX: Duration = Duration::from_secs(30);

// === impl Launcher ===

impl Launcher {
    /// # Errors
    ///
    /// When there is no thread for it, or there can be no such isolation on this system.
    pub fn new(isolation: Isolation, limits: Limits) -> Result<Self, Error> {
        let (spawner, requests) = mpsc::channel();
        if let Isolation::Seccomp { program, arguments } = isolation.clone() {
            if !cfg!(target_os = "linux") {
                return Err(Error::NoSeccomp("it is no Linux".to_owned()));
            }
            let thread = thread::Builder::new().name("script-workers".to_owned());
            let started = thread.spawn(move || spawn_all(&program, &arguments, &requests));
            started.map_err(|source| Error::System {
                what: "starting a thread",
                source,
            })?;
        }
        Ok(Self {
            isolation,
            limits,
            spawner,
        })
    }

    /// Starts a worker and waits until it can run something. Whoever wants to know whether workers
    /// can be locked in at all does this once.
    pub(crate) fn launch(&self) -> Result<Process, Error> {
        let system = |what| move |source| Error::System { what, source };
        let (ours, theirs) = Sockets::pair().map_err(system("socketpair"))?;
        let life = match &self.isolation {
            Isolation::Seccomp { .. } => Life::Process(self.spawn(theirs)?),
            Isolation::InProcess => {
                let limits = self.limits;
                let thread = Interpreter::thread(limits).name("script".to_owned());
                let work = move || {
                    // whoever is at the other end notices how it ends
                    let _ = serve_on(&mut WorkerLink::new(theirs), limits, Confinement::Nothing);
                };
                thread.spawn(work).map_err(system("starting a thread"))?;
                Life::Thread(ours.outgoing.try_clone().map_err(system("dup"))?)
            }
        };
        let link = ParentLink::new(ours);
        let mut process = Process {
            link,
            life,
            started: Instant::now(),
        };
        process.link.set_deadline(Instant::now() + START_TIME_MAX);
        match self.greet(&mut process.link) {
            Ok(FromWorker::Ready) => Ok(process),
            Ok(FromWorker::NoSeccomp(text)) => Err(Error::NoSeccomp(text)),
            Ok(FromWorker::Failed(text)) => Err(Error::Start(text)),
            Ok(_) => Err(Error::Start("it began with something else".to_owned())),
            Err(why) => {
                let ended = process.life.end(&why);
                Err(Error::Start(match why {
                    Lost::Late => format!("it was not ready within {START_TIME_MAX:?}"),
                    _ => ended,
                }))
            }
        }
    }

    fn greet(&self, link: &mut ParentLink) -> Result<FromWorker, Lost> {
        if matches!(self.isolation, Isolation::Seccomp { .. }) {
            link.outgoing.send(&ToWorker::Setup(Setup {
                version: VERSION.to_owned(),
                parent: process::id(),
                memory: self.limits.memory,
                stack: self.limits.stack,
            }))?;
        }
        link.incoming.receive()
    }

    fn spawn(&self, sockets: Sockets) -> Result<Child, Error> {
        let gone = || Error::Start("the thread that starts workers is gone".to_owned());
        let (answer, spawned) = mpsc::sync_channel(1);
        let request = Request { sockets, answer };
        self.spawner.send(request).map_err(|_| gone())?;
        spawned.recv().map_err(|_| gone())?
    }
}

/// Starts processes until nobody can ask for one.
fn spawn_all(program: &PathBuf, arguments: &[OsString], requests: &mpsc::Receiver<Request>) {
    for Request { sockets, answer } in requests {
        // Files that this process was started with, or that a library opened, may be open to others.
        close_fds::set_fds_cloexec_threadsafe(3, &[]);
        let child = Command::new(program)
            .args(arguments)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::from(OwnedFd::from(sockets.outgoing)))
            .stdout(Stdio::from(OwnedFd::from(sockets.journal)))
            .stderr(Stdio::from(OwnedFd::from(sockets.incoming)))
            .spawn();
        let child = child.map_err(|source| Error::Spawn {
            program: program.clone(),
            source,
        });
        // whoever asked is waiting
        let _ = answer.send(child);
    }
}
