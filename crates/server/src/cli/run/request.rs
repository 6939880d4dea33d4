//! What is to be run, from files.

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    path::Path,
};

use portcullis_gateway::json;
use portcullis_proto::portcullis::runtime::v1::TestActionRequest;
use serde_json::{Value, json};

use super::{ProfileName, RunCommand};
use crate::cli::{
    Error,
    files::{action_name, read, unreadable},
};

/// The lines of a file, or of stdin.
pub(super) fn lines(path: &Path) -> Result<Box<dyn BufRead>, Error> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(|error| unreadable("--request", path, &error))?;
    Ok(Box::new(BufReader::new(file)))
}

/// One request in JSON.
pub(super) fn parse(text: &str) -> Result<TestActionRequest, Error> {
    json::decode(text.as_bytes(), &json::Options::new())
        .map_err(|error| Error::Usage(format!("--request: {error}")))
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
        ProfileName::Goja => "PROFILE_GOJA",
        ProfileName::Lenient => "PROFILE_LENIENT",
    };
    let request = json!({
        "flow_type": command.flow,
        "trigger_type": command.trigger,
        "context": optional_json("--context", command.context.as_deref())?,
        "options": { "profile": profile },
        "actions": [{ "name": name, "script": script }],
        "test": {
            "http_mocks": optional_json("--mock", command.mock.as_deref())?,
            "allow_network": true,
        },
    });
    json::decode(request.to_string().as_bytes(), &json::Options::new())
        .map_err(|error| Error::Usage(error.to_string()))
}

fn optional_json(flag: &str, path: Option<&Path>) -> Result<Value, Error> {
    let Some(path) = path else {
        return Ok(Value::Null);
    };
    let text = read(flag, path)?;
    serde_json::from_str(&text)
        .map_err(|error| Error::Usage(format!("{flag}: {} is no JSON: {error}", path.display())))
}
