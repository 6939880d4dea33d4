//! Any header value is a media type or none.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis_gateway::media_type::MediaType;

fuzz_target!(|value: &str| {
    let _ = MediaType::parse(value);
});
