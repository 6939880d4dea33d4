//! Mistakes in flags: those that show before a file is read, and the names that flags go by.

use std::{path::Path, time::Duration};

use portcullis_core::{Error as CoreError, action::Timeout};

use super::{RunCommand, watch, world};
use crate::{
    cli::{Error, files::action_name, point},
    config::parse_duration,
    convert::run::check_name,
};

/// What fields of a request are called here.
const NAMES: [(&str, &str); 4] = [
    ("actions[0].name", "--function"),
    ("actions[0].script", "SCRIPT"),
    ("context", "--context"),
    ("test.http_mocks", "--mock"),
];

/// The value of `--timeout`.
pub(super) fn timeout(text: &str) -> Result<Duration, String> {
    let timeout = parse_duration(text)?;
    Timeout::new(timeout).map_err(|_| format!("is too long; at most {:?}", Timeout::MAX))?;
    Ok(timeout)
}

/// The name of the action.
pub(super) fn function(command: &RunCommand) -> Result<String, Error> {
    action_name(command.function.as_deref(), command.script())
}

/// What can be told of a command line before any file is read.
pub(super) fn check(command: &RunCommand) -> Result<(), Error> {
    if let (Some(flow), Some(trigger)) = (command.flow, command.trigger) {
        point::check(flow, trigger)?;
    }
    if command.request.is_none() {
        check_name("--function", &function(command)?).map_err(mistake)?;
    }
    world::policy(command.deny_list.as_deref())?;
    match command.watch {
        true => watch::check(&files(command)),
        false => Ok(()),
    }
}

/// The files of a command, by the names that they have there.
pub(super) fn files(command: &RunCommand) -> Vec<(&'static str, &Path)> {
    let files = [
        ("SCRIPT", &command.script),
        ("--context", &command.context),
        ("--mock", &command.mock),
    ];
    let files = files.into_iter();
    let files = files.filter_map(|(name, file)| Some((name, file.as_deref()?)));
    files.collect()
}

/// A mistake in a request that was made of flags.
pub(super) fn mistake(error: CoreError) -> Error {
    let CoreError::FieldInvalid { field, why } = error else {
        return Error::Usage(error.to_string());
    };
    let mut names = NAMES.iter();
    let known = names.find_map(|(name, flag)| Some((flag, field.strip_prefix(name)?)));
    Error::Usage(match known {
        Some((flag, "")) => format!("{flag}: {why}"),
        Some((flag, rest)) => format!("{flag}: {}: {why}", rest.trim_start_matches('.')),
        None => format!("{field}: {why}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(field: &str, expected: &str) {
        let told = mistake(CoreError::field(field, "is wrong"));
        assert_eq!(told.to_string(), expected);
        assert_eq!(told.exit_code(), 2);
    }

    #[test]
    fn fields_are_told_as_flags() {
        check("actions[0].name", "--function: is wrong");
        check("actions[0].script", "SCRIPT: is wrong");
        check("context.actor", "--context: actor: is wrong");
        check("test.http_mocks", "--mock: is wrong");
        check("test.http_mocks[1].status", "--mock: [1].status: is wrong");
    }

    #[test]
    fn timeouts() {
        assert_eq!(timeout("20s"), Ok(Timeout::MAX));
        assert_eq!(timeout("0s"), Ok(Duration::ZERO));
        assert_eq!(timeout("20001ms").unwrap_err(), "is too long; at most 20s");
        assert!(timeout("1").unwrap_err().contains("is not a duration"));
    }
}
