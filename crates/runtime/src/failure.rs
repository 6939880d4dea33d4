//! How a failure is told: in the words of the old engine, with the place in the script.

use portcullis_core::script::{Place, ScriptError, ScriptErrorKind};
use portcullis_script_syntax::{ERRORS, Failure, FailurePlace, Prepared};
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

/// A script that failed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parsed<'a> {
    pub(crate) script: &'a Prepared,
    /// The stack that the thread has left to parse it once more.
    pub(crate) stack: usize,
}

/// Where a failure comes from.
#[derive(Debug, Default)]
struct Origin {
    function: Option<String>,
    place: Option<Place>,
    /// The words for it, if the place tells others.
    words: Option<String>,
    /// The built-in function that was called.
    native: Option<String>,
}

/// What is said of a class that is called without `new`.
const NOT_CALLED: &str = "Class constructor cannot be invoked";

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
        parsed: Option<Parsed<'_>>,
    ) -> ScriptError {
        let origin = self.origin(parsed);
        let native = self.native_frame.as_ref().or(origin.native.as_ref());
        let position = match (native, origin.place) {
            (Some(native), _) => format!(" at {native} (native)"),
            (None, Some(Place { line, column })) => match &origin.function {
                Some(function) => format!(" at {function} (<eval>:{line}:{column})"),
                None => format!(" at <eval>:{line}:{column}"),
            },
            (None, None) => String::new(),
        };
        let head = match origin.words {
            Some(words) => self.head.replacen(&self.message, &words, 1),
            None => self.head,
        };
        let stack = self.stack.split_inclusive('\n');
        let stack = stack.map(|line| {
            parsed
                .and_then(|it| it.original(line))
                .unwrap_or(line.into())
        });
        ScriptError {
            kind,
            message: head + &position,
            name: self.name,
            stack: stack.collect(),
            place: origin.place,
            thrown_json: self.value.map(|value| value.get().to_owned()),
        }
    }

    /// Where it comes from: an error knows where it was made, all else where it was thrown.
    fn origin(&self, parsed: Option<Parsed<'_>>) -> Origin {
        let throws = parsed.map_or(&[][..], |it| &it.script.throws);
        let is_error = !self.name.is_empty() && !self.stack.is_empty();
        if let Some(throw) = self
            .mark
            .filter(|_| !is_error)
            .and_then(|it| throws.get(it))
        {
            return Origin {
                function: throw.function.clone(),
                place: Some(Place {
                    line: throw.line,
                    column: throw.column,
                }),
                ..Origin::default()
            };
        }
        let mut frames = self.stack.lines().filter_map(Frame::parse);
        let Some(first) = frames.next() else {
            return Origin::default();
        };
        let Some(parsed) = parsed else {
            return first.origin();
        };
        if let Some(found) = self.explained(&first, parsed) {
            return self.at(&first, found);
        }
        // a constructor that is not written is no call for the old engine
        if let Some(second) = frames.next()
            && let Some(found) = self.explained(&second, parsed)
            && (found.is_construct || self.message.starts_with(NOT_CALLED))
        {
            return self.at(&second, found);
        }
        let Place { line, column } = first.place;
        let (line, column) = parsed.script.original(line, column);
        let place = Place { line, column };
        Frame { place, ..first }.origin()
    }

    /// What can be known of a failure in this frame.
    fn explained(&self, frame: &Frame<'_>, parsed: Parsed<'_>) -> Option<FailurePlace> {
        let failure = Failure {
            name: &self.name,
            message: &self.message,
            native: self.native(),
        };
        let Place { line, column } = frame.place;
        let Parsed { script, stack } = parsed;
        script.failure_place(line, column, &failure, stack)
    }

    fn at(&self, frame: &Frame<'_>, found: FailurePlace) -> Origin {
        let FailurePlace { line, column, .. } = found;
        let native = match (self.native(), &found.calls) {
            (Some(native), Some(_)) => Some(native.to_owned()),
            (None, Some(name)) if *name == self.name && ERRORS.contains(&name.as_str()) => {
                Some(self.name.clone())
            }
            _ => None,
        };
        let function = frame.function.filter(|_| !found.in_constructor);
        Origin {
            function: function.map(str::to_owned),
            place: Some(Place { line, column }),
            words: found.words,
            native,
        }
    }

    /// The built-in function that it was thrown in.
    fn native(&self) -> Option<&str> {
        let mut lines = self.stack.lines();
        lines
            .find(|line| !line.contains(" (<input>:"))
            .and_then(native)
    }
}

// === impl Parsed ===

impl Parsed<'_> {
    /// A line of a stack trace with the place in the script as it was written.
    fn original(&self, line: &str) -> Option<String> {
        let Place { line: at, column } = Frame::parse(line)?.place;
        let (to, behind) = self.script.original(at, column);
        Some(line.replacen(&format!(":{at}:{column}"), &format!(":{to}:{behind}"), 1))
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
        // accessors go by the name of their property
        let accessor = function.strip_prefix("get ");
        let accessor = accessor.or_else(|| function.strip_prefix("set "));
        let function = accessor.unwrap_or(function);
        let is_named = !matches!(function, "" | "<anonymous>" | "<eval>");
        Some(Self {
            function: is_named.then_some(function),
            place,
        })
    }
}

impl Frame<'_> {
    /// Of a failure of which no more is known.
    fn origin(self) -> Origin {
        Origin {
            function: self.function.map(str::to_owned),
            place: Some(self.place),
            ..Origin::default()
        }
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
        check("    at get g (<eval>:2:9)", Some((Some("g"), 2, 9)));
        check("    at push (native)", None);
        check("    at call (<prelude>:7:9)", None);
        check("TypeError: at f (<eval>:2:9)", None);
    }
}
