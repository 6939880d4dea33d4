//! The messages of a stream in one body.
//!
//! An answer has begun by the time its stream fails, so its HTTP status stays 200 and the error is
//! the last item: a line or element `{"error": …}`, or an event named `error` with the
//! `google.rpc.Status` itself. An array is closed behind it: what arrives is always one JSON text.

use bytes::{BufMut as _, BytesMut};

use super::{accept::StreamFormat, options::StreamItems};

/// Frames messages that are JSON texts of one line each.
#[derive(Clone, Debug)]
pub struct Writer {
    format: StreamFormat,
    items: StreamItems,
    is_first: bool,
}

// === impl Writer ===

impl Writer {
    /// A writer at the start of a body.
    pub fn new(format: StreamFormat, items: StreamItems) -> Self {
        Self {
            format,
            items,
            is_first: true,
        }
    }

    /// Writes one message; `encode` appends its JSON. When that fails, nothing is written.
    ///
    /// # Errors
    ///
    /// Those of `encode`.
    pub fn message<E>(
        &mut self,
        out: &mut BytesMut,
        encode: impl FnOnce(&mut BytesMut) -> Result<(), E>,
    ) -> Result<(), E> {
        let wrap = (self.items == StreamItems::Wrapped).then_some("result");
        self.item(out, "", wrap, encode)
    }

    /// Writes a late error, the JSON of a `google.rpc.Status`. The end has to follow.
    pub fn error(&mut self, out: &mut BytesMut, status: &[u8]) {
        let wrap = (self.format != StreamFormat::Events).then_some("error");
        let Ok(()) = self.item(out, "event: error\n", wrap, |out| {
            out.put_slice(status);
            Ok::<_, std::convert::Infallible>(())
        });
    }

    /// Writes what closes the body.
    pub fn end(&mut self, out: &mut BytesMut) {
        if self.format == StreamFormat::Array {
            out.put_slice(if self.is_first { b"[]" } else { b"]" });
        }
    }

    fn item<E>(
        &mut self,
        out: &mut BytesMut,
        event: &str,
        wrap: Option<&str>,
        encode: impl FnOnce(&mut BytesMut) -> Result<(), E>,
    ) -> Result<(), E> {
        let start = out.len();
        match self.format {
            StreamFormat::Lines => {}
            StreamFormat::Array => out.put_u8(if self.is_first { b'[' } else { b',' }),
            StreamFormat::Events => {
                out.put_slice(event.as_bytes());
                out.put_slice(b"data: ");
            }
        }
        if let Some(key) = wrap {
            out.put_slice(b"{\"");
            out.put_slice(key.as_bytes());
            out.put_slice(b"\":");
        }
        if let Err(error) = encode(out) {
            out.truncate(start);
            return Err(error);
        }
        if wrap.is_some() {
            out.put_u8(b'}');
        }
        match self.format {
            StreamFormat::Lines => out.put_u8(b'\n'),
            StreamFormat::Array => {}
            StreamFormat::Events => out.put_slice(b"\n\n"),
        }
        self.is_first = false;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use bytes::{BufMut as _, BytesMut};

    use super::{StreamFormat, StreamItems, Writer};

    fn write(format: StreamFormat, items: StreamItems, messages: &[&str], fails: bool) -> String {
        let mut writer = Writer::new(format, items);
        let mut out = BytesMut::new();
        for message in messages {
            let written = writer.message(&mut out, |out| {
                out.put_slice(message.as_bytes());
                if *message == "bad" { Err(()) } else { Ok(()) }
            });
            assert_eq!(written.is_err(), *message == "bad");
        }
        if fails {
            writer.error(&mut out, b"{\"code\":5}");
        }
        writer.end(&mut out);
        String::from_utf8(out.to_vec()).unwrap()
    }

    #[track_caller]
    fn check(format: StreamFormat, messages: &[&str], fails: bool, expected: [&str; 2]) {
        for (items, expected) in [StreamItems::Plain, StreamItems::Wrapped]
            .into_iter()
            .zip(expected)
        {
            assert_eq!(write(format, items, messages, fails), expected);
        }
    }

    #[test]
    fn lines() {
        let format = StreamFormat::Lines;
        check(format, &[], false, ["", ""]);
        check(
            format,
            &["1", "bad", "2"],
            false,
            ["1\n2\n", "{\"result\":1}\n{\"result\":2}\n"],
        );
        check(
            format,
            &["1"],
            true,
            [
                "1\n{\"error\":{\"code\":5}}\n",
                "{\"result\":1}\n{\"error\":{\"code\":5}}\n",
            ],
        );
    }

    #[test]
    fn array() {
        let format = StreamFormat::Array;
        check(format, &[], false, ["[]", "[]"]);
        check(format, &["bad"], false, ["[]", "[]"]);
        check(
            format,
            &["bad", "1", "2"],
            false,
            ["[1,2]", "[{\"result\":1},{\"result\":2}]"],
        );
        check(
            format,
            &["1"],
            true,
            [
                "[1,{\"error\":{\"code\":5}}]",
                "[{\"result\":1},{\"error\":{\"code\":5}}]",
            ],
        );
        check(format, &[], true, ["[{\"error\":{\"code\":5}}]"; 2]);
    }

    #[test]
    fn events() {
        let format = StreamFormat::Events;
        check(format, &[], false, ["", ""]);
        check(
            format,
            &["1", "2"],
            false,
            [
                "data: 1\n\ndata: 2\n\n",
                "data: {\"result\":1}\n\ndata: {\"result\":2}\n\n",
            ],
        );
        check(
            format,
            &[],
            true,
            ["event: error\ndata: {\"code\":5}\n\n"; 2],
        );
    }
}
