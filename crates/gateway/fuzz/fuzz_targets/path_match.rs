//! Calls `path_match`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| portcullis_gateway_fuzz::path_match(input));
