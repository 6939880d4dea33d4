//! Early answers over HTTP/1: what is left of a request body is read and thrown away first.
//!
//! An HTTP/1 connection whose request was not read to its end is closed, and a caller still sending
//! may then never see the answer. So [`Drain`] holds an answer back until the rest of the body is
//! in – of an answer that streams while its request is read, the end – but not for ever, and not at
//! all
//!
//! - over HTTP/2, where body and answer do not get into each other's way;
//! - when the caller waits for `100 Continue`, which reading would send;
//! - when the service was itself still waiting for the body: its caller is too slow already.
//!
//! The crate's own server has this built in; the layer is for whoever serves with something else.
//! It knows neither paths nor dialects.

mod body;
mod draining;
mod layer;
mod response_body;
mod response_future;

pub use self::{
    body::DrainBody,
    layer::{Drain, DrainLayer},
    response_body::ResponseBody,
    response_future::ResponseFuture,
};

#[cfg(test)]
mod tests;
