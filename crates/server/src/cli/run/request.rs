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

use super::RunCommand;
use crate::cli::{
    Error,
    files::{action_name, read, unreadable},
    profile::ProfileName,
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
    let path = command.script.as_deref().unwrap_or(Path::new("-"));
    let script = read("SCRIPT", path)?;
    let name = match &command.function {
        Some(name) => name.clone(),
        None => action_name(path)?,
    };
    let profile = match command.profile {
        ProfileName::Goja => Profile::Goja,
        ProfileName::Lenient => Profile::Lenient,
    };
    let context = command.context.as_deref();
    let context = context.map(|path| {
        read_json("--context", path, |text| {
            json::decode::<TriggerContext>(text, &json::Options::new())
        })
    });
    let mut test = TestOptions {
        allow_network: true,
        ..TestOptions::default()
    };
    if let Some(path) = &command.mock {
        read_json("--mock", path, |text| {
            json::decode_field(&mut test, "http_mocks", text, &json::Options::new())
        })?;
    }
    Ok(TestActionRequest {
        flow_type: command.flow.unwrap_or_default(),
        trigger_type: command.trigger.unwrap_or_default(),
        context: context.transpose()?,
        options: Some(RunOptions {
            profile: profile.into(),
            ..RunOptions::default()
        }),
        actions: vec![TestedAction {
            name,
            script,
            ..TestedAction::default()
        }],
        test: Some(test),
    })
}

/// What a file holds; places in mistakes are those of the file.
fn read_json<T>(
    flag: &str,
    path: &Path,
    decode: impl FnOnce(&[u8]) -> Result<T, json::Error>,
) -> Result<T, Error> {
    let text = read(flag, path)?;
    decode(text.as_bytes())
        .map_err(|error| Error::Usage(format!("{flag}: {}: {error}", path.display())))
}
