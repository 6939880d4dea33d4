//! Three generators, one descriptor set: messages and traits, then what the gateway needs.

use std::{env, error::Error, fs, path::PathBuf};

use prost::Message as _;

#[expect(
    clippy::disallowed_methods,
    reason = "Cargo tells a build script its folder through the environment"
)]
fn main() -> Result<(), Box<dyn Error>> {
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    println!("cargo::rerun-if-changed=proto");

    // the second folder has google/api/annotations.proto
    let descriptors = protox::Compiler::new(["proto", "../../proto"])?
        .include_imports(true)
        .open_file("greeter/v1/greeter.proto")?
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
