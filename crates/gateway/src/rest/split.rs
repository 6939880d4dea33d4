//! Cuts a streamed request body into JSON texts, however its chunks fall.
//!
//! A body is one JSON array, or JSON texts one after the other with blanks or line ends between
//! them. A body that starts with `[` is an array. Only what is needed to find where a text ends is
//! checked here; whether it is JSON, and which message, is told by whoever decodes it.

use bytes::{Buf as _, Bytes, BytesMut};

/// What one JSON text of a stream may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest text, in bytes.
    pub bytes: usize,
    /// How deep objects and arrays may lie in each other.
    pub depth: usize,
}

/// Takes chunks, gives JSON texts. After an error it gives nothing more.
#[derive(Debug)]
pub struct Splitter {
    limits: Limits,
    /// What was not given yet; a text that has begun starts with its first byte.
    buffer: BytesMut,
    place: Place,
    is_array: bool,
}

/// Why a body is no stream of JSON texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A text is longer than allowed.
    #[error("a message is longer than {0} bytes")]
    TooLarge(usize),
    /// A text is nested deeper than allowed.
    #[error("a message is nested deeper than {0} levels")]
    TooDeep(usize),
    /// Something else stands where a text, a comma or the end has to be.
    #[error("expected {expected}, found {found:?}")]
    Unexpected {
        /// What has to be there.
        expected: &'static str,
        /// What is there.
        found: char,
    },
    /// The body ends within a text or within the array.
    #[error("the body ends too early")]
    Incomplete,
}

/// Where the next byte lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before everything.
    Start,
    /// Behind `[`, where a text or the end follows.
    First,
    /// Between two texts; in an array behind a comma.
    Before,
    /// Behind a text of an array.
    After,
    /// In a text, so many bytes of which are known.
    In { seen: usize, text: Text },
    /// Behind the array, or behind an error.
    End,
}

/// What kind of text it is, and how far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Text {
    /// An object, an array or a string; it ends with the bracket or quote that brings it to level 0.
    Closed {
        depth: usize,
        in_string: bool,
        escaped: bool,
    },
    /// A number, `true`, `false` or `null`: it ends where something else begins.
    Bare,
}

/// What one byte does to a text.
enum Step {
    Goes(Text),
    /// The text ends with this byte.
    EndsWith,
    /// The text ended before this byte.
    EndsBefore,
}

// === impl Splitter ===

impl Splitter {
    /// A splitter at the start of a body.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            buffer: BytesMut::new(),
            place: Place::Start,
            is_array: false,
        }
    }

    /// Takes the next chunk of the body. Call [`next`](Self::next) until it gives nothing before
    /// the next one, so that no more than a text and a chunk are kept.
    pub fn push(&mut self, chunk: &[u8]) {
        if self.place != Place::End || self.is_array {
            self.buffer.extend_from_slice(chunk);
        }
    }

    /// Whether a text has begun that is not complete.
    pub fn is_inside(&self) -> bool {
        matches!(self.place, Place::In { .. })
    }

    /// The next complete text, if there is one by now.
    ///
    /// # Errors
    ///
    /// When no text can follow, or it is too large or too deep.
    #[expect(
        clippy::should_implement_trait,
        reason = "it can give something again after nothing"
    )]
    pub fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let found = self.advance();
        if found.is_err() {
            self.stop();
        }
        found
    }

    /// Ends the body; gives the text that only its end completes, if there is one.
    ///
    /// # Errors
    ///
    /// When the body breaks off within a text or an array. [`next`](Self::next) has to have given
    /// nothing before.
    pub fn finish(&mut self) -> Result<Option<Bytes>, Error> {
        let last = match self.place {
            Place::In {
                text: Text::Bare, ..
            } if !self.is_array => Some(self.buffer.split().freeze()),
            Place::Start | Place::End => None,
            Place::Before if !self.is_array => None,
            _ => {
                self.stop();
                return Err(Error::Incomplete);
            }
        };
        self.place = Place::End;
        Ok(last)
    }

    fn stop(&mut self) {
        self.place = Place::End;
        self.is_array = false;
        self.buffer = BytesMut::new();
    }

    fn advance(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            if let Place::In { seen, text } = self.place {
                return self.scan(seen, text);
            }
            let blank = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
            let blanks = self.buffer.iter().take_while(blank).count();
            self.buffer.advance(blanks);
            let Some(&byte) = self.buffer.first() else {
                return Ok(None);
            };
            self.place = self.enter(byte)?;
            if !matches!(self.place, Place::In { .. }) {
                self.buffer.advance(1);
            }
        }
    }

    /// The place a byte leads to that lies outside of texts and is no blank.
    fn enter(&mut self, byte: u8) -> Result<Place, Error> {
        let place = match (self.place, byte) {
            (Place::Start, b'[') => {
                self.is_array = true;
                Place::First
            }
            (Place::First | Place::After, b']') => Place::End,
            (Place::After, b',') => Place::Before,
            (Place::After, _) => return Err(unexpected("`,` or `]`", byte)),
            (Place::End, _) => return Err(unexpected("the end of the body", byte)),
            (_, b',' | b':' | b'}' | b']') => return Err(unexpected("a JSON text", byte)),
            _ => Place::In {
                seen: 0,
                text: Text::starting_with(byte),
            },
        };
        Ok(place)
    }

    /// Looks for the end of the text at the start of the buffer.
    fn scan(&mut self, seen: usize, mut text: Text) -> Result<Option<Bytes>, Error> {
        for (offset, &byte) in self.buffer.iter().enumerate().skip(seen) {
            let length = match text.step(byte) {
                Step::Goes(next) => {
                    text = next;
                    if text.depth() > self.limits.depth {
                        return Err(Error::TooDeep(self.limits.depth));
                    }
                    if offset >= self.limits.bytes {
                        return Err(Error::TooLarge(self.limits.bytes));
                    }
                    continue;
                }
                Step::EndsWith => offset + 1,
                Step::EndsBefore => offset,
            };
            if length > self.limits.bytes {
                return Err(Error::TooLarge(self.limits.bytes));
            }
            self.place = if self.is_array {
                Place::After
            } else {
                Place::Before
            };
            return Ok(Some(self.buffer.split_to(length).freeze()));
        }
        let seen = self.buffer.len();
        self.place = Place::In { seen, text };
        Ok(None)
    }
}

// === impl Text ===

impl Text {
    /// The text before its first byte, which is this one.
    fn starting_with(byte: u8) -> Self {
        match byte {
            b'{' | b'[' | b'"' => Self::Closed {
                depth: 0,
                in_string: false,
                escaped: false,
            },
            _ => Self::Bare,
        }
    }

    fn depth(self) -> usize {
        match self {
            Self::Closed { depth, .. } => depth,
            Self::Bare => 0,
        }
    }

    fn step(self, byte: u8) -> Step {
        let Self::Closed {
            depth,
            in_string,
            escaped,
        } = self
        else {
            return match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b',' | b']' | b'}' | b'[' | b'{' | b'"' => {
                    Step::EndsBefore
                }
                _ => Step::Goes(self),
            };
        };
        let (depth, in_string, escaped) = match byte {
            _ if escaped => (depth, true, false),
            b'\\' if in_string => (depth, true, true),
            b'"' => (depth, !in_string, false),
            _ if in_string => (depth, true, false),
            b'{' | b'[' => (depth + 1, false, false),
            b'}' | b']' => (depth.saturating_sub(1), false, false),
            _ => (depth, false, false),
        };
        if depth == 0 && !in_string {
            return Step::EndsWith;
        }
        Step::Goes(Self::Closed {
            depth,
            in_string,
            escaped,
        })
    }
}

fn unexpected(expected: &'static str, byte: u8) -> Error {
    Error::Unexpected {
        expected,
        found: char::from(byte),
    }
}

#[cfg(test)]
mod tests;
