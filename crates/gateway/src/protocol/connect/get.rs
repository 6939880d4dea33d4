//! The query of a Connect GET, which carries a whole request.

use base64::{
    Engine as _,
    alphabet::URL_SAFE,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use bytes::Bytes;
use percent_encoding::percent_decode_str;
use tonic::Status;

use crate::protocol::Codec;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What the query of a GET says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Query {
    /// The request message.
    pub(crate) message: Bytes,
    /// The name of its compression.
    pub(crate) compression: Option<String>,
}

// === impl Query ===

impl Query {
    /// Whether a query is one of Connect at all: it names a codec and has a message.
    pub(crate) fn is_one(query: &str) -> bool {
        let has = |name: &str| pairs(query).any(|(key, _)| key == name);
        has("message") && has("encoding")
    }

    /// How the message is encoded, if in a way that is known.
    pub(crate) fn codec(query: &str) -> Option<Codec> {
        let name = pairs(query).find(|(key, _)| *key == "encoding")?.1;
        Codec::from_name(&text(name).ok()?)
    }

    /// # Errors
    ///
    /// INVALID_ARGUMENT when a parameter is missing, doubled or malformed.
    pub(crate) fn parse(query: &str) -> Result<Self, Status> {
        if value(query, "connect")?.is_some_and(|version| version != "v1") {
            return Err(invalid("connect must be \"v1\""));
        }
        value(query, "encoding")?.ok_or_else(|| invalid("encoding is missing"))?;
        let message = value(query, "message")?.ok_or_else(|| invalid("message is missing"))?;
        let is_base64 = match value(query, "base64")? {
            None | Some("0") => false,
            Some("1") => true,
            Some(_) => return Err(invalid("base64 must be \"0\" or \"1\"")),
        };
        let compression = value(query, "compression")?.map(text).transpose()?;
        Ok(Self {
            message: decode(message, is_base64)?,
            compression,
        })
    }
}

fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = query.split('&');
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// The value of a parameter as it was sent; it may stand there only once.
fn value<'q>(query: &'q str, name: &str) -> Result<Option<&'q str>, Status> {
    let mut values = pairs(query).filter(|(key, _)| *key == name);
    let first = values.next();
    match values.next() {
        None => Ok(first.map(|(_, value)| value)),
        Some(_) => Err(invalid(&format!("{name} is there more than once"))),
    }
}

fn text(value: &str) -> Result<String, Status> {
    let decoded = percent_decode_str(value).decode_utf8();
    let decoded = decoded.map_err(|_| invalid("a value is no UTF-8"))?;
    Ok(decoded.into_owned())
}

fn decode(message: &str, is_base64: bool) -> Result<Bytes, Status> {
    let bytes: Vec<u8> = percent_decode_str(message).collect();
    if !is_base64 {
        return Ok(bytes.into());
    }
    let decoded = BASE64.decode(bytes);
    decoded
        .map(Bytes::from)
        .map_err(|_| invalid("message is no URL-safe base64"))
}

fn invalid(reason: &str) -> Status {
    Status::invalid_argument(format!("invalid query: {reason}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use super::Query;
    use crate::protocol::Codec;

    #[track_caller]
    fn check(query: &str, expected: Result<(&[u8], Option<Codec>), &str>) {
        let parsed = Query::parse(query);
        let parsed = parsed
            .as_ref()
            .map(|it| (it.message.as_ref(), Query::codec(query)));
        let parsed =
            parsed.map_err(|status| status.message().trim_start_matches("invalid query: "));
        assert_eq!(parsed, expected, "{query}");
    }

    #[test]
    fn parses() {
        let json = Some(Codec::Json);
        check("connect=v1&encoding=json&message=%7B%7D", Ok((b"{}", json)));
        check("message=e30&base64=1&encoding=json", Ok((b"{}", json)));
        check("message=e30%3D&base64=1&encoding=json", Ok((b"{}", json)));
        check("encoding=proto&message=", Ok((b"", Some(Codec::Proto))));
        check(
            "encoding=proto&message=_-8&base64=1",
            Ok((b"\xff\xef", Some(Codec::Proto))),
        );
        check("encoding=xml&message=a%ffb", Ok((b"a\xffb", None)));
    }

    #[test]
    fn refuses() {
        check("encoding=json", Err("message is missing"));
        check("message=x", Err("encoding is missing"));
        check(
            "connect=v2&encoding=json&message=",
            Err("connect must be \"v1\""),
        );
        check(
            "encoding=json&message=&message=",
            Err("message is there more than once"),
        );
        check(
            "encoding=json&base64=2&message=",
            Err("base64 must be \"0\" or \"1\""),
        );
        check(
            "encoding=json&base64=1&message=%ff",
            Err("message is no URL-safe base64"),
        );
    }

    proptest! {
        #[test]
        fn never_panics(query in ".*") {
            let _ = Query::is_one(&query);
            let _ = Query::parse(&query);
        }
    }
}
