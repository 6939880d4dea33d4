//! Generates the same message twice: with the gateway's JSON and with pbjson's.

use std::{env, error::Error, fs, path::PathBuf};

use prost::Message as _;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=order.proto");
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let descriptors = protox::Compiler::new(["."])?
        .include_imports(true)
        .open_file("order.proto")?
        .encode_file_descriptor_set();
    let set = prost_types::FileDescriptorSet::decode(&*descriptors)?;

    let ours = out_dir.join("ours");
    fs::create_dir_all(&ours)?;
    prost_build::Config::new()
        .out_dir(&ours)
        .compile_fds(set.clone())?;
    portcullis_gateway_build::Builder::new().generate(&descriptors, &ours)?;

    let theirs = out_dir.join("pbjson");
    fs::create_dir_all(&theirs)?;
    prost_build::Config::new()
        .out_dir(&theirs)
        .compile_well_known_types()
        .extern_path(".google.protobuf", "::pbjson_types")
        .compile_fds(set)?;
    pbjson_build::Builder::new()
        .register_descriptors(&descriptors)?
        .out_dir(&theirs)
        .build(&[".bench"])?;
    Ok(())
}
