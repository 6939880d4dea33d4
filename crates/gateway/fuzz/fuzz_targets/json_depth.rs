//! What is found to be shallow enough is no problem for the JSON parser.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis_gateway::json::{MAX_DEPTH, too_deep};

fuzz_target!(|text: &[u8]| {
    if too_deep(text, MAX_DEPTH).is_none()
        && let Err(error) = serde_json::from_slice::<serde_json::Value>(text)
    {
        assert!(!error.to_string().contains("recursion limit"));
    }
});
