//! Early answers over HTTP/1: what is left of a request body is read and thrown away first.
//!
//! An HTTP/1 connection whose request was not read to its end is closed, and a caller still sending
//! may then never see the answer. So [`Drain`] holds an answer back until the rest of the body is
//! in, but not for ever, and not at all
//!
//! - over HTTP/2, where body and answer do not get into each other's way;
//! - when the caller waits for `100 Continue`, which reading would send;
//! - when the service was itself still waiting for the body: its caller is too slow already.
//!
//! It knows neither paths nor dialects.

mod body;
mod layer;
mod response_future;

pub use self::{
    body::DrainBody,
    layer::{Drain, DrainLayer},
    response_future::ResponseFuture,
};

#[cfg(test)]
mod tests;
