//! Generates the suite's messages from the folder that `run` installs it in. Without one the
//! testee builds without them, and can only say so.

use std::{env, error::Error, fs, path::PathBuf};

use prost::Message as _;

const FOLDER: &str = "PROTOBUF_CONFORMANCE_PROTOS";
const FILES: [&str; 2] = [
    "conformance/conformance.proto",
    "google/protobuf/test_messages_proto3.proto",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed={FOLDER}");
    let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) else {
        return Ok(());
    };
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rustc-cfg=protos");
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);

    let descriptors = protox::Compiler::new([folder])?
        .include_imports(true)
        .open_files(FILES)?
        .encode_file_descriptor_set();
    fs::write(out_dir.join("descriptors.bin"), &descriptors)?;
    let mut config = prost_build::Config::new();
    config.enable_type_names();
    config.compile_fds(prost_types::FileDescriptorSet::decode(&*descriptors)?)?;
    portcullis_gateway_build::Builder::new().generate(&descriptors, &out_dir)?;
    Ok(())
}
