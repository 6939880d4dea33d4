//! `portcullis lint`: says what can be said of scripts without running them.

use std::path::{Path, PathBuf};

use clap::Args;
use portcullis_core::{
    action::ScriptLimit,
    flow::{FlowType, TriggerType},
    script::Profile,
};
use portcullis_script_syntax::{Finding, Severity, Trigger, lint};
use serde_json::{Value, json};

use super::{
    Error, files,
    output::{Answer, Format},
    point,
    profile::ProfileName,
};
use crate::lint::severity;

/// The longest script that any server takes.
const SCRIPT_LIMIT: ScriptLimit = ScriptLimit::Bytes(40_000);

/// Scripts to look at.
#[derive(Debug, Args)]
pub(super) struct LintCommand {
    /// The scripts; each has the function that its file is called by
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Name of the action, when it is not the file's
    #[arg(long, value_name = "NAME")]
    function: Option<String>,
    /// Id of the flow they are for; without it members are looked for in all triggers
    #[arg(long, value_name = "ID", requires = "trigger", value_parser = point::flow)]
    flow: Option<FlowType>,
    /// Id of the trigger they are for
    #[arg(long, value_name = "ID", requires = "flow", value_parser = point::trigger)]
    trigger: Option<TriggerType>,
    /// Which engine they are to run like
    #[arg(long, value_name = "PROFILE", default_value = "goja")]
    profile: ProfileName,
}

pub(super) fn run(command: &LintCommand, format: Format) -> Result<(), Error> {
    let trigger = trigger(command)?;
    let mut found = Vec::new();
    let mut mistakes = Vec::new();
    for file in &command.files {
        match look(command, file, trigger) {
            Ok(findings) => found.extend(findings.into_iter().map(|it| (file.as_path(), it))),
            // the others are looked at nevertheless
            Err(mistake) => mistakes.push(mistake.to_string()),
        }
    }
    let errors = found
        .iter()
        .filter(|(_, it)| it.severity == Severity::Error)
        .count();
    let lines: Vec<_> = found
        .iter()
        .map(|(file, finding)| line(file, finding))
        .collect();
    let answer = Answer {
        text: match lines.is_empty() {
            true => "nothing found".to_owned(),
            false => lines.join("\n"),
        },
        json: found
            .iter()
            .map(|(file, finding)| object(file, finding))
            .collect(),
    };
    let is_all_unread = mistakes.len() == command.files.len();
    if !is_all_unread {
        answer.print(format)?;
    }
    if !mistakes.is_empty() {
        return Err(Error::Usage(mistakes.join("\n")));
    }
    match errors {
        0 => Ok(()),
        errors => Err(Error::Findings(errors)),
    }
}

fn look(
    command: &LintCommand,
    file: &Path,
    trigger: Option<Trigger>,
) -> Result<Vec<Finding>, Error> {
    let source = files::read("FILE", file)?;
    let name = files::action_name(command.function.as_deref(), file)?;
    let profile = match command.profile {
        ProfileName::Goja => Profile::Goja,
        ProfileName::Lenient => Profile::Lenient,
    };
    Ok(lint(&source, &name, trigger, profile, SCRIPT_LIMIT))
}

fn trigger(command: &LintCommand) -> Result<Option<Trigger>, Error> {
    let (Some(flow), Some(trigger)) = (command.flow, command.trigger) else {
        return Ok(None);
    };
    point::check(flow, trigger)?;
    Ok(Trigger::of(flow, trigger))
}

/// As compilers tell it, so that editors find the place.
fn line(file: &Path, finding: &Finding) -> String {
    let place = format!("{}:{}:{}", file.display(), finding.line, finding.column);
    let help = match &finding.help {
        Some(help) => format!("\n    {help}"),
        None => String::new(),
    };
    let severity = severity(finding);
    format!(
        "{place}: {severity}: {} [{}]{help}",
        finding.message, finding.rule
    )
}

fn object(file: &Path, finding: &Finding) -> Value {
    json!({
        "file": file,
        "rule": finding.rule,
        "severity": severity(finding),
        "message": finding.message,
        "help": finding.help,
        "line": finding.line,
        "column": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
    })
}
