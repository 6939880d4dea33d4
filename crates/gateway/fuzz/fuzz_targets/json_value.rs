//! Any JSON value that can be read prints as text that reads as the same.
#![no_main]

use bytes::BytesMut;
use libfuzzer_sys::fuzz_target;
use portcullis_gateway::json::{self, Options};
use prost_types::Value;

fuzz_target!(|text: &[u8]| {
    if let Ok(value) = json::decode::<Value>(text, &Options::new()) {
        let mut printed = BytesMut::new();
        json::encode(&value, &Options::new(), &mut printed).expect("what was read can be printed");
        // nothing at all is read as a value without a kind, which prints as null
        if value.kind.is_some() {
            assert_eq!(json::decode(&printed, &Options::new()).ok(), Some(value));
        }
    }
});
