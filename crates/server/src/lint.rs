//! What callers are told of scripts that they try or store.

use portcullis_core::{Error, Result, action::ScriptLimit, script::Profile};
use portcullis_script_syntax::{Finding, Severity, Trigger, lint};
use serde_json::json;
use tonic::{Response, metadata::AsciiMetadataValue};

/// Tells of findings beside the answer to a call that stores a script, which they do not stop: a JSON
/// array of objects with `rule`, `severity`, `line`, `column` and `message`, the last of which may be
/// `{"more": N}`. ASCII; at most [`HEADER_BYTES_MAX`].
pub(crate) const HEADER: &str = "x-portcullis-findings";

/// Headers are short.
const HEADER_BYTES_MAX: usize = 4096;
/// What `{"more": N}` and the brackets take.
const HEADER_REST: usize = 32;

/// Looks at a script, on a thread where it may take its time.
pub(crate) async fn findings(
    name: String,
    script: String,
    trigger: Option<Trigger>,
    profile: Profile,
    limit: ScriptLimit,
) -> Result<Vec<Finding>> {
    let looking = move || lint(&script, &name, trigger, profile, limit);
    let looking = tokio::task::spawn_blocking(looking);
    looking.await.map_err(Error::runner)
}

/// Adds the header, if there is something to tell.
pub(crate) fn tell<T>(response: &mut Response<T>, findings: &[Finding]) {
    if findings.is_empty() {
        return;
    }
    // it is ASCII without control characters
    if let Ok(value) = AsciiMetadataValue::try_from(shortened(findings)) {
        response.metadata_mut().insert(HEADER, value);
    }
}

/// How bad a finding is, in a word.
pub(crate) fn severity(finding: &Finding) -> &'static str {
    match finding.severity {
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn shortened(findings: &[Finding]) -> String {
    let mut text = String::from("[");
    for (at, finding) in findings.iter().enumerate() {
        let one = ascii(&json!({
            "rule": finding.rule,
            "severity": severity(finding),
            "line": finding.line,
            "column": finding.column,
            "message": finding.message,
        }));
        let comma = if at == 0 { "" } else { "," };
        if text.len() + one.len() + HEADER_REST > HEADER_BYTES_MAX {
            let more = findings.len() - at;
            text.push_str(&format!("{comma}{{\"more\":{more}}}"));
            break;
        }
        text.push_str(comma);
        text.push_str(&one);
    }
    text.push(']');
    text
}

/// JSON in ASCII.
fn ascii(value: &serde_json::Value) -> String {
    let mut text = String::new();
    for char in value.to_string().chars() {
        if char.is_ascii_graphic() || char == ' ' {
            text.push(char);
        } else {
            let mut units = [0; 2];
            for unit in char.encode_utf16(&mut units) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_ascii_and_short() {
        let source = "function grüß() {}\nreturn 1";
        let findings = lint(
            source,
            "grüße 😀",
            None,
            Profile::Goja,
            ScriptLimit::Bytes(5),
        );
        assert!(!findings.is_empty());
        let text = shortened(&findings);
        assert!(text.is_ascii());
        let told: serde_json::Value = serde_json::from_str(&text).unwrap();
        let messages: Vec<_> = findings.iter().map(|it| it.message.as_str()).collect();
        let in_header = told.as_array().unwrap().iter();
        let in_header: Vec<_> = in_header
            .map(|it| it["message"].as_str().unwrap())
            .collect();
        assert_eq!(in_header, messages);

        let many = vec![findings; 100].concat();
        let text = shortened(&many);
        assert!(text.len() <= HEADER_BYTES_MAX, "{}", text.len());
        let told: serde_json::Value = serde_json::from_str(&text).unwrap();
        let told = told.as_array().unwrap();
        let more = told.last().unwrap()["more"].as_u64().unwrap();
        assert_eq!(told.len() as u64 - 1 + more, many.len() as u64);
    }
}
