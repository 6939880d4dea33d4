//! The messages a caller sends, as bytes: taken out of their envelopes and decompressed.
//!
//! Every limit on what comes in is kept here. What the bytes mean is the codec's business.

mod read;

use std::{
    future::{Future as _, poll_fn},
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use tokio::time::{Sleep, sleep};
use tonic::Status;

use self::read::{body_failed, poll_data, poll_text, poll_whole};
use crate::{
    body::Body,
    compression::{Encoding, Failure},
    envelope::{Broken, Envelope, Envelopes},
    limits::Limits,
    protocol::Protocol,
    rest::split::{self, Splitter},
};

/// The flag of a compressed message, in gRPC and in Connect.
const COMPRESSED: u8 = 1;

/// The messages of one call.
pub(crate) struct Input {
    source: Source,
    protocol: Protocol,
    encoding: Encoding,
    limits: Limits,
    /// Set while a message is awaited.
    patience: Option<Patience>,
    has_failed: bool,
    /// Whether one message is due, so that no caller has a reason to pause.
    is_only: bool,
}

/// The wait for more, which begins anew when a message has begun.
struct Patience {
    is_inside: bool,
    end: Pin<Box<Sleep>>,
}

enum Source {
    /// One after the other, in envelopes.
    Envelopes(Envelopes),
    /// The whole body is one message.
    Whole { body: Body, read: BytesMut },
    /// The message was in the head of the request.
    Given(Bytes),
    /// JSON texts, one message each.
    Texts { body: Body, splitter: Splitter },
    /// Each part of the body is a message as it comes; an empty body is one, too.
    Chunks { body: Body, has_begun: bool },
    /// Nothing more comes.
    Ended,
}

// === impl Input ===

impl Input {
    /// Messages in envelopes.
    pub(crate) fn envelopes(
        body: Body,
        protocol: Protocol,
        encoding: Encoding,
        limits: Limits,
    ) -> Self {
        let envelopes = Envelopes::new(body, on_the_wire(limits.message, encoding));
        Self::new(Source::Envelopes(envelopes), protocol, encoding, limits)
    }

    /// A body that is one message.
    pub(crate) fn whole(
        body: Body,
        protocol: Protocol,
        encoding: Encoding,
        limits: Limits,
    ) -> Self {
        let source = Source::Whole {
            body,
            read: BytesMut::new(),
        };
        Self::new(source, protocol, encoding, limits)
    }

    /// A message that is there already.
    pub(crate) fn given(
        message: Bytes,
        protocol: Protocol,
        encoding: Encoding,
        limits: Limits,
    ) -> Self {
        Self::new(Source::Given(message), protocol, encoding, limits)
    }

    /// A REST call without a body: one message, of which everything is in the head.
    pub(crate) fn nothing(limits: Limits) -> Self {
        Self::given(Bytes::new(), Protocol::Rest, Encoding::Identity, limits)
    }

    /// JSON texts in a row or in an array.
    pub(crate) fn texts(body: Body, depth: usize, limits: Limits) -> Self {
        let splitter = Splitter::new(split::Limits {
            bytes: limits.message,
            depth,
        });
        let source = Source::Texts { body, splitter };
        Self::new(source, Protocol::Rest, Encoding::Identity, limits)
    }

    /// The parts of a body as they come.
    pub(crate) fn chunks(body: Body, limits: Limits) -> Self {
        let source = Source::Chunks {
            body,
            has_begun: false,
        };
        Self::new(source, Protocol::Rest, Encoding::Identity, limits)
    }

    fn new(source: Source, protocol: Protocol, encoding: Encoding, limits: Limits) -> Self {
        Self {
            source,
            protocol,
            encoding,
            limits,
            patience: None,
            has_failed: false,
            is_only: false,
        }
    }

    /// The only message.
    ///
    /// # Errors
    ///
    /// UNIMPLEMENTED when there is none or a second one, as gRPC names a cardinality violation.
    /// DEADLINE_EXCEEDED when it, or the end behind it, does not come in the time of a message.
    pub(crate) async fn only(&mut self) -> Result<Bytes, Status> {
        self.is_only = true;
        let message = poll_fn(|cx| self.poll_message(cx)).await?;
        let Some(message) = message else {
            return Err(Status::unimplemented(
                "this method takes exactly one message, the request has none",
            ));
        };
        match poll_fn(|cx| self.poll_message(cx)).await? {
            None => Ok(message),
            Some(_) => Err(Status::unimplemented(
                "this method takes exactly one message, the request has more",
            )),
        }
    }

    /// The next message, or none at the end.
    pub(crate) fn poll_message(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Option<Bytes>, Status>> {
        if self.has_failed {
            return Poll::Ready(Ok(None));
        }
        let polled = self.poll_source(cx);
        if polled.is_pending() {
            return self.poll_patience(cx);
        }
        self.patience = None;
        if let Poll::Ready(Err(_)) = &polled {
            self.has_failed = true;
            self.source = Source::Ended;
        }
        polled
    }

    fn poll_source(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Status>> {
        match &mut self.source {
            Source::Ended => Poll::Ready(Ok(None)),
            Source::Envelopes(envelopes) => {
                let envelope = match ready!(envelopes.poll_next(cx)) {
                    None => return Poll::Ready(Ok(None)),
                    Some(Err(broken)) => return Poll::Ready(Err(self.explain(broken))),
                    Some(Ok(envelope)) => envelope,
                };
                Poll::Ready(self.open(envelope).map(Some))
            }
            Source::Whole { body, read } => {
                let limit = on_the_wire(self.limits.message, self.encoding);
                let whole = ready!(poll_whole(body, read, limit, cx));
                self.source = Source::Ended;
                let message = match whole {
                    Ok(message) => self.decompress(message),
                    Err(broken) => Err(self.explain(broken)),
                };
                Poll::Ready(message.map(Some))
            }
            Source::Texts { body, splitter } => {
                let text = ready!(poll_text(body, splitter, cx));
                if !matches!(text, Ok(Some(_))) {
                    self.source = Source::Ended;
                }
                Poll::Ready(text)
            }
            Source::Chunks { body, has_begun } => {
                let chunk = match ready!(poll_data(body, cx)) {
                    Err(error) => Err(body_failed(error)),
                    Ok(None) if *has_begun => Ok(None),
                    Ok(None) => Ok(Some(Bytes::new())),
                    Ok(Some(chunk)) if chunk.len() > self.limits.message => {
                        Err(self.too_large(Some(chunk.len())))
                    }
                    Ok(Some(chunk)) => {
                        *has_begun = true;
                        return Poll::Ready(Ok(Some(chunk)));
                    }
                };
                self.source = Source::Ended;
                Poll::Ready(chunk)
            }
            Source::Given(message) => {
                let message = std::mem::take(message);
                self.source = Source::Ended;
                if message.len() > self.limits.message {
                    return Poll::Ready(Err(self.too_large(Some(message.len()))));
                }
                Poll::Ready(self.decompress(message).map(Some))
            }
        }
    }

    /// Ends the wait when it took too long.
    fn poll_patience(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Status>> {
        let is_inside = match &self.source {
            Source::Envelopes(envelopes) => envelopes.is_inside(),
            Source::Texts { splitter, .. } => splitter.is_inside(),
            Source::Chunks { .. } => false,
            _ => true,
        };
        let time = if is_inside || self.is_only {
            self.limits.message_time
        } else {
            match self.limits.idle_time {
                Some(time) => time,
                None => return Poll::Pending,
            }
        };
        if self.patience.as_ref().map(|it| it.is_inside) != Some(is_inside) {
            self.patience = None;
        }
        let patience = self.patience.get_or_insert_with(|| Patience {
            is_inside,
            end: Box::pin(sleep(time)),
        });
        ready!(patience.end.as_mut().poll(cx));
        self.has_failed = true;
        self.source = Source::Ended;
        Poll::Ready(Err(Status::deadline_exceeded(format!(
            "the request body did not arrive within {} s",
            time.as_secs_f64()
        ))))
    }

    fn open(&self, envelope: Envelope) -> Result<Bytes, Status> {
        match envelope.flags {
            0 => Ok(envelope.payload),
            COMPRESSED if self.encoding == Encoding::Identity => Err(Status::internal(
                "a message is flagged as compressed, but the request names no compression",
            )),
            COMPRESSED => self.decompress(envelope.payload),
            flags => Err(Status::internal(format!(
                "a message has the unknown flags {flags:#04x}"
            ))),
        }
    }

    fn decompress(&self, message: Bytes) -> Result<Bytes, Status> {
        if self.encoding == Encoding::Identity {
            return Ok(message);
        }
        self.encoding
            .decompress(&message, self.limits.message)
            .map_err(|failure| match failure {
                Failure::TooLarge => self.too_large(None),
                _ => self.malformed(&format_args!(
                    "a message cannot be decompressed as {}",
                    self.encoding.name()
                )),
            })
    }

    fn explain(&self, broken: Broken) -> Status {
        match broken {
            Broken::TooLarge(length) => self.too_large(Some(length)),
            Broken::Truncated => self.malformed(&"the request ends inside a message"),
            Broken::Body(error) => body_failed(error),
        }
    }

    fn too_large(&self, length: Option<usize>) -> Status {
        let limit = self.limits.message;
        // in the words of grpc-go, which callers search the web for
        Status::resource_exhausted(match length {
            Some(length) => {
                format!("grpc: received message larger than max ({length} vs. {limit})")
            }
            None => format!("grpc: received message after decompression larger than max {limit}"),
        })
    }

    /// gRPC blames the transport, Connect the caller.
    fn malformed(&self, what: &dyn std::fmt::Display) -> Status {
        if self.protocol.is_connect() || self.protocol == Protocol::Rest {
            Status::invalid_argument(what.to_string())
        } else {
            Status::internal(what.to_string())
        }
    }
}

/// What a message of at most `limit` bytes may take up: compressed, it may be a little longer.
fn on_the_wire(limit: usize, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Identity => limit,
        _ => limit.saturating_add(limit / 64 + 256),
    }
}

impl std::fmt::Debug for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Input")
            .field("protocol", &self.protocol)
            .field("encoding", &self.encoding)
            .finish_non_exhaustive()
    }
}
