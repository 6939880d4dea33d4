//! The command line: what can be asked, and the way from the words to the work.
//!
//! The commands beside `serve` work on the database itself, also while a server runs, but for
//! `run` and `lint`, which need none. They deliberately know nothing of HTTP and gRPC.

mod error;
mod files;
mod flags;
mod lint;
mod org;
mod output;
mod point;
mod profile;
mod run;
pub mod script_worker;
mod secret;
mod serve;
mod session;
mod suspend;
#[cfg(test)]
mod tests;
mod token;
mod user;
mod verify;

use std::sync::Arc;

use clap::{Parser, Subcommand};
use portcullis_core::SystemClock;

use crate::config::Environment;

pub use error::Error;
use flags::{InstanceFlags, ServeFlags};
use lint::LintCommand;
use org::OrgCommand;
use output::OutputFlag;
use run::RunCommand;
use secret::SecretCommand;
use session::Session;
use suspend::{ResumeCommand, SuspendCommand};
use token::TokenCommand;
use user::UserCommand;

/// ZITADEL's Management API for actions and flows: REST, gRPC and gRPC-Web on one port.
///
/// Without a command it serves.
#[derive(Debug, Parser)]
#[command(name = "portcullis", version, after_long_help = EXAMPLES, after_help = HINT)]
pub struct Cli {
    #[command(flatten)]
    instance: InstanceFlags,
    #[command(flatten)]
    serve: ServeFlags,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until SIGTERM or SIGINT (the default)
    Serve(Box<ServeFlags>),
    /// Add and list organisations
    Org {
        #[command(flatten)]
        output: OutputFlag,
        #[command(subcommand)]
        command: OrgCommand,
    },
    /// Add, list and remove service users
    User {
        #[command(flatten)]
        output: OutputFlag,
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Create, list and revoke access tokens
    Token {
        #[command(flatten)]
        output: OutputFlag,
        #[command(subcommand)]
        command: TokenCommand,
    },
    /// Set, list and delete secrets of organisations, which their scripts can read
    Secret {
        #[command(flatten)]
        output: OutputFlag,
        #[command(subcommand)]
        command: SecretCommand,
    },
    /// Let nothing run at a trigger; a running server heeds it from the next call on
    Suspend {
        #[command(flatten)]
        output: OutputFlag,
        #[command(flatten)]
        command: SuspendCommand,
    },
    /// Let a suspended trigger run its actions again
    Resume {
        #[command(flatten)]
        output: OutputFlag,
        #[command(flatten)]
        command: ResumeCommand,
    },
    /// Try a script, without a server and without a database
    #[command(args = InstanceFlags::hidden())]
    Run {
        #[command(flatten)]
        output: OutputFlag,
        #[command(flatten)]
        command: Box<RunCommand>,
    },
    /// Say what can be said of scripts without running them
    #[command(args = InstanceFlags::hidden())]
    Lint {
        #[command(flatten)]
        output: OutputFlag,
        #[command(flatten)]
        command: LintCommand,
    },
    /// Check that nothing in the database was lost or changed by hand
    Verify(OutputFlag),
}

const HINT: &str = "`portcullis --help` shows examples and the environment.";

const EXAMPLES: &str = "\
Examples:
  portcullis                                     serve on 127.0.0.1:8080, data in ./portcullis-data
  portcullis --listen 0.0.0.0:8443 --tls-cert chain.pem --tls-key key.pem
  portcullis org add ACME
  portcullis user add deploy --org 381239481239481234 --role ORG_OWNER
  portcullis token create --user 381239481239489876 --expires 90d
  portcullis suspend --org 381239481239481234 --flow 3 --trigger 1
  portcullis run addRoles.js --flow 2 --trigger 4 --context context.json

Environment:
  Every setting that names an [env: PORTCULLIS_…] is also read from there, and from the TOML file
  of --config under the flag's name without the dashes. A flag wins over the environment, that
  over the file, that over the default. Only in the environment:
  PORTCULLIS_ADMIN_TOKEN    token of the first user, at least 32 visible ASCII characters; without
                            it the first start makes one and writes it to DATA-DIR/admin.token
  PORTCULLIS_SECRETS_KEY    keys that seal the secrets of organisations, 32 bytes in base64 each,
                            separated by commas: the first seals, all open; without it the first
                            secret makes one and writes it to DATA-DIR/secrets.key

Exit codes:
  0  all went well      1  it failed while running      2  a flag or a setting is wrong";

/// Does what the command line asks. Answers go to stdout, all else to stderr.
///
/// # Errors
/// [`Error::exit_code`] tells how the process is to end.
pub fn run(cli: Cli, environment: &dyn Environment) -> Result<(), Error> {
    let Cli {
        instance,
        serve,
        command,
    } = cli;
    if !matches!(command, None | Some(Command::Serve(_))) {
        serve.refuse_for_commands()?;
    }
    let clock = Arc::new(SystemClock);
    let on_database = |flags: InstanceFlags| Session::new(flags.into_settings(), environment);
    match command {
        None => serve::serve(instance.and(serve), clock, environment),
        Some(Command::Serve(flags)) => {
            serve::serve(instance.and(flags.or(serve)), clock, environment)
        }
        Some(Command::Run { output, command }) => {
            instance.refuse_for("run")?;
            run::run(*command, output.format)
        }
        Some(Command::Lint { output, command }) => {
            instance.refuse_for("lint")?;
            lint::run(&command, output.format)
        }
        Some(Command::Org { output, command }) => {
            org::run(&on_database(instance)?, command, output.format)
        }
        Some(Command::User { output, command }) => {
            user::run(&on_database(instance)?, command, output.format)
        }
        Some(Command::Token { output, command }) => {
            token::run(&on_database(instance)?, command, &*clock, output.format)
        }
        Some(Command::Secret { output, command }) => {
            secret::run(&on_database(instance)?, command, output.format)
        }
        Some(Command::Suspend { output, command }) => {
            suspend::suspend(&on_database(instance)?, command, output.format)
        }
        Some(Command::Resume { output, command }) => {
            suspend::resume(&on_database(instance)?, command, output.format)
        }
        Some(Command::Verify(output)) => verify::run(&on_database(instance)?, output.format),
    }
}
