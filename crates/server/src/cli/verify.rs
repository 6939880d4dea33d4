//! `portcullis verify`

use serde_json::json;

use super::{
    Error,
    output::{Answer, Format},
    session::Session,
};

pub(super) fn run(session: &Session, format: Format) -> Result<(), Error> {
    let audit = session.read(async |repository| Ok(repository.audit().await?))?;
    let events = count(audit.events, "event");
    let text = if audit.problems.is_empty() {
        format!("{events} checked, all is well")
    } else {
        audit.problems.join("\n")
    };
    let answer = Answer {
        text,
        json: json!({ "events": audit.events, "problems": audit.problems }),
    };
    answer.print(format)?;
    match audit.problems.len() as u64 {
        0 => Ok(()),
        problems => Err(Error::Damaged(count(problems, "problem"))),
    }
}

fn count(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
