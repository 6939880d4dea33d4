//! Compiles the suite's service from the Go module that carries it; nothing of it is kept here.

use std::{env, fs, path::PathBuf, process::Command};

use anyhow::{Context as _, ensure};
use prost::Message as _;

const MODULE: &str = "github.com/googleapis/gapic-showcase@v0.42.0";
const SERVICE: &str = "google/showcase/v1beta1/compliance.proto";
const SUITE: &str = "server/services/compliance_suite.json";

fn main() -> anyhow::Result<()> {
    println!("cargo::rerun-if-changed=proto");
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").context("OUT_DIR is not set")?);
    let module = module()?;
    fs::copy(module.join(SUITE), out_dir.join("suite.json"))?;

    let roots = [
        module.join("schema"),
        PathBuf::from("proto"),
        PathBuf::from("../../proto"),
    ];
    let descriptors = protox::Compiler::new(roots)?
        .include_imports(true)
        .open_file(SERVICE)?
        .encode_file_descriptor_set();
    fs::write(out_dir.join("descriptors.bin"), &descriptors)?;

    let set = prost_types::FileDescriptorSet::decode(descriptors.as_slice())?;
    tonic_prost_build::configure()
        .build_client(false)
        .build_transport(false)
        .compile_fds(set)?;
    portcullis_gateway_build::Builder::new().generate(&descriptors, &out_dir)?;
    Ok(())
}

/// Where Go keeps the module, which is downloaded when it is not there yet.
fn module() -> anyhow::Result<PathBuf> {
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
