//! Any query is pairs or an error, never more pairs than asked for.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis_gateway::rest::{Plus, query};

fuzz_target!(|text: &str| {
    for plus in [Plus::Space, Plus::Literal] {
        if let Ok(parameters) = query::parse(text, plus, 8) {
            assert!(parameters.len() <= 8);
        }
    }
});
