//! Compiles the `.proto` files from the Go module that is the suite; nothing of it is kept here.

use std::{env, path::PathBuf, process::Command};

use anyhow::{Context as _, Result, ensure};
use prost::Message as _;

const MODULE: &str = "connectrpc.com/conformance@v1.0.5";
const FILES: [&str; 2] = [
    "connectrpc/conformance/v1/server_compat.proto",
    "connectrpc/conformance/v1/service.proto",
];

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let root = module()?.join("proto");
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

/// Where Go keeps the module, which is downloaded when it is not there yet.
fn module() -> Result<PathBuf> {
    let output = Command::new("go")
        .args(["mod", "download", "-json", MODULE])
        .current_dir(env::temp_dir())
        .output()
        .context("the suite comes as a Go module, but there is no go")?;
    ensure!(output.status.success(), "{MODULE} cannot be downloaded");
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let folder = answer["Dir"].as_str().context("go names no folder")?;
    Ok(PathBuf::from(folder))
}
