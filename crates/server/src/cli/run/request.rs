//! What is to be run, from files.

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    path::Path,
};

use portcullis_gateway::json;
use portcullis_proto::portcullis::runtime::v1::{
    Profile, RunOptions, TestActionRequest, TestOptions, TestedAction, TriggerContext,
};

use super::{RunCommand, flags};
use crate::{
    cli::{
        Error,
        files::{read, unreadable},
        profile::ProfileName,
    },
    convert::object::duration,
};

/// The lines of a file, or of stdin.
pub(super) fn lines(path: &Path) -> Result<Box<dyn BufRead>, Error> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(|error| unreadable("--request", path, &error))?;
    Ok(Box::new(BufReader::new(file)))
}

/// One request in JSON, on a line.
pub(super) fn parse(line: &[u8]) -> Result<TestActionRequest, Error> {
    json::decode(line, &json::Options::new()).map_err(|error| {
        // the line is known, and not the first one of the file
        let error = error
            .to_string()
            .replace(" at line 1 column ", " at column ");
        Error::Usage(format!("--request: {error}"))
    })
}

/// The request that runs one script.
pub(super) fn of_script(command: &RunCommand) -> Result<TestActionRequest, Error> {
    let path = command.script();
    let script = read("SCRIPT", path)?;
    let name = flags::function(command)?;
    let profile = match command.profile {
        ProfileName::Goja => Profile::Goja,
        ProfileName::Lenient => Profile::Lenient,
    };
    let context = command.context.as_deref();
    let context = context.map(|path| {
        read_json("--context", path, |text| {
            let decoded = json::decode::<TriggerContext>(text, &json::Options::new());
            decoded.map_err(|error| error.to_string())
        })
    });
    let mut test = TestOptions {
        allow_network: !command.no_network,
        ..TestOptions::default()
    };
    if let Some(path) = &command.mock {
        read_json("--mock", path, |text| {
            let decoded = json::decode_field(&mut test, "http_mocks", text, &json::Options::new());
            // the file is the array itself
            decoded.map_err(|error| error.to_string().replacen("httpMocks", "", 1))
        })?;
    }
    Ok(TestActionRequest {
        flow_type: command.flow.map_or(0, |flow| flow.id().into()),
        trigger_type: command.trigger.map_or(0, |trigger| trigger.id().into()),
        context: context.transpose()?,
        options: Some(RunOptions {
            profile: profile.into(),
            ..RunOptions::default()
        }),
        actions: vec![TestedAction {
            name,
            script,
            timeout: command.timeout.map(duration),
            allowed_to_fail: command.allowed_to_fail,
            ..TestedAction::default()
        }],
        test: Some(test),
    })
}

/// The scripts of a request's actions.
pub(super) fn scripts(request: &TestActionRequest) -> Vec<String> {
    let actions = request.actions.iter();
    actions.map(|action| action.script.clone()).collect()
}

/// What a file holds; places in mistakes are those of the file.
fn read_json<T>(
    flag: &str,
    path: &Path,
    decode: impl FnOnce(&[u8]) -> Result<T, String>,
) -> Result<T, Error> {
    let text = read(flag, path)?;
    decode(text.as_bytes()).map_err(|error| {
        let error = error.trim_start_matches(": ");
        Error::Usage(format!("{flag}: {}: {error}", path.display()))
    })
}
