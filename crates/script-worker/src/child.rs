//! The worker's side: locks itself in, then runs what it is told.

#[cfg(target_os = "linux")]
mod confinement;
#[cfg(target_os = "linux")]
mod filter;
mod remote;
mod service;

use std::{
    io,
    os::{fd::AsFd as _, unix::net::UnixStream},
    time::Duration,
};

use portcullis_runtime::Interpreter;

use crate::{
    Error,
    wire::{Channel, FromWorker, ToWorker},
};

#[cfg(target_os = "linux")]
pub use confinement::confine;
pub(crate) use service::{Confinement, serve_on};

/// How long the parent may take to say what it wants.
const SETUP_TIME_MAX: Duration = Duration::from_secs(30);

/// Is a worker: runs scripts that come from the socket that stands in for standard input, until the
/// parent closes it. The process should do nothing else.
///
/// # Errors
///
/// When this process was not started as a worker, or the system cannot lock it in. The parent is told,
/// too.
pub fn serve() -> Result<(), Error> {
    #[cfg(target_os = "linux")]
    confinement::begin()?;
    let input = io::stdin().as_fd().try_clone_to_owned();
    let stream = UnixStream::from(input.map_err(|_| Error::NotStartedByParent)?);
    // whatever is no socket has no address
    stream.peer_addr().map_err(|_| Error::NotStartedByParent)?;
    let mut channel = Channel::new(stream);
    let done = start(&mut channel);
    if let Err(error) = &done {
        let told = match error {
            Error::NoSeccomp(text) => FromWorker::NoSeccomp(text.clone()),
            error => FromWorker::Failed(error.to_string()),
        };
        // a parent that is gone needs no word
        let _ = channel.send(&told);
    }
    done
}

fn start(channel: &mut Channel) -> Result<(), Error> {
    let timeout = Some(SETUP_TIME_MAX);
    let timed = channel.stream().set_read_timeout(timeout);
    timed.map_err(|source| system("set_read_timeout", source))?;
    let setup = match channel.receive() {
        Ok(ToWorker::Setup(setup)) => setup,
        Ok(_) => return Err(Error::NotStartedByParent),
        Err(lost) => return Err(Error::Wire(lost.to_string())),
    };
    let timed = channel.stream().set_read_timeout(None);
    timed.map_err(|source| system("set_read_timeout", source))?;
    #[cfg(target_os = "linux")]
    confinement::belongs_to(setup.parent)?;
    let limits = setup.limits();
    // The thread has the stack that scripts need; this one only waits for its end.
    std::thread::scope(|scope| {
        let thread = Interpreter::thread(limits)
            .spawn_scoped(scope, || serve_on(channel, limits, Confinement::Process))
            .map_err(|source| system("starting a thread", source))?;
        thread
            .join()
            .unwrap_or_else(|_| Err(Error::Start("it panicked".to_owned())))
    })
}

fn system(what: &'static str, source: io::Error) -> Error {
    Error::System { what, source }
}
