//! How a failure is told: in the words of the old engine, with the place in the script.

use portcullis_core::script::{Place, ScriptError, ScriptErrorKind};
use portcullis_script_syntax::Prepared;
use serde::Deserialize;
use serde_json::value::RawValue;

/// What the prelude says of something that was thrown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Thrown {
    /// How the text begins.
    head: String,
    name: String,
    stack: String,
    /// Which of the script's `throw` statements threw it, if it is no error that knows its place.
    mark: Option<usize>,
    value: Option<Box<RawValue>>,
    /// The function of the host that threw, as the old engine calls it.
    native_frame: Option<String>,
}

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
            head: thrown.message.unwrap_or_default(),
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
        let (function, place) = self.origin(prepared);
        let position = match (&self.native_frame, place) {
            (Some(native), _) => format!(" at {native} (native)"),
            (None, Some(Place { line, column })) => match function {
                Some(function) => format!(" at {function} (<eval>:{line}:{column})"),
                None => format!(" at <eval>:{line}:{column}"),
            },
            (None, None) => String::new(),
        };
        ScriptError {
            kind,
            message: self.head + &position,
            name: self.name,
            stack: self.stack,
            place,
            thrown_json: self.value.map(|value| value.get().to_owned()),
        }
    }

    /// Where it comes from.
    fn origin(&self, prepared: Option<&Prepared>) -> (Option<String>, Option<Place>) {
        let throws = prepared.map_or(&[][..], |prepared| &prepared.throws);
        if let Some(throw) = self.mark.and_then(|mark| throws.get(mark)) {
            let place = Place {
                line: throw.line,
                column: throw.column,
            };
            return (throw.function.clone(), Some(place));
        }
        match self.stack.lines().find_map(Frame::parse) {
            None => (None, None),
            Some(Frame { function, place }) => {
                let Place { line, column } = place;
                let (line, column) = match prepared {
                    Some(prepared) => prepared.original(line, column),
                    None => (line, column),
                };
                let function = function.map(str::to_owned);
                (function, Some(Place { line, column }))
            }
        }
    }
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
