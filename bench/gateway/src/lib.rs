//! One service, written once for each library that serves it.

pub mod buffa_notes;
pub mod dialect;
pub mod json;
pub mod plain_notes;
pub mod sample;
pub mod tonic_notes;

/// Package `bench.v1` as prost, tonic and the gateway have it.
#[allow(clippy::all, missing_docs, reason = "generated")]
pub mod pb {
    include!(concat!(env!("OUT_DIR"), "/bench.v1.rs"));
    include!(concat!(env!("OUT_DIR"), "/bench.v1.json.rs"));
    include!(concat!(env!("OUT_DIR"), "/bench.v1.gateway.rs"));
}

/// The same package as buffa and the `connectrpc` crate have it.
#[allow(clippy::all, missing_docs, reason = "generated")]
pub mod buffa_pb {
    include!(concat!(env!("OUT_DIR"), "/connectrpc/mod.rs"));
}
