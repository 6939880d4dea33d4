//! The `portcullis` binary.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;

use portcullis_server::{
    cli::{self, Cli},
    config::ProcessEnvironment,
};

fn main() -> ExitCode {
    match cli::run(Cli::parse(), &ProcessEnvironment) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            for line in error.to_string().lines() {
                // Without a reader of stderr the exit code says it alone.
                let _ = writeln!(io::stderr(), "error: {line}");
            }
            ExitCode::from(error.exit_code())
        }
    }
}
