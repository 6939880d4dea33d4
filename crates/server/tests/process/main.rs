//! The built binary as a process: settings, start, stop, commands beside a server, crashes.
//!
//! What the port answers is the matter of the workspace's own `tests/`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on is to fail")]

mod beside;
mod commands;
mod crash;
mod documented;
mod executions;
mod process;
mod recorded;
mod report;
mod rest;
mod run;
mod run_options;
mod scripts;
mod secrets;
mod settings;
mod start;
mod stop;
mod watch;

#[path = "../../../../tests/facts.rs"]
mod facts;
#[path = "../../../../tests/options.rs"]
mod options;
#[path = "../../../../tests/shared.rs"]
mod shared;
