//! What every test stands on: a server of its own, one client per dialect that turns a call into
//! the same [`Answer`], and a comparison that knows placeholders.
//!
//! The clients are written against the wire on purpose: they share no code with the server but
//! the descriptor set, so that a mistake in the server's framing or routing cannot hide here.

mod answer;
mod api;
mod bindings;
mod call;
mod certificate;
mod clock;
mod connect;
mod grpc;
mod grpc_web;
mod pattern;
mod rest;
mod schema;
mod scripts;
mod server;
mod watch;
mod wire;

pub(crate) use self::{
    answer::{Answer, Code},
    api::{Api, Refusal, refused, unknown_action},
    bindings::{BASE, BINDINGS, Binding, Rest},
    call::{Call, Protocol, call},
    connect::read_error,
    grpc::{RUNTIME_SERVICE, SERVICE, frame, read_frames, read_status},
    grpc_web::{WebAnswer, decode_text},
    pattern::{Rules, differences},
    schema::{append_raw, decode, detail, details, encode, request},
    server::{Options, Server},
    watch::{Told, Watch},
    wire::{Reply, Stream, h1, h2, raw, tls_h1, tls_h2},
};
