//! JSON of values that are plain to see, without running the prelude for it.
//!
//! Most of what scripts hand to the host is texts, numbers, and lists and objects of them. Whatever asks
//! for more, such as a text with characters to be escaped, an accessor, a hole, a cycle, or an object of
//! another class, is left to the prelude: it is answered `undefined`. No code of a script runs.

use super::{Arguments, Native};
use crate::context::{Context, Local, Raised};

/// `plainJson(value)`: JSON without spaces, members in the order of their names' bytes; `undefined` and
/// null are `null`, and so are elements and members that hold them. Nothing but the prelude's own
/// encoder tells why a value has none.
pub(super) struct PlainJson;

/// JSON on its way.
struct Writer(String);

/// Why a value is not written.
enum Left {
    /// It is not plain.
    Over,
    Raised(Raised),
}

/// How deep lists and objects may lie within each other; also finds cycles.
const DEPTH_MAX: usize = 16;

/// Bytes. More than that is seldom, and the prelude's encoder looks at limits on its way.
const LENGTH_MAX: usize = 64 << 10;

// === impl Native ===

impl Native for PlainJson {
    fn call(context: Context, arguments: Arguments<'_>) -> Result<Local, Raised> {
        let mut writer = Writer(String::new());
        let written = arguments
            .get(0)
            .map_or(Err(Left::Over), |value| writer.value(&value, DEPTH_MAX));
        match written {
            Ok(()) => context.text(&writer.0),
            Err(Left::Over) => Ok(context.undefined()),
            Err(Left::Raised(raised)) => Err(raised),
        }
    }
}

// === impl Writer ===

impl Writer {
    fn value(&mut self, value: &Local, depth: usize) -> Result<(), Left> {
        if self.0.len() > LENGTH_MAX {
            return Err(Left::Over);
        }
        if value.is_text() {
            return value.with_text(|bytes| self.text(bytes))?;
        }
        if value.is_object() {
            let depth = depth.checked_sub(1).ok_or(Left::Over)?;
            return if value.is_array() {
                self.list(value, depth)
            } else if value.is_ordinary_object() {
                self.object(value, depth)
            } else {
                Err(Left::Over)
            };
        }
        self.primitive(value)
    }

    fn primitive(&mut self, value: &Local) -> Result<(), Left> {
        use crate::Value::{Boolean, Null, Number, Other, Text, Undefined};
        match value.read()? {
            Undefined | Null => self.0.push_str("null"),
            Boolean(true) => self.0.push_str("true"),
            Boolean(false) => self.0.push_str("false"),
            Number(0.0) if value.as_integer().is_none() => return Err(Left::Over),
            Number(number) if number.is_finite() => self.0.push_str(&value.convert_to_text()?),
            Number(_) | Text(_) | Other => return Err(Left::Over),
        }
        Ok(())
    }

    /// A text in which nothing has to be escaped, also not within HTML.
    fn text(&mut self, bytes: &[u8]) -> Result<(), Left> {
        let is_plain =
            |byte: &u8| *byte >= b' ' && !matches!(byte, b'"' | b'\\' | b'<' | b'>' | b'&');
        if !bytes.iter().all(is_plain) {
            return Err(Left::Over);
        }
        // a lone surrogate makes it no UTF-8
        let text = str::from_utf8(bytes).map_err(|_| Left::Over)?;
        if !text.is_ascii() && text.contains(['\u{2028}', '\u{2029}']) {
            return Err(Left::Over);
        }
        self.0.push('"');
        self.0.push_str(text);
        self.0.push('"');
        Ok(())
    }

    fn list(&mut self, list: &Local, depth: usize) -> Result<(), Left> {
        self.0.push('[');
        for index in 0..list.array_length()? {
            if index > 0 {
                self.0.push(',');
            }
            let element = list.own_element(index)?.ok_or(Left::Over)?;
            self.value(&element, depth)?;
        }
        self.0.push(']');
        Ok(())
    }

    fn object(&mut self, object: &Local, depth: usize) -> Result<(), Left> {
        let keys = object.own_enumerable_keys()?;
        if keys.len() > LENGTH_MAX {
            return Err(Left::Over);
        }
        let mut members = Vec::with_capacity(keys.len());
        for key in keys {
            let value = object.own_member(key.atom())?.ok_or(Left::Over)?;
            members.push((key.with_text(<[u8]>::to_vec)?, value));
        }
        members.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        self.0.push('{');
        for (number, (name, value)) in members.iter().enumerate() {
            if number > 0 {
                self.0.push(',');
            }
            self.text(name)?;
            self.0.push(':');
            self.value(value, depth)?;
        }
        self.0.push('}');
        Ok(())
    }
}

// === impl Left ===

impl From<Raised> for Left {
    fn from(raised: Raised) -> Self {
        Self::Raised(raised)
    }
}
