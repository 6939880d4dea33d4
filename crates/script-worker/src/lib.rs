//! Scripts in processes of their own.
//!
//! A worker is a process that runs one script at a time and can do nothing else: it has no
//! environment and no descriptor but sockets to its parent, a seccomp filter kills it when it asks
//! the system for anything beyond memory, time and those sockets, and it dies with its parent.
//! [`serve`] is its side.
//!
//! On the parent's side a [`Launcher`] starts workers, a [`Worker`] runs actions in one and replaces
//! it when it dies, and a [`Pool`] shares the machine between organisations:
//!
//! ```text
//! Pool ── a Lease per trigger: a place to compute, and a Worker
//!           │  Run(job) ─────────────────────────────────────────►  Interpreter
//!           │  ◄── Effect, Loaded, Log             one way, before the script goes on
//!           │  ◄── Fetch, WriteMetadata, Secret    the script waits ──► Answer
//!           │  ◄── Done(how it ended)
//! ```
//!
//! Everything here waits by blocking its thread. What an effect means, what a fetch does and which
//! action comes next is not known here; see [`portcullis_runtime`].
//!
//! # What an attacker who takes over a worker can do
//!
//! It can answer for its own run whatever a script could have done, use its memory and a processor, and
//! see what it is given: one organisation's contexts, scripts and secrets. It can say garbage, which
//! costs it its life. All that ends with the worker: no trigger begins in one that is [`Bounds::age`] old.

mod child;
mod error;
mod pool;
mod wire;
mod worker;

pub use self::{
    child::serve,
    error::Error,
    pool::{Bounds, Lease, Pool},
    worker::{Isolation, Launcher, Worker},
};
#[cfg(target_os = "linux")]
pub use child::confine;

/// Of the messages between worker and parent: the release's.
const VERSION: &str = env!("CARGO_PKG_VERSION");
