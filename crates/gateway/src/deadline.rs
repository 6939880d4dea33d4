//! Until when a call may run: what the caller asks for, and what the service allows.
//!
//! The header is `grpc-timeout` (gRPC, gRPC-Web, REST; gRPC over HTTP/2, "Timeout") or
//! `connect-timeout-ms` (Connect, "Timeout"). Enforcing a deadline is the engine's business.

use std::time::{Duration, Instant};

use http::{HeaderMap, HeaderValue};
use tonic::Status;

use crate::protocol::Protocol;

/// When a call has to be over; an extension of every request that has a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The moment.
    pub at: Instant,
    /// How long the call had when it came in.
    pub timeout: Duration,
}

const GRPC_DIGITS: usize = 8;
const CONNECT_DIGITS: usize = 10;

// === impl Deadline ===

impl Deadline {
    /// The time that is left.
    pub fn remaining(&self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    /// The deadline of a call: the caller's, but not later than the service's limit.
    ///
    /// # Errors
    ///
    /// When the header is malformed: INTERNAL for gRPC, INVALID_ARGUMENT for the others.
    /// DEADLINE_EXCEEDED when it has passed already.
    pub(crate) fn of(
        protocol: Protocol,
        headers: &HeaderMap,
        limit: Option<Duration>,
    ) -> Result<Option<Self>, Status> {
        let requested = requested(protocol, headers)?;
        let timeout = match (requested, limit) {
            (Some(requested), Some(limit)) => requested.min(limit),
            (Some(timeout), None) | (None, Some(timeout)) => timeout,
            (None, None) => return Ok(None),
        };
        // further away than the clock reaches is no deadline
        let at = Instant::now().checked_add(timeout);
        let deadline = at.map(|at| Self { at, timeout });
        match deadline {
            Some(deadline) if deadline.remaining().is_zero() => Err(exceeded()),
            deadline => Ok(deadline),
        }
    }
}

/// What a call that took too long is answered with.
pub(crate) fn exceeded() -> Status {
    Status::deadline_exceeded("deadline exceeded")
}

fn requested(protocol: Protocol, headers: &HeaderMap) -> Result<Option<Duration>, Status> {
    let (name, parse): (_, fn(&str) -> Option<Duration>) = if protocol.is_connect() {
        ("connect-timeout-ms", connect)
    } else {
        ("grpc-timeout", grpc)
    };
    let Some(value) = headers.get(name) else {
        return Ok(None);
    };
    match value.to_str().ok().and_then(parse) {
        Some(timeout) => Ok(Some(timeout)),
        None => Err(malformed(protocol, name, value)),
    }
}

fn malformed(protocol: Protocol, name: &str, value: &HeaderValue) -> Status {
    let value = String::from_utf8_lossy(value.as_bytes());
    let message = format!("invalid {name}: {value}");
    match protocol {
        Protocol::Grpc | Protocol::GrpcWeb | Protocol::GrpcWebText => Status::internal(message),
        _ => Status::invalid_argument(message),
    }
}

/// Up to eight digits and a unit.
fn grpc(text: &str) -> Option<Duration> {
    let unit = text.chars().next_back()?;
    let amount = digits(text.strip_suffix(unit)?, GRPC_DIGITS)?;
    match unit {
        'H' => Some(Duration::from_secs(amount * 3_600)),
        'M' => Some(Duration::from_secs(amount * 60)),
        'S' => Some(Duration::from_secs(amount)),
        'm' => Some(Duration::from_millis(amount)),
        'u' => Some(Duration::from_micros(amount)),
        'n' => Some(Duration::from_nanos(amount)),
        _ => None,
    }
}

/// Up to ten digits, in milliseconds.
fn connect(text: &str) -> Option<Duration> {
    digits(text, CONNECT_DIGITS).map(Duration::from_millis)
}

fn digits(text: &str, most: usize) -> Option<u64> {
    let is_number =
        !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{connect, grpc};

    #[track_caller]
    fn check(text: &str, expected: Option<Duration>) {
        assert_eq!(grpc(text), expected, "{text:?}");
    }

    #[test]
    fn timeouts_of_grpc() {
        check("1H", Some(Duration::from_secs(3_600)));
        check("2M", Some(Duration::from_secs(120)));
        check("0S", Some(Duration::ZERO));
        check("99999999m", Some(Duration::from_millis(99_999_999)));
        check("5u", Some(Duration::from_micros(5)));
        check("5n", Some(Duration::from_nanos(5)));
        for text in [
            "",
            "S",
            "abc",
            "5",
            "5s",
            "-5S",
            "+5S",
            "1.5S",
            "5 S",
            "123456789S",
            "5ß",
            "٥S",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn timeouts_of_connect() {
        assert_eq!(connect("200"), Some(Duration::from_millis(200)));
        assert_eq!(
            connect("9999999999"),
            Some(Duration::from_millis(9_999_999_999))
        );
        for text in ["", "-1", "+1", "1.5", "1s", "12345678901", " 1"] {
            assert_eq!(connect(text), None, "{text:?}");
        }
    }
}
