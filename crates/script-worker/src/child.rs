//! The worker's side: locks itself in, then runs what it is told.

#[cfg(target_os = "linux")]
mod confinement;
#[cfg(target_os = "linux")]
mod filter;
mod remote;
mod service;

use std::{
    io,
    os::{
        fd::{AsFd, OwnedFd},
        unix::net::UnixStream,
    },
};

use portcullis_runtime::Interpreter;

use crate::{
    Error, VERSION,
    wire::{FromWorker, Sockets, ToWorker, WorkerLink},
};

#[cfg(target_os = "linux")]
pub use confinement::confine;
pub(crate) use service::{Confinement, serve_on};

/// Is a worker: runs scripts that come from its parent, until that closes the connection. The process should
/// do nothing else, and never print: sockets stand in for its standard streams. What is printed to standard
/// error, by a panic for example, goes where nobody reads.
///
/// # Errors
///
/// When this process was not started as a worker, or the system cannot lock it in. The parent is told,
/// too.
pub fn serve() -> Result<(), Error> {
    #[cfg(target_os = "linux")]
    confinement::begin()?;
    let mut link = WorkerLink::new(Sockets {
        outgoing: socket(io::stdin())?,
        journal: socket(io::stdout())?,
        incoming: socket(io::stderr())?,
    });
    let done = start(&mut link);
    if let Err(error) = &done {
        let told = match error {
            Error::NoSeccomp(text) => FromWorker::NoSeccomp(text.clone()),
            error => FromWorker::Failed(error.to_string()),
        };
        // a parent that is gone needs no word
        let _ = link.outgoing.send(&told);
    }
    done
}

fn socket(descriptor: impl AsFd) -> Result<UnixStream, Error> {
    let descriptor: io::Result<OwnedFd> = descriptor.as_fd().try_clone_to_owned();
    let stream = UnixStream::from(descriptor.map_err(|_| Error::NotStartedByParent)?);
    // whatever is no socket has no address
    stream.peer_addr().map_err(|_| Error::NotStartedByParent)?;
    Ok(stream)
}

fn start(link: &mut WorkerLink) -> Result<(), Error> {
    let setup = match link.incoming.receive() {
        Ok(ToWorker::Setup(setup)) => setup,
        Ok(_) => return Err(Error::NotStartedByParent),
        Err(lost) => return Err(Error::Wire(lost.to_string())),
    };
    if setup.version != VERSION {
        let server = setup.version;
        return Err(Error::Version { server });
    }
    #[cfg(target_os = "linux")]
    confinement::belongs_to(setup.parent)?;
    let limits = setup.limits();
    // The thread has the stack that scripts need; this one only waits for its end.
    std::thread::scope(|scope| {
        let thread = Interpreter::thread(limits)
            .spawn_scoped(scope, || serve_on(link, limits, Confinement::Process))
            .map_err(|source| Error::System {
                what: "starting a thread",
                source,
            })?;
        thread
            .join()
            .unwrap_or_else(|_| Err(Error::Start("it panicked".to_owned())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{ParentLink, Setup};

    #[test]
    fn other_versions_are_refused() {
        let (ours, theirs) = Sockets::pair().unwrap();
        let setup = Setup {
            version: "0.0.1".to_owned(),
            parent: 0,
            memory: 0,
            stack: 0,
        };
        ParentLink::new(ours)
            .outgoing
            .send(&ToWorker::Setup(setup))
            .unwrap();
        let error = start(&mut WorkerLink::new(theirs)).unwrap_err();
        assert!(error.to_string().contains("of version 0.0.1"), "{error}");
    }
}
