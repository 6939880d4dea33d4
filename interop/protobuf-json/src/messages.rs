//! The suite's messages, as the build script generated them.

#![allow(clippy::all, dead_code, missing_docs)]

/// What the runner and the testee say to each other.
pub mod conformance {
    include!(concat!(env!("OUT_DIR"), "/conformance.rs"));
    include!(concat!(env!("OUT_DIR"), "/conformance.json.rs"));
}

/// What the tests are about.
pub mod proto3 {
    include!(concat!(
        env!("OUT_DIR"),
        "/protobuf_test_messages.proto3.rs"
    ));
    include!(concat!(
        env!("OUT_DIR"),
        "/protobuf_test_messages.proto3.json.rs"
    ));
}
