//! Any text is a template or an error, and a template prints as it was written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis_gateway::path::Template;

fuzz_target!(|source: &str| {
    if let Ok(template) = source.parse::<Template>() {
        assert_eq!(template.as_str(), source);
    }
});
