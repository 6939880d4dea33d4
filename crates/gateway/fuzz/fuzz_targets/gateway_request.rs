//! Calls `gateway_request`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| portcullis_gateway_fuzz::gateway_request(input));
