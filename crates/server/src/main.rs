//! The `portcullis` binary.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;

use portcullis_server::{
    cli::{self, Cli, script_worker},
    config::ProcessEnvironment,
};

fn main() -> ExitCode {
    let done = if script_worker::is_asked_for() {
        script_worker::run()
    } else {
        cli::run(Cli::parse(), &ProcessEnvironment)
    };
    match done {
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
