//! The domain of Portcullis: organisations, actions, flows, callers and what each may do.
//!
//! Everything here is plain data and pure functions. [`decide()`] turns a command and what is
//! stored into events or a refusal; [`State::apply`] turns events into state. Storage sits
//! behind [`ports::Repository`]; [`Management`] and [`ActionRuntime`] are what the protocol adapters
//! call.
//!
//! This crate deliberately knows nothing of HTTP, gRPC, protobuf, JSON, SQL, files or threads.

pub mod action;
pub mod action_runtime;
pub mod caller;
pub mod clock;
pub mod command;
pub mod decide;
pub mod error;
pub mod event;
pub mod execution;
pub mod flow;
pub mod id;
pub mod letter_case;
pub mod listing;
pub mod management;
pub mod org;
pub mod ports;
pub mod role;
pub mod script;
pub mod secret;
pub mod state;
pub mod suspension;
pub mod token;
pub mod user;
pub mod validation;

pub use action_runtime::ActionRuntime;
pub use clock::{Clock, SystemClock, Timestamp};
pub use command::{Command, Context, Outcome};
pub use decide::decide;
pub use error::{Error, Result};
pub use event::{Aggregate, AggregateKind, Event, EventData};
pub use management::Management;
pub use state::State;
