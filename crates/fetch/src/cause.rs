//! Why a call came to nothing, in the words of Go's HTTP client: they are what scripts' authors are
//! told, and what they may have written tests for.

use std::{error::Error as _, io, net::SocketAddr};

use url::Host;

use crate::quote::quote;

/// Why a call came to nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Cause {
    // of the request
    #[error("net/http: invalid method {}", quote(.0))]
    Method(String),
    #[error("parse {}: {why}", quote(.text))]
    Url { text: String, why: String },
    #[error("unsupported protocol scheme {}", quote(.0))]
    Scheme(String),
    #[error("http: no Host in request URL")]
    NoHost,
    #[error("net/http: invalid header field name {}", quote(.0))]
    HeaderName(String),
    #[error("net/http: invalid header field value for {}", quote(.0))]
    HeaderValue(String),
    #[error("net/http: too many header fields")]
    Headers,
    // of the way
    #[error("ID=ACTIO-N72d0 Message=host is denied Parent=(address is denied by '{0}')")]
    NameDenied(String),
    #[error("address is denied by '{0}'")]
    AddressDenied(String),
    #[error("dial tcp {address}: address is denied by '{entry}'")]
    DialDenied { address: SocketAddr, entry: String },
    #[error("dial tcp: lookup {name}: {why}")]
    Lookup { name: String, why: &'static str },
    #[error("dial tcp: no suitable address found")]
    NoAddress,
    #[error("dial tcp {address}: {why}")]
    Dial { address: SocketAddr, why: String },
    #[error("{0}")]
    Tls(String),
    // of the answer
    #[error("{0}")]
    Answer(String),
    #[error("failed to parse Location header {}: {why}", quote(.location))]
    Location { location: String, why: String },
    #[error("stopped after too many redirects")]
    TooManyRedirects,
    #[error("redirect downgrade from https to http is not allowed")]
    Downgrade,
    #[error(
        "response body exceeded maximum allowed size: Content-Length is {length} (limit {limit})"
    )]
    TooLarge { length: u64, limit: u64 },
    #[error("response body exceeded maximum allowed size")]
    TooLong,
    #[error("unexpected EOF")]
    BodyCut,
    #[error("gzip: invalid header")]
    Gzip,
    #[error("context deadline exceeded")]
    Deadline,
}

// === impl Cause ===

impl Cause {
    /// Which entry denies a host by what its URL says.
    pub(crate) fn denied(host: &Host, entry: &str) -> Self {
        match host {
            Host::Domain(_) => Self::NameDenied(entry.to_owned()),
            Host::Ipv4(_) | Host::Ipv6(_) => Self::AddressDenied(entry.to_owned()),
        }
    }

    /// Why no connection to this address came about.
    pub(crate) fn dial(address: SocketAddr, error: &io::Error) -> Self {
        let why = match error.kind() {
            io::ErrorKind::ConnectionRefused => "connect: connection refused".to_owned(),
            io::ErrorKind::HostUnreachable => "connect: no route to host".to_owned(),
            io::ErrorKind::NetworkUnreachable => "connect: network is unreachable".to_owned(),
            io::ErrorKind::TimedOut => "i/o timeout".to_owned(),
            _ => format!("connect: {error}"),
        };
        Self::Dial { address, why }
    }

    /// Why no answer came over a connection.
    pub(crate) fn answer(error: &hyper::Error) -> Self {
        let broken = "net/http: HTTP/1.x transport connection broken";
        let is_end = error.is_incomplete_message() || error.is_canceled() || error.is_closed();
        Self::Answer(if is_end {
            "EOF".to_owned()
        } else if error.is_parse_too_large() {
            "net/http: server response headers exceeded the limit; aborted".to_owned()
        } else if error.is_parse() {
            format!("{broken}: malformed HTTP response")
        } else {
            let source = error.source().map(ToString::to_string);
            format!("{broken}: {}", source.unwrap_or_else(|| error.to_string()))
        })
    }

    /// The text that the script's author is told: with the call, where Go says it.
    pub(crate) fn told(&self, operation: &str, url: &str) -> String {
        match self {
            // found before there is a call, or after its answer began
            Self::Method(_) | Self::Url { .. } | Self::TooLong | Self::BodyCut | Self::Gzip => {
                self.to_string()
            }
            _ => format!("{operation} {}: {self}", quote(url)),
        }
    }
}

/// A method as Go spells it in errors.
pub(crate) fn operation(method: &str) -> String {
    let mut letters = method.chars();
    match letters.next() {
        None => "Get".to_owned(),
        Some(first) => format!("{first}{}", letters.as_str().to_ascii_lowercase()),
    }
}
