//! Compiles the service that both sides serve.

use std::{env, fs, path::PathBuf};

use anyhow::Context as _;
use prost::Message as _;

fn main() -> anyhow::Result<()> {
    println!("cargo::rerun-if-changed=proto");
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").context("OUT_DIR is not set")?);
    let descriptors = protox::Compiler::new(["proto", "../../proto"])?
        .include_imports(true)
        .open_file("oracle/v1/oracle.proto")?
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
