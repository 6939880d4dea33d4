//! A server of its own for every test, and callers of every dialect who share no code with it.

mod client;
mod dialect;
mod service;
mod world;

pub(crate) use self::{
    client::{Answer, Client, Upload, failing, never_ending, uploaded},
    dialect::{Dialect, STREAMS, frame},
    service::{Handlers, MESSAGE, MESSAGE_TIME, MESSAGES, gateway},
    world::{World, each, run, within},
};
