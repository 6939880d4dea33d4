//! Answers the protobuf conformance test runner on stdin and stdout, with generated messages and
//! the gateway's JSON.

#[cfg(protos)]
mod messages;
#[cfg(protos)]
mod testee;

use std::process::ExitCode;

#[cfg(protos)]
fn main() -> ExitCode {
    match testee::serve(&mut std::io::stdin().lock(), &mut std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("protobuf-testee: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(protos))]
fn main() -> ExitCode {
    eprintln!("protobuf-testee: built without the suite's messages; see README.md");
    ExitCode::FAILURE
}
