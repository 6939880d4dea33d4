//! `portcullis run`: tries scripts without a server and without a database.

mod flags;
mod lines;
mod report;
mod request;
mod watch;
mod world;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use bytes::BytesMut;
use clap::Args;
use portcullis_core::{
    Error as CoreError, Result as CoreResult,
    flow::{FlowType, TriggerType},
};
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
    point,
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
    #[arg(
        long,
        value_name = "ID",
        value_parser = point::flow,
        required_unless_present = "request",
        conflicts_with = "request"
    )]
    flow: Option<FlowType>,
    /// Id of the trigger: 1 post authentication, 2 pre creation, 3 post creation, 4 userinfo, 5
    /// access token, 6 SAML response
    #[arg(
        long,
        value_name = "ID",
        value_parser = point::trigger,
        required_unless_present = "request",
        conflicts_with = "request"
    )]
    trigger: Option<TriggerType>,
    /// What is known of the login, in JSON
    #[arg(long, value_name = "FILE", conflicts_with = "request")]
    context: Option<PathBuf>,
    /// Name of the action [default: the script's file name without its extension]
    #[arg(long, value_name = "NAME", conflicts_with = "request")]
    function: Option<String>,
    /// Longest time the action may take, such as 500ms or 2s, at most 20s [default: 20s]
    #[arg(
        long,
        value_name = "DURATION",
        value_parser = flags::timeout,
        conflicts_with = "request"
    )]
    timeout: Option<Duration>,
    /// Go on when the action fails; what it did before stays
    #[arg(long, conflicts_with = "request")]
    allowed_to_fail: bool,
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
    /// Run again whenever one of the files changes; a run that is under way then is ended
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
    flags::check(&command)?;
    if command.watch {
        return Err(watch::forever(&command, format));
    }
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
        None => run_script(&mut runner, command, format),
    }
}

fn run_script(runner: &mut Runner, command: &RunCommand, format: Format) -> Result<(), Error> {
    let request = request::of_script(command)?;
    let scripts = request::scripts(&request);
    let response = runner.run(request).map_err(flags::mistake)?;
    show(&response, &scripts, format)
}

/// Tells how a script ran.
fn show(
    response: &ExecuteTriggerResponse,
    scripts: &[String],
    format: Format,
) -> Result<(), Error> {
    let text = match format {
        Format::Text => report::text(response, scripts),
        Format::Json => to_json(response)?,
    };
    output::write(text.trim_end())?;
    verdict(response)
}

fn verdict(response: &ExecuteTriggerResponse) -> Result<(), Error> {
    match &response.abort_error {
        None if response.outcome() == Outcome::Completed => Ok(()),
        error => {
            let message = error.as_ref().map(|error| error.message.clone());
            Err(Error::ActionFailed(message.unwrap_or_default()))
        }
    }
}

// === impl RunCommand ===

impl RunCommand {
    /// The script; clap lets it be missing for requests only.
    fn script(&self) -> &Path {
        self.script.as_deref().unwrap_or(Path::new("-"))
    }
}

// === impl Runner ===

impl Runner {
    /// # Errors
    ///
    /// When a field of the request cannot be used.
    fn run(&mut self, request: TestActionRequest) -> CoreResult<ExecuteTriggerResponse> {
        let mut run = tested(&request, None)?;
        run.http.no_network |= self.no_network;
        let mut world = self.world.of(&run.http)?;
        let trigger =
            Trigger::new(run).map_err(|error| CoreError::field("context", error.to_string()))?;
        let result = trigger.run(&mut self.interpreter, &mut world);
        Ok(response(result, request.context))
    }
}

fn to_json(message: &impl json::Message) -> Result<String, Error> {
    let mut text = BytesMut::new();
    json::encode(message, &json::Options::new(), &mut text)
        .map_err(|error| Error::Refused(error.to_string()))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
