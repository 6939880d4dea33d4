//! Answers on stdout: text for people, JSON for programs.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use clap::{Args, ValueEnum};
use portcullis_core::Timestamp;
use serde_json::Value;

use super::Error;

/// How a command answers.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct OutputFlag {
    /// Answer for people or for programs
    #[arg(
        long = "output",
        global = true,
        value_name = "FORMAT",
        default_value = "text"
    )]
    pub(super) format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
}

/// One answer in both forms, made from the same facts.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) text: String,
    pub(super) json: Value,
}

// === impl Answer ===

impl Answer {
    /// A list: an aligned table, or an array.
    pub(super) fn list<const N: usize>(
        headings: [&str; N],
        rows: impl IntoIterator<Item = ([String; N], Value)>,
    ) -> Self {
        let (rows, items): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        Self {
            text: table(headings, &rows),
            json: Value::Array(items),
        }
    }

    /// Writes the answer to stdout.
    pub(super) fn print(&self, format: Format) -> Result<(), Error> {
        match format {
            Format::Text => write(&self.text),
            Format::Json => write(&format!("{:#}", self.json)),
        }
    }
}

/// Writes a line, or several, to stdout. A reader who has seen enough is no failure.
pub(super) fn write(text: &str) -> Result<(), Error> {
    let mut stdout = io::stdout().lock();
    let written = writeln!(stdout, "{text}").and_then(|()| stdout.flush());
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::Output(error)),
        _ => Ok(()),
    }
}

/// A date as RFC 3339 has it.
pub(super) fn date(time: Timestamp) -> String {
    jiff::Timestamp::from_microsecond(time.micros())
        .map_or_else(|_| "never".to_owned(), |date| date.to_string())
}

fn table<const N: usize>(headings: [&str; N], rows: &[[String; N]]) -> String {
    let headings = headings.map(str::to_owned);
    let lines = || std::iter::once(&headings).chain(rows);
    let mut widths = [0; N];
    for line in lines() {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for line in lines() {
        let mut row = String::new();
        for (cell, width) in line.iter().zip(widths) {
            let _ = write!(row, "{cell:width$}  ");
        }
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text.pop();
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_aligned_without_blanks_at_the_end() {
        let rows = [
            ["1".to_owned(), "Käse".to_owned()],
            ["22".to_owned(), "b".to_owned()],
        ];
        assert_eq!(table(["ID", "NAME"], &rows), "ID  NAME\n1   Käse\n22  b");
        assert_eq!(table(["ID", "NAME"], &[]), "ID  NAME");
    }

    #[test]
    fn dates() {
        assert_eq!(date(Timestamp::from_micros(0)), "1970-01-01T00:00:00Z");
        assert_eq!(
            date(Timestamp::from_micros(1_800_000_000_123_456)),
            "2027-01-15T08:00:00.123456Z"
        );
        assert_eq!(date(Timestamp::from_micros(i64::MAX)), "never");
    }
}
