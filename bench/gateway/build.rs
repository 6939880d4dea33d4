//! Compiles the service for every Rust server under test.

use std::{env, error::Error, fs, path::PathBuf};

use prost::Message as _;

const FILE: &str = "bench/v1/notes.proto";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=proto");
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let descriptors = protox::Compiler::new(["proto", "../../proto"])?
        .include_imports(true)
        .include_source_info(true)
        .open_file(FILE)?
        .encode_file_descriptor_set();
    let descriptors_path = out_dir.join("descriptors.bin");
    fs::write(&descriptors_path, &descriptors)?;

    let set = prost_types::FileDescriptorSet::decode(descriptors.as_slice())?;
    tonic_prost_build::configure()
        .build_client(false)
        .build_transport(false)
        .compile_fds(set)?;
    portcullis_gateway_build::Builder::new().generate(&descriptors, &out_dir)?;

    let connectrpc = out_dir.join("connectrpc");
    fs::create_dir_all(&connectrpc)?;
    connectrpc_build::Config::new()
        .descriptor_set(descriptors_path)
        .files(&[FILE])
        .out_dir(connectrpc)
        .gate_client_feature(true)
        .emit_rerun_directives(false)
        .include_file("mod.rs")
        .compile()?;
    Ok(())
}
