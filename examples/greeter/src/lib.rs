//! What is generated from `proto/greeter/v1/greeter.proto`.

/// Package `greeter.v1`.
#[allow(
    clippy::all,
    clippy::pedantic,
    clippy::restriction,
    missing_docs,
    unreachable_pub
)]
pub mod pb {
    include!(concat!(env!("OUT_DIR"), "/greeter.v1.rs"));
    include!(concat!(env!("OUT_DIR"), "/greeter.v1.json.rs"));
    include!(concat!(env!("OUT_DIR"), "/greeter.v1.gateway.rs"));

    /// The `.proto` file, for reflection.
    pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
}
