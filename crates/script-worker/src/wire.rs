//! What parent and worker say to each other: frames on a socket.
//!
//! A frame is a length, a kind and a payload. Neither side trusts the other: a frame has a largest
//! size, and what cannot be read ends the conversation.

mod channel;
mod job;
mod message;
mod outcome;
#[cfg(test)]
mod tests;

pub(crate) use self::{
    channel::{Channel, Lost, PAYLOAD_MAX},
    message::{FromWorker, RunJob, Setup, ToWorker},
    outcome::cut,
};
