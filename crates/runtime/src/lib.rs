//! Runs scripts: the world that an action sees, and what it did there.
//!
//! [`Trigger`] goes through the actions of a trigger and keeps what passes from one to the next.
//! [`Interpreter`] runs one action: its engine is put back to the same heap before every run, so that
//! nothing passes in any other way. What scripts see is built by a prelude, itself in JavaScript.
//! Whatever lies outside, the network for example, is behind [`Outside`].
//!
//! This crate knows no protocol, no storage and no process.

mod collate;
mod effect;
mod failure;
mod host;
mod interpreter;
mod job;
mod language;
mod mock;
mod outside;
mod prelude;
mod redaction;
mod scripts;
mod state;
mod trigger;
mod uuids;

pub use self::{
    interpreter::{ActionRun, Error, Interpreter},
    job::Job,
    outside::{FetchRequest, FetchResponse, Nowhere, Outside, World},
    trigger::{BadContext, Executor, Trigger},
};
