//! What parent and worker say to each other: frames on sockets.
//!
//! A frame is a length, a kind and a payload. Neither side trusts the other: a frame has a largest
//! size, and what cannot be read ends the conversation.
//!
//! Each way has a socket of its own: who waits for what comes on a socket is woken, for nothing, when
//! the other side reads what went out on the same.
//!
//! Effects have a socket of their own, too, the journal, at which nobody waits: the parent reads what is
//! there whenever it hears something on the other one, when a time is over, or when the worker is gone. So
//! an effect outlives the worker from the moment it is sent, and wakes nobody.

mod deadline;
mod frame;
mod job;
mod link;
mod message;
mod nanoseconds;
mod outcome;
mod receiver;
mod sender;
#[cfg(test)]
mod tests;

pub(crate) use self::{
    frame::{Lost, PAYLOAD_MAX},
    link::{ParentLink, Sockets, WorkerLink},
    message::{Entry, FromWorker, RunJob, Setup, ToWorker},
    outcome::cut,
    receiver::Receiver,
    sender::Sender,
};
