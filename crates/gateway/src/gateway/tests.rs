//! Bytes in, bytes out: every dialect against one small service, without a socket.

mod limits;
mod refusals;
mod rest;
mod streams;
mod support;
mod unary;
