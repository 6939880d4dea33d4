//! QuickJS-ng behind a safe interface of text, with a heap that can be put back.
//!
//! An [`Engine`] is one JavaScript runtime with one context. All of it lies in one piece of memory
//! of its own: after a prelude is loaded that piece is copied aside ([`Engine::take_image`]), and
//! before each run it is copied back ([`Engine::restore_image`]). So nothing that a script did
//! survives it, at the price of copying what the prelude left: on Linux only the pages of it that were
//! ever written since, which is less than half.
//!
//! What crosses the border is [`Value`]s: text, numbers, booleans. Objects stay inside, and the
//! prelude builds them.
//!
//! # What ends a run
//!
//! A script can catch what it throws, and what the host throws with [`Refusal::Throw`]. It cannot
//! catch the deadline, the end of its memory, or [`Refusal::Abort`]: after one of these every call
//! of the host is refused, running code is stopped at the next check, and whatever the script still
//! answers, the run failed. This holds until the image is restored.
//!
//! # Memory
//!
//! The heap is bounded by [`Limits::memory`], and given back with the image: pages far beyond it
//! return to the system, those close to it are overwritten with zeros. The pages of the stack that
//! a deep recursion touched return as well. What is copied out as text lies on Rust's heap. Objects
//! that refer to each other in circles are found by a collector that may wait until they take half
//! as much as what is in use.
//!
//! Once it is made, an engine asks the system for memory only (`madvise`, `mprotect`, and what Rust's
//! allocator needs); it opens no file. To learn of pages that are written it handles `SIGSEGV`; a fault that
//! is not one of its own is passed to whoever handled them before, so whoever does so later has to do
//! the same. QuickJS has no state that changes outside of the heap, but for a list
//! of threads in `Atomics.wait`, which is refused.
//!
//! # What this crate does not do
//!
//! - Time inside one long native call is not bounded: QuickJS looks at the deadline between steps of
//!   bytecode and of regular expressions only. `JSON.stringify` and `split` take seconds over a
//!   large heap, and reading a script whose blocks are nested 200,000 deep takes minutes. Who runs
//!   scripts of strangers does so in a process that can be killed.
//! - No global is removed. Note for preludes: `Error.prepareStackTrace` hands a script the functions
//!   on the stack, the prelude's among them; `Error.stackTraceLimit` changes what is reported.
//! - It knows nothing of actions, of contexts, or of what the host's functions mean.
//!
//! All `unsafe` of the workspace is here; each block says why it is sound.

mod arena;
mod context;
mod engine;
mod error;
mod exception;
mod heap;
mod host;
mod limits;
mod malloc;
mod native;
mod program;
mod random;
mod run;
mod stack;
mod value;

pub use engine::Engine;
pub use error::Error;
pub use exception::{Exception, Thrown};
pub use host::{Host, Refusal};
pub use limits::Limits;
pub use program::Program;
pub use random::SplitMix64;
pub use value::Value;
