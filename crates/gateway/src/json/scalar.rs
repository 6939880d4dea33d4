//! The JSON forms of the scalar types, which are those of their wrappers too.

mod boolean;
mod bytes;
mod float;
pub(super) mod integer;
mod number;
mod string;
