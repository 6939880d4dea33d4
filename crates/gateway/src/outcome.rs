//! How a call went, for whoever watches: one span, closed with the real status.

use tokio::sync::OwnedSemaphorePermit;
use tonic::Code;
use tracing::{Span, field::Empty};

use crate::{interceptor::Intercepted, protocol::Protocol};

/// The span of a call. Without a subscriber it costs next to nothing.
#[derive(Debug)]
pub(crate) struct Outcome {
    span: Span,
    has_ended: bool,
    /// Taken for as long as the call runs.
    place: Option<OwnedSemaphorePermit>,
    intercepted: Option<Intercepted>,
}

// === impl Outcome ===

impl Outcome {
    /// Opens the span; `path` is `/service/method`.
    pub(crate) fn begin(path: &str, protocol: Protocol) -> Self {
        let span = tracing::info_span!(
            "rpc",
            otel.kind = "server",
            rpc.method = path.trim_start_matches('/'),
            rpc.system = protocol.name(),
            rpc.grpc.status_code = Empty,
        );
        Self {
            span,
            has_ended: false,
            place: None,
            intercepted: None,
        }
    }

    /// Holds one of the places that a method has for calls.
    pub(crate) fn hold(&mut self, place: Option<OwnedSemaphorePermit>) {
        self.place = place;
    }

    /// Who is told of the end.
    pub(crate) fn tell(&mut self, intercepted: Option<Intercepted>) {
        self.intercepted = intercepted;
    }

    pub(crate) fn span(&self) -> &Span {
        &self.span
    }

    /// Notes the status the caller is told.
    pub(crate) fn end(&mut self, code: Code) {
        self.has_ended = true;
        self.span.record("rpc.grpc.status_code", i32::from(code));
        if let Some(intercepted) = self.intercepted.take() {
            intercepted.end(code);
        }
    }
}

impl Drop for Outcome {
    /// A call that nobody waits for any longer is a cancelled one.
    fn drop(&mut self) {
        if !self.has_ended {
            self.end(Code::Cancelled);
        }
    }
}
