//! Logging to stderr, so that stdout carries nothing but answers.
//!
//! It deliberately knows no metrics and no exporters.

use std::io::{self, IsTerminal};

use tracing_subscriber::{EnvFilter, fmt};

use crate::config::{LogFormat, Logging};

/// Sends the log of this process to stderr. A second call does nothing.
pub fn init(logging: &Logging) {
    // The settings were checked, so a filter that cannot be read logs too much, never nothing.
    let filter = EnvFilter::builder().parse_lossy(&logging.filter);
    let builder = fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        // It would tell on stderr that stderr is broken, and panic on that.
        .log_internal_errors(false)
        .with_ansi(io::stderr().is_terminal());
    let _already_set = match logging.format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
}
