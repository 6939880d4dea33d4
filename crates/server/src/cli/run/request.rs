//! What is to be run, from files.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use portcullis_gateway::json;
use portcullis_proto::portcullis::runtime::v1::TestActionRequest;
use serde_json::{Value, json};

use super::{ProfileName, RunCommand};
use crate::cli::Error;

/// The most that is read of a file.
const FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;

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
    let name = match (&command.function, path.file_stem()) {
        (Some(name), _) => name.clone(),
        (None, Some(stem)) if path != Path::new("-") => stem.to_string_lossy().into_owned(),
        _ => {
            let text = "--function: needed, for a script from stdin has no file name";
            return Err(Error::Usage(text.to_owned()));
        }
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

fn read(flag: &str, path: &Path) -> Result<String, Error> {
    let mut text = String::new();
    let source: Box<dyn Read> = if path == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        let file = fs::File::open(path).map_err(|error| unreadable(flag, path, &error))?;
        Box::new(file)
    };
    let mut source = source.take(FILE_BYTES_MAX + 1);
    source
        .read_to_string(&mut text)
        .map_err(|error| unreadable(flag, path, &error))?;
    if text.len() as u64 > FILE_BYTES_MAX {
        let text = format!(
            "{flag}: {} has more than {FILE_BYTES_MAX} bytes",
            path.display()
        );
        return Err(Error::Usage(text));
    }
    Ok(text)
}

fn unreadable(flag: &str, path: &Path, error: &io::Error) -> Error {
    Error::Usage(format!(
        "{flag}: {} cannot be read: {error}",
        path.display()
    ))
}
