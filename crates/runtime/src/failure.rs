//! How a failure is told: in the words of the old engine, with the place in the script.

use portcullis_core::script::{Place, ScriptError, ScriptErrorKind};
use portcullis_script_syntax::{Failure, FailurePlace, Prepared};
use serde::Deserialize;
use serde_json::value::RawValue;

/// What the prelude says of something that was thrown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Thrown {
    /// How the text begins.
    head: String,
    name: String,
    message: String,
    stack: String,
    /// Which of the script's `throw` statements threw it, if it is no error that knows its place.
    mark: Option<usize>,
    value: Option<Box<RawValue>>,
    /// The function of the host that threw, as the old engine calls it.
    native_frame: Option<String>,
}

/// Where a failure comes from.
#[derive(Debug, Default)]
struct Origin {
    function: Option<String>,
    place: Option<Place>,
    /// The member that was called, if a call of a member failed.
    member: Option<String>,
}

/// What the engine says of every call that fails, whatever was called.
const NOT_A_FUNCTION: &str = "not a function";

/// A call on the way to a failure.
#[derive(Debug, PartialEq, Eq)]
struct Frame<'a> {
    function: Option<&'a str>,
    place: Place,
}

// === impl Thrown ===

impl From<portcullis_quickjs::Thrown> for Thrown {
    /// What the prelude says, else what the engine knows.
    fn from(thrown: portcullis_quickjs::Thrown) -> Self {
        let described = thrown.description.as_deref();
        let described = described.and_then(|text| serde_json::from_str(text).ok());
        described.unwrap_or_else(|| Self {
            head: thrown.message.clone().unwrap_or_default(),
            message: thrown.message.unwrap_or_default(),
            name: thrown.name.unwrap_or_default(),
            stack: thrown.stack.unwrap_or_default(),
            ..Self::default()
        })
    }
}

impl Thrown {
    /// The failure it is.
    pub(crate) fn into_error(
        self,
        kind: ScriptErrorKind,
        prepared: Option<&Prepared>,
    ) -> ScriptError {
        let origin = self.origin(prepared);
        let position = match (&self.native_frame, origin.place) {
            (Some(native), _) => format!(" at {native} (native)"),
            (None, Some(Place { line, column })) => match &origin.function {
                Some(function) => format!(" at {function} (<eval>:{line}:{column})"),
                None => format!(" at <eval>:{line}:{column}"),
            },
            (None, None) => String::new(),
        };
        let head = match &origin.member {
            Some(member) if self.message == NOT_A_FUNCTION => {
                let words = format!("Object has no member '{member}'");
                self.head.replace(NOT_A_FUNCTION, &words)
            }
            _ => self.head,
        };
        ScriptError {
            kind,
            message: head + &position,
            name: self.name,
            stack: self.stack,
            place: origin.place,
            thrown_json: self.value.map(|value| value.get().to_owned()),
        }
    }

    /// Where it comes from.
    fn origin(&self, prepared: Option<&Prepared>) -> Origin {
        let throws = prepared.map_or(&[][..], |prepared| &prepared.throws);
        if let Some(throw) = self.mark.and_then(|mark| throws.get(mark)) {
            return Origin {
                function: throw.function.clone(),
                place: Some(Place {
                    line: throw.line,
                    column: throw.column,
                }),
                member: None,
            };
        }
        let Some(Frame { function, place }) = self.stack.lines().find_map(Frame::parse) else {
            return Origin::default();
        };
        let function = function.map(str::to_owned);
        let Some(prepared) = prepared else {
            return Origin {
                function,
                place: Some(place),
                member: None,
            };
        };
        let failure = Failure {
            name: &self.name,
            message: &self.message,
            native: self.stack.lines().next().and_then(native),
        };
        let FailurePlace {
            line,
            column,
            member,
        } = prepared.failure_place(place.line, place.column, &failure);
        Origin {
            function,
            place: Some(Place { line, column }),
            member,
        }
    }
}

/// The built-in function that a line of a stack trace is in: `at name (native)`.
fn native(line: &str) -> Option<&str> {
    let name = line.trim().strip_prefix("at ")?.strip_suffix(" (native)")?;
    name.rsplit(' ').next()
}

// === impl Frame ===

impl<'a> Frame<'a> {
    /// A line of a stack trace, if it is a place in the script:
    /// `at name (<eval>:1:2)` or `at <eval>:1:2`.
    fn parse(line: &'a str) -> Option<Self> {
        let line = line.trim().strip_prefix("at ")?;
        let (function, place) = match line.rsplit_once(" (") {
            Some((function, place)) => (function, place.strip_suffix(')')?),
            None => ("", line),
        };
        let mut numbers = place.strip_prefix("<eval>:")?.splitn(2, ':');
        let place = Place {
            line: numbers.next()?.parse().ok()?,
            column: numbers.next()?.parse().ok()?,
        };
        let is_named = !matches!(function, "" | "<anonymous>" | "<eval>");
        Some(Self {
            function: is_named.then_some(function),
            place,
        })
    }
}

#[cfg(test)]
mod tests {
    use portcullis_core::script::Place;

    use super::Frame;

    #[track_caller]
    fn check(line: &str, expected: Option<(Option<&str>, u32, u32)>) {
        let expected = expected.map(|(function, line, column)| Frame {
            function,
            place: Place { line, column },
        });
        assert_eq!(Frame::parse(line), expected, "{line:?}");
    }

    #[test]
    fn frames() {
        check("    at f (<eval>:2:9)", Some((Some("f"), 2, 9)));
        check("    at <anonymous> (<eval>:2:9)", Some((None, 2, 9)));
        check("    at <eval> (<eval>:1:1)", Some((None, 1, 1)));
        check("    at <eval>:1:1", Some((None, 1, 1)));
        check("    at push (native)", None);
        check("    at call (<prelude>:7:9)", None);
        check("TypeError: at f (<eval>:2:9)", None);
    }
}
