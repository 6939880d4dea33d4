//! Calls `json_value`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| portcullis_gateway_fuzz::json_value(input));
