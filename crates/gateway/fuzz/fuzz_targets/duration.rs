//! A duration that can be read prints as text that reads as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis_gateway::wkt::Duration;

fuzz_target!(|json: &str| {
    if let Ok(duration) = serde_json::from_str::<Duration>(json) {
        let printed = serde_json::to_string(&duration).expect("what was read can be printed");
        assert_eq!(
            serde_json::from_str::<Duration>(&printed).ok(),
            Some(duration)
        );
    }
});
