//! Compiles the project's own `.proto` files, so that the peers serve the same messages.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=../proto");
    let files = protox::compile(["zitadel/management/v1/management.proto"], ["../proto"])?;
    tonic_prost_build::configure()
        .build_client(false)
        .generate_default_stubs(true)
        .include_file("packages.rs")
        .compile_fds(files)?;
    Ok(())
}
