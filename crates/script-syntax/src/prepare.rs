//! Making a script ready for the engine.
//!
//! The engine knows where an `Error` was made, but keeps no position for other thrown values.
//! So each `throw` of something that may be no fresh `Error` is made to pass its value through a
//! function of the caller: `throw text` becomes `throw MARK(0,text)`, where 0 is the place in
//! [`Prepared::throws`]. Nothing else changes; most scripts stay as they are.

use oxc_parser::ParserReturn;

use crate::{
    lines::{Lines, Position},
    original::Original,
    parse,
    places::{self, Failure, FailurePlace},
    syntax_error::{self, SyntaxError},
    throws::{self, ThrowSite},
    warning::{self, Warning},
};

/// A script ready for the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// The text to evaluate.
    pub source: String,
    /// The marked throws.
    pub throws: Vec<Throw>,
    /// What the old engine lacked or did differently, in the order of the script.
    pub warnings: Vec<Warning>,
    /// The way back from positions in `source`.
    pub original: Original,
}

/// A `throw` statement whose value passes through the mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Throw {
    /// The line of the keyword, counted from 1.
    pub line: u32,
    /// Its column, counted from 1 in bytes of UTF-8.
    pub column: u32,
    /// The function around it, by the name it is declared with or given to.
    pub function: Option<String>,
}

/// A text to insert.
struct Insertion {
    offset: u32,
    text: String,
}

/// Checks a script and marks its throws with a function named `mark`.
///
/// The engine may be asked all the same when this is an error, for there are texts that only one
/// of the two refuses; and a script that nests too deeply to be parsed here is left to it as it
/// is. So is one that contains `mark` itself, or when `mark` is no plain identifier: then no
/// throw is marked.
pub fn prepare(source: &str, mark: &str) -> Result<Prepared, SyntaxError> {
    let outcome = parse::parsed(source, |parsed, _| of(source, mark, &parsed));
    outcome.unwrap_or_else(|| Ok(Prepared::untouched(source)))
}

/// The same on this thread, which has so many bytes of stack left. [`prepare`] starts one for it,
/// this never does: a script for which the stack may not suffice is left to the engine as it is.
pub fn prepare_on(source: &str, mark: &str, left: usize) -> Result<Prepared, SyntaxError> {
    let outcome = parse::parsed_on(source, left, |parsed, _| of(source, mark, &parsed));
    outcome.unwrap_or_else(|| Ok(Prepared::untouched(source)))
}

fn of(source: &str, mark: &str, parsed: &ParserReturn<'_>) -> Result<Prepared, SyntaxError> {
    if let Some(error) = syntax_error::first(source, parsed) {
        return Err(error);
    }
    let markable = is_plain_identifier(mark) && !source.contains(mark);
    let lines = Lines::new(source);
    let sites = if markable {
        throws::throw_sites(&parsed.program)
    } else {
        Vec::new()
    };
    let (text, original) = marked(source, mark, &sites, &lines);
    Ok(Prepared {
        source: text,
        throws: sites.into_iter().map(|site| throw(site, &lines)).collect(),
        warnings: warning::warnings(source, &parsed.program, &lines),
        original,
    })
}

// === impl Prepared ===

impl Prepared {
    /// The line and column of the script as it was written; see [`Original::position`].
    pub fn original(&self, line: u32, column: u32) -> (u32, u32) {
        self.original.position(line, column)
    }

    /// Where the old engine says that something failed, which the engine says failed at this line
    /// and column of `source`; none when it is not known. The script is parsed for it, on this
    /// thread: none, too, when the stack that it has `left` may not suffice.
    pub fn failure_place(
        &self,
        line: u32,
        column: u32,
        failure: &Failure<'_>,
        left: usize,
    ) -> Option<FailurePlace> {
        let mut found = places::find(&self.source, Position { line, column }, failure, left)?;
        (found.line, found.column) = self.original(found.line, found.column);
        Some(found)
    }

    /// A script of which nothing is known.
    fn untouched(source: &str) -> Self {
        Self {
            source: String::from(source),
            throws: Vec::new(),
            warnings: Vec::new(),
            original: Original::default(),
        }
    }
}

fn throw(site: ThrowSite<'_>, lines: &Lines<'_>) -> Throw {
    let keyword = lines.in_bytes(site.statement.start);
    Throw {
        line: keyword.line,
        column: keyword.column,
        function: site.function,
    }
}

/// The script with its throws marked, and the way back from it.
fn marked(
    source: &str,
    mark: &str,
    sites: &[ThrowSite<'_>],
    lines: &Lines<'_>,
) -> (String, Original) {
    let mut insertions: Vec<Insertion> = sites
        .iter()
        .enumerate()
        .flat_map(|(index, site)| around(source, mark, index, site))
        .collect();
    insertions.sort_by_key(|insertion| insertion.offset);
    let mut text = String::with_capacity(source.len() + insertions.len() * (mark.len() + 8));
    let mut original = Original::default();
    let mut done = 0;
    for insertion in insertions {
        let offset = insertion.offset as usize;
        text.push_str(source.get(done..offset).unwrap_or_default());
        text.push_str(&insertion.text);
        let place = lines.in_bytes(insertion.offset);
        let length = u32::try_from(insertion.text.len()).unwrap_or(u32::MAX);
        original.insert(place.line, place.column, length);
        done = offset;
    }
    text.push_str(source.get(done..).unwrap_or_default());
    (text, original)
}

/// What is inserted before and behind the value of a throw.
///
/// Without a semicolon of its own the statement gets one: it may have ended only because the
/// next line could not continue its expression, as in `throw () => {}` before a line that starts
/// with a parenthesis, but could continue a call.
fn around(source: &str, mark: &str, index: usize, site: &ThrowSite<'_>) -> [Insertion; 2] {
    let expression = site.expression;
    let adjacent = expression.start == site.statement.start + THROW;
    let space = if adjacent { " " } else { "" };
    let (open, close) = if site.is_sequence {
        ("(", "))")
    } else {
        ("", ")")
    };
    let rest = source.get(expression.end as usize..site.statement.end as usize);
    let has_semicolon = rest.is_some_and(|rest| rest.ends_with(';'));
    let end = if has_semicolon { "" } else { ";" };
    [
        Insertion {
            offset: expression.start,
            text: format!("{space}{mark}({index},{open}"),
        },
        Insertion {
            offset: expression.end,
            text: format!("{close}{end}"),
        },
    ]
}

/// The length of the keyword.
const THROW: u32 = 5;

fn is_plain_identifier(text: &str) -> bool {
    let is_start = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_' || byte == b'$';
    let mut bytes = text.bytes();
    bytes.next().is_some_and(is_start) && bytes.all(|byte| is_start(byte) || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
