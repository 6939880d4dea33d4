//! A duration that can be read prints as text that reads as the same.
#![no_main]

use bytes::BytesMut;
use libfuzzer_sys::fuzz_target;
use portcullis_gateway::json::{self, Options};
use prost_types::Duration;

fuzz_target!(|text: &str| {
    if let Ok(duration) = json::decode::<Duration>(text.as_bytes(), &Options::new()) {
        let mut printed = BytesMut::new();
        json::encode(&duration, &Options::new(), &mut printed)
            .expect("what was read can be printed");
        let again = json::decode(&printed, &Options::new());
        assert_eq!(again.ok(), Some(duration));
    }
});
