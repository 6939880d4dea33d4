//! What is fuzzed, each as a function from any bytes: it panics when the gateway is wrong.
//!
//! The fuzzer calls them with bytes that it makes up; `tests/corpora.rs` of the gateway calls them
//! with the files of `corpus/`, so that what was found once stays fixed.

mod bodies;
mod json;
mod service;
mod texts;

pub use self::{
    bodies::{base64_text, connect_query, envelopes, gateway_request},
    json::{decompress, duration, json_depth, json_split, json_value},
    texts::{media_type, path_match, path_template, query},
};

/// A fuzz target: its name, which is that of its corpus, and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 13] = [
    ("base64_text", base64_text),
    ("connect_query", connect_query),
    ("decompress", decompress),
    ("duration", duration),
    ("envelopes", envelopes),
    ("gateway_request", gateway_request),
    ("json_depth", json_depth),
    ("json_split", json_split),
    ("json_value", json_value),
    ("media_type", media_type),
    ("path_match", path_match),
    ("path_template", path_template),
    ("query", query),
];
