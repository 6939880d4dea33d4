//! Compiles the suite's own `.proto` files, wherever `CONFORMANCE_PROTO` says that they are.

use std::{env, path::PathBuf};

use anyhow::{Context as _, Result};
use prost::Message as _;

const FILES: [&str; 2] = [
    "connectrpc/conformance/v1/server_compat.proto",
    "connectrpc/conformance/v1/service.proto",
];

fn main() -> Result<()> {
    println!("cargo::rerun-if-env-changed=CONFORMANCE_PROTO");
    let root = env::var_os("CONFORMANCE_PROTO")
        .context("CONFORMANCE_PROTO must name the suite's folder `proto`")?;
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").context("OUT_DIR is not set")?);

    let descriptors = protox::Compiler::new([root])?
        .include_imports(true)
        .open_files(FILES)?
        .encode_file_descriptor_set();
    let mut config = prost_build::Config::new();
    config.enable_type_names().bytes(["."]);
    let set = prost_types::FileDescriptorSet::decode(descriptors.as_slice())?;
    tonic_prost_build::configure()
        .build_client(false)
        .build_transport(false)
        .compile_fds_with_config(set, config)?;
    portcullis_gateway_build::Builder::new().generate(&descriptors, &out_dir)?;
    Ok(())
}
