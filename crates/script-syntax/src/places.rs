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

/// What the old engine says of a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Explained {
    /// Its place.
    pub(crate) place: Position,
    /// The member that was called, if a call failed.
    pub(crate) member: Option<String>,
}

/// Explains a failure at a place of the engine. Nothing when no operation at that place can fail
/// so, or the script cannot be parsed.
pub(crate) fn explain(source: &str, at: Position, failure: &Failure<'_>) -> Option<Explained> {
    let explained = parse::parsed(source, |parsed, _| {
        let columns = Columns::new(source);
        let mut walk = Walk::new(&columns, at, *failure);
        walk.program(&parsed.program);
        walk.best().map(|operation| Explained {
            place: Lines::new(source).in_bytes(operation.old),
            member: operation.member,
        })
    });
    explained.flatten()
}

#[cfg(test)]
mod tests;
