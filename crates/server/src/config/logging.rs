//! What is logged, and how.

use tracing_subscriber::EnvFilter;

use super::{Mistakes, Setting, raw::Raw};

/// Settings of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logging {
    /// A level or a filter of levels, known to be readable.
    pub filter: String,
    /// How a line looks.
    pub format: LogFormat,
}

/// How a log line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

pub(super) fn read(raw: &Raw, mistakes: &mut Mistakes) -> Option<Logging> {
    let filter = raw.read(Setting::LogLevel, mistakes, parse_filter);
    let format = raw.read(Setting::LogFormat, mistakes, parse_format);
    Some(Logging {
        filter: filter?,
        format: format?,
    })
}

fn parse_filter(text: &str) -> Result<String, String> {
    let problem = || {
        "is not a level (off, error, warn, info, debug, trace) nor a filter such as info,hyper=debug"
            .to_owned()
    };
    // A filter would take a bare word such as `verbose`, or what stands before a blank or a
    // semicolon, for the name of a module, and log nothing.
    let level_is_known = |part: &str| part.contains('=') || LEVELS.contains(&part);
    let is_odd = |c: char| c.is_whitespace() || c == ';';
    if text.contains(is_odd) || !text.split(',').all(level_is_known) {
        return Err(problem());
    }
    match EnvFilter::builder().parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err(problem()),
    }
}

fn parse_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("is not a format; give text or json".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, good: bool) {
        assert_eq!(parse_filter(text).is_ok(), good, "{text:?}");
    }

    #[test]
    fn filters() {
        for good in ["error", "trace", "off", "info,hyper=debug", "h2=off,info"] {
            check(good, true);
        }
        for wrong in [
            "",
            "verbose",
            "INFO ",
            "info,",
            "hyper=loud",
            "info;hyper=debug",
        ] {
            check(wrong, false);
        }
    }
}
