//! How a run fails, and what is known of a value that was thrown.

use std::ffi::CStr;

use crate::context::{Context, Local, Raised};

/// Why a script, a function or a promise job did not end well.
#[derive(Clone, Debug, PartialEq)]
pub enum Exception {
    /// Something was thrown and not caught.
    Thrown(Box<Thrown>),
    /// The deadline passed.
    DeadlinePassed,
    /// The script needed more memory than it may have.
    OutOfMemory,
    /// The host ended the run.
    Aborted,
}

/// What is known of a thrown value. Reading it may run code of the script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thrown {
    /// The `name` of an `Error`.
    pub name: Option<String>,
    /// The `message` of an `Error`; any other value as text, if it becomes one.
    pub message: Option<String>,
    /// The `stack` of an `Error`: the frames, without a line for the error itself.
    pub stack: Option<String>,
    /// What the prelude's `describe` says of the value.
    pub description: Option<String>,
}

/// What ends a run so that no script can catch it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    DeadlinePassed,
    OutOfMemory,
    Aborted,
}

// === impl Exception ===

impl Exception {
    /// Whether recursion was too deep: QuickJS throws a `RangeError` that can be told from others
    /// by its text alone, so that a script can throw one like it.
    pub fn is_stack_overflow(&self) -> bool {
        let Self::Thrown(thrown) = self else {
            return false;
        };
        thrown.name.as_deref() == Some("RangeError")
            && thrown.message.as_deref() == Some("Maximum call stack size exceeded")
    }
}

// === impl Thrown ===

impl Thrown {
    /// Takes the pending exception and asks about it. A question that throws has no answer, and
    /// when the run is over none is asked.
    pub(crate) fn take(context: Context, entry: &Local) -> Self {
        let value = context.take_exception();
        if context.run().stopped().is_some() {
            return Self::default();
        }
        let description = answered(context, describe(entry, &value));
        if !value.is_error() {
            return Self {
                message: answered(context, value.convert_to_text()),
                description,
                ..Self::default()
            };
        }
        let text = |name: &CStr| {
            let property = value.property(name).and_then(|property| property.read());
            answered(context, property)?.into_text()
        };
        Self {
            name: text(c"name"),
            message: text(c"message"),
            stack: text(c"stack"),
            description,
        }
    }
}

fn describe(entry: &Local, value: &Local) -> Result<String, Raised> {
    let function = entry.property(c"describe")?;
    function.call(entry, &[value.again()])?.convert_to_text()
}

/// The answer, if there is one; else the exception is forgotten.
fn answered<T>(context: Context, answer: Result<T, Raised>) -> Option<T> {
    answer
        .inspect_err(|Raised| drop(context.take_exception()))
        .ok()
}

// === impl Stop ===

impl From<Stop> for Exception {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::DeadlinePassed => Self::DeadlinePassed,
            Stop::OutOfMemory => Self::OutOfMemory,
            Stop::Aborted => Self::Aborted,
        }
    }
}
