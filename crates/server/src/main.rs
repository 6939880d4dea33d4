//! The `portcullis` binary.

use std::process::ExitCode;

use clap::Parser;

use portcullis_server::{
    cli::{self, Cli},
    config::ProcessEnvironment,
};

#[expect(
    clippy::print_stderr,
    reason = "the one place where a command's failure is told"
)]
fn main() -> ExitCode {
    match cli::run(Cli::parse(), &ProcessEnvironment) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            for line in error.to_string().lines() {
                eprintln!("error: {line}");
            }
            ExitCode::from(error.exit_code())
        }
    }
}
