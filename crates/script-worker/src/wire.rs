//! What parent and worker say to each other: frames on two sockets.
//!
//! A frame is a length, a kind and a payload. Neither side trusts the other: a frame has a largest
//! size, and what cannot be read ends the conversation.
//!
//! Effects have a socket of their own, the journal, at which nobody waits: the parent reads what is there
//! whenever it hears something on the other one, when a time is over, or when the worker is gone. So an
//! effect outlives the worker from the moment it is sent, and wakes nobody.

mod channel;
mod job;
mod link;
mod message;
mod outcome;
#[cfg(test)]
mod tests;

pub(crate) use self::{
    channel::{Channel, Lost, PAYLOAD_MAX},
    link::{Link, Sockets},
    message::{Entry, FromWorker, RunJob, Setup, ToWorker},
    outcome::cut,
};
