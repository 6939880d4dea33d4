//! Calls `base64_text`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| portcullis_gateway_fuzz::base64_text(input));
