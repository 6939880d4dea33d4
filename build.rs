//! Build script of `crates/proto`: one descriptor set, made without `protoc`, feeds every generator.

use std::{
    env,
    error::Error,
    fs, io,
    path::{Path, PathBuf},
};

use prost::Message as _;

/// The folder with the `.proto` files, seen from the crate this script belongs to.
const PROTO_ROOT: &str = "../../proto";

#[expect(
    clippy::disallowed_methods,
    reason = "Cargo tells a build script its folder through the environment"
)]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={PROTO_ROOT}");
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);

    let descriptors = compile()?;
    fs::write(out_dir.join("descriptors.bin"), &descriptors)?;
    generate_messages_and_services(&descriptors)?;
    portcullis_gateway_build::Builder::new().generate(&descriptors, &out_dir)?;
    Ok(())
}

/// Compiles every file below the root. The set is encoded by protox itself: any other round trip
/// loses the `google.api.http` options.
fn compile() -> Result<Vec<u8>, Box<dyn Error>> {
    let mut files = Vec::new();
    proto_files(Path::new(PROTO_ROOT), &mut files)?;
    files.sort();
    let set = protox::Compiler::new([PROTO_ROOT])?
        .include_imports(true)
        .include_source_info(true)
        .open_files(files)?
        .encode_file_descriptor_set();
    Ok(set)
}

fn proto_files(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            proto_files(&path, found)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "proto")
        {
            found.push(path);
        }
    }
    Ok(())
}

fn generate_messages_and_services(descriptors: &[u8]) -> Result<(), Box<dyn Error>> {
    let mut config = prost_build::Config::new();
    config.enable_type_names().bytes(["."]);
    let set = prost_types::FileDescriptorSet::decode(descriptors)?;
    tonic_prost_build::configure()
        .build_transport(false)
        .compile_fds_with_config(set, config)?;
    Ok(())
}
