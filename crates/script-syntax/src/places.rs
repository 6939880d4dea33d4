//! From the engine's place of a failure to the old engine's.
//!
//! Both engines note places in their code while they compile, each its own and at its own nodes,
//! and tell a failure with the one noted last before the operation that failed. So the script is
//! gone through in the order that both compile it, with the last place of either at hand; the
//! operation is found by the engine's place and by what is known of the failure.
//!
//! This is for failures only, and costs as much as parsing the script.

mod columns;
mod failure;
mod walk;

pub use self::failure::Failure;
use self::{columns::Columns, walk::Walk};
use crate::{
    lines::{Lines, Position},
    parse,
};

/// A failure as the old engine tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailurePlace {
    /// The line, counted from 1.
    pub line: u32,
    /// The column, counted from 1 in bytes of UTF-8.
    pub column: u32,
    /// Its words for the failure, if they can be known only from the place.
    pub words: Option<String>,
    /// The name, or nothing, by which a function is called there.
    pub calls: Option<String>,
    /// An object is made there.
    pub is_construct: bool,
    /// It is in a constructor of a class, which the old engine does not name.
    pub in_constructor: bool,
}

/// Finds the place of a failure at a place of the engine, in a script that calls `mark` where the one
/// that was written does not. None when no operation at that place can
/// fail so, or the script cannot be parsed on the stack that this thread has left.
pub(crate) fn find(
    source: &str,
    mark: &str,
    at: Position,
    failure: &Failure<'_>,
    left: usize,
) -> Option<FailurePlace> {
    let found = parse::parsed_on(source, left, |parsed, _| {
        let columns = Columns::new(source);
        let mut walk = Walk::new(&columns, mark, at, *failure);
        walk.program(&parsed.program);
        walk.best().map(|operation| {
            let Position { line, column } = Lines::new(source).in_bytes(operation.old);
            FailurePlace {
                line,
                column,
                words: operation.words,
                calls: operation.calls,
                is_construct: operation.is_construct,
                in_constructor: operation.in_constructor,
            }
        })
    });
    found.flatten()
}

#[cfg(test)]
mod tests;
