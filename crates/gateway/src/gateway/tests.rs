//! Bytes in, bytes out: every dialect against one small service, without a socket.

mod composition;
mod interceptors;
mod limits;
mod refusals;
mod rest;
mod services;
mod streams;
mod support;
mod unary;
