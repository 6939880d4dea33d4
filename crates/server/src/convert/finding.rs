//! Lint findings.

use portcullis_proto::portcullis::runtime::v1 as pb;
use portcullis_script_syntax::{Finding, Severity};

pub(crate) fn finding(finding: &Finding) -> pb::Finding {
    let severity = match finding.severity {
        Severity::Warning => pb::Severity::Warning,
        Severity::Error => pb::Severity::Error,
    };
    pb::Finding {
        rule: finding.rule.to_owned(),
        severity: severity.into(),
        message: finding.message.clone(),
        help: finding.help.clone().unwrap_or_default(),
        line: finding.line,
        column: finding.column,
        end_line: finding.end_line,
        end_column: finding.end_column,
    }
}
