//! `portcullis run`: tries scripts without a server and without a database.

mod lines;
mod report;
mod request;
mod watch;
mod world;

use std::{
    io::{self, Write},
    path::PathBuf,
};

use bytes::BytesMut;
use clap::Args;
use portcullis_gateway::json;
use portcullis_proto::portcullis::runtime::v1::{
    ExecuteTriggerResponse, Outcome, TestActionRequest,
};
use portcullis_quickjs::Limits;
use portcullis_runtime::{Interpreter, Trigger};

use self::world::Outside;
use super::{
    Error,
    output::{self, Format},
    profile::ProfileName,
};
use crate::convert::run::{response, tested};

/// A script to try, or whole requests.
#[derive(Debug, Args)]
pub(super) struct RunCommand {
    /// The script; `-` is stdin
    #[arg(required_unless_present = "request", conflicts_with = "request")]
    script: Option<PathBuf>,
    /// Id of the flow: 1 external authentication, 2 tokens, 3 internal authentication, 4 SAML
    #[arg(long, required_unless_present = "request", conflicts_with = "request")]
    flow: Option<i32>,
    /// Id of the trigger: 1 post authentication, 2 pre creation, 3 post creation, 4 userinfo, 5
    /// access token, 6 SAML response
    #[arg(long, required_unless_present = "request", conflicts_with = "request")]
    trigger: Option<i32>,
    /// What is known of the login, in JSON
    #[arg(long, value_name = "FILE", conflicts_with = "request")]
    context: Option<PathBuf>,
    /// Name of the action [default: the script's file name without its extension]
    #[arg(long, value_name = "NAME", conflicts_with = "request")]
    function: Option<String>,
    /// Which engine to be like
    #[arg(
        long,
        value_name = "PROFILE",
        default_value = "goja",
        conflicts_with = "request"
    )]
    profile: ProfileName,
    /// Answers to HTTP calls: an array of mocks in JSON
    #[arg(long, value_name = "FILE", conflicts_with = "request")]
    mock: Option<PathBuf>,
    /// Whole requests, one a line, answered line by line in JSON, or a single one on many lines; `-` is
    /// stdin
    #[arg(long, value_name = "FILE")]
    request: Option<PathBuf>,
    /// Run again whenever one of the files changes
    #[arg(long, conflicts_with = "request")]
    watch: bool,
    /// Let calls fail that no mock answers
    #[arg(long)]
    no_network: bool,
    /// Addresses, networks and names that scripts cannot reach, instead of the default ones; may be
    /// empty
    #[arg(long, value_name = "LIST")]
    deny_list: Option<String>,
}

/// Runs what is asked for.
struct Runner {
    interpreter: Interpreter,
    world: Outside,
    no_network: bool,
}

pub(super) fn run(command: RunCommand, format: Format) -> Result<(), Error> {
    let limits = Limits::default();
    let thread = Interpreter::thread(limits).name("script".to_owned());
    let running = thread.spawn(move || run_here(&command, format, limits));
    let running = running.map_err(|source| Error::Io {
        what: "a thread for the script",
        source,
    })?;
    running
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn run_here(command: &RunCommand, format: Format, limits: Limits) -> Result<(), Error> {
    let interpreter = Interpreter::new(limits);
    let mut runner = Runner {
        interpreter: interpreter.map_err(|error| Error::Refused(error.to_string()))?,
        world: Outside::new(command.deny_list.as_deref())?,
        no_network: command.no_network,
    };
    match &command.request {
        Some(requests) => lines::answer(&mut runner, request::lines(requests)?),
        None if command.watch => {
            let files = [&command.script, &command.context, &command.mock];
            let files: Vec<_> = files.into_iter().flatten().cloned().collect();
            watch::forever(&files, || {
                if let Err(error) = run_script(&mut runner, command, format) {
                    let _ = writeln!(io::stderr(), "error: {error}");
                }
            })
        }
        None => run_script(&mut runner, command, format),
    }
}

fn run_script(runner: &mut Runner, command: &RunCommand, format: Format) -> Result<(), Error> {
    let request = request::of_script(command)?;
    let scripts: Vec<_> = request.actions.iter().map(|it| it.script.clone()).collect();
    let response = runner.run(request)?;
    let text = match format {
        Format::Text => report::text(&response, &scripts),
        Format::Json => to_json(&response)?,
    };
    output::write(text.trim_end())?;
    runner.verdict(&response)
}

// === impl Runner ===

impl Runner {
    fn run(&mut self, request: TestActionRequest) -> Result<ExecuteTriggerResponse, Error> {
        let usage = |error: &dyn std::fmt::Display| Error::Usage(error.to_string());
        let mut run = tested(&request, None).map_err(|error| usage(&error))?;
        run.http.no_network |= self.no_network;
        let world = self.world.of(&run.http);
        let mut world = world.map_err(|error| usage(&error))?;
        let trigger = Trigger::new(run).map_err(|error| usage(&error))?;
        let result = trigger.run(&mut self.interpreter, &mut world);
        Ok(response(result, request.context))
    }

    fn verdict(&self, response: &ExecuteTriggerResponse) -> Result<(), Error> {
        match &response.abort_error {
            None if response.outcome() == Outcome::Completed => Ok(()),
            error => {
                let message = error.as_ref().map(|error| error.message.clone());
                Err(Error::ActionFailed(message.unwrap_or_default()))
            }
        }
    }
}

fn to_json(response: &ExecuteTriggerResponse) -> Result<String, Error> {
    let mut text = BytesMut::new();
    json::encode(response, &json::Options::new(), &mut text)
        .map_err(|error| Error::Refused(error.to_string()))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
