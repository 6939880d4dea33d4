//! The engine: one tower service that answers every caller of the services it was given.

mod builder;
mod response_future;
mod rest;
mod steer;

use std::{
    collections::HashMap,
    convert::Infallible,
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{
    Extensions, HeaderMap, HeaderName, HeaderValue, Request, Response, header, request::Parts,
};
use http_body::Body as HttpBody;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::sleep_until,
};
use tonic::{Status, metadata::MetadataMap};
use tower_service::Service as TowerService;

use crate::{
    base64_text::TextBody,
    body::{Body, BoxError},
    call::Call,
    compression::{self, Encoding, Encodings},
    deadline::Deadline,
    form::Form,
    input::Input,
    interceptor::{Intercepted, Interceptors},
    json,
    limits::Limits,
    method::Method,
    outcome::Outcome,
    protocol::{Dialect, Protocol, connect, grpc},
    responder::Responder,
    seal::Seal,
};

use self::{response_future::CallFuture, rest::Table, steer::Target};

pub use self::{
    builder::{Builder, NotFound},
    response_future::ResponseFuture,
};

/// Serves REST, gRPC, gRPC-Web and Connect callers of any number of services, and hands whatever is none
/// of theirs to `F`. Cheap to clone, always ready, never fails.
#[derive(Clone, Debug)]
pub struct Gateway<F = NotFound> {
    shared: Arc<Shared>,
    fallback: F,
}

/// What all clones have in common.
struct Shared {
    /// By path: `/service/method`.
    methods: HashMap<String, Entry>,
    services: Vec<String>,
    encodings: Encodings,
    /// The same as a header has them.
    accept_encoding: Option<HeaderValue>,
    compress_from: usize,
    routes: Table,
    interceptors: Interceptors,
}

/// A method as this gateway serves it.
struct Entry {
    /// `/service/method`.
    path: Arc<str>,
    method: Method,
    limits: Limits,
    json: Arc<json::Options>,
    /// Places for calls, when their number is limited.
    places: Option<Arc<Semaphore>>,
}

/// A call that is understood so far.
struct Admitted {
    responder: Responder,
    deadline: Option<Deadline>,
    input: Input,
    form: Form,
    /// Held as long as the call runs.
    place: Option<OwnedSemaphorePermit>,
}

/// What a call takes up: time, and a place when these are counted.
type Seat = (Option<Deadline>, Option<OwnedSemaphorePermit>);

// === impl Gateway ===

impl Gateway {
    /// Begins with no service.
    pub fn builder() -> Builder {
        Builder::new()
    }
}

impl<F, B, FB> TowerService<Request<B>> for Gateway<F>
where
    F: TowerService<Request<B>, Response = Response<FB>, Error = Infallible> + Clone,
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
    FB: HttpBody<Data = Bytes> + Send + 'static,
    FB::Error: Into<BoxError>,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = ResponseFuture<F, Request<B>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        match self.shared.steer(&request) {
            Target::Call { entry, dialect } => {
                let (parts, body) = request.into_parts();
                self.shared
                    .call(entry, dialect, parts, Body::new(body))
                    .into()
            }
            Target::Rest { place, captures } => {
                let (parts, body) = request.into_parts();
                self.shared
                    .call_by_route(place, captures, parts, Body::new(body))
                    .into()
            }
            Target::Refused(refusal) => ResponseFuture::refused(refusal.into_response()),
            Target::Fallback => ResponseFuture::fallback(self.fallback.clone(), request),
        }
    }
}

// === impl Shared ===

impl Shared {
    fn call(&self, entry: &Entry, dialect: Dialect, parts: Parts, body: Body) -> CallFuture {
        let outcome = Outcome::begin(parts.uri.path(), dialect.protocol);
        match self.admit(entry, dialect, &parts, body) {
            Err((responder, status)) => CallFuture::failed(responder.failure(&status, outcome)),
            Ok(admitted) => {
                let metadata = MetadataMap::from_headers(parts.headers);
                self.run(entry, admitted, metadata, parts.extensions, outcome)
            }
        }
    }

    fn run(
        &self,
        entry: &Entry,
        admitted: Admitted,
        mut metadata: MetadataMap,
        mut extensions: Extensions,
        mut outcome: Outcome,
    ) -> CallFuture {
        outcome.hold(admitted.place);
        if let Some(deadline) = admitted.deadline {
            extensions.insert(deadline);
        }
        let protocol = admitted.responder.dialect.protocol;
        let intercepted = Intercepted::begin(
            &self.interceptors,
            &entry.path,
            protocol,
            &mut metadata,
            &mut extensions,
        );
        let intercepted = match intercepted {
            Ok(intercepted) => intercepted,
            Err(status) => {
                return CallFuture::failed(admitted.responder.failure(&status, outcome));
            }
        };
        outcome.tell(intercepted.clone());
        let call = Call {
            metadata,
            extensions,
            input: admitted.input,
            form: admitted.form,
            intercepted,
            headroom: admitted.responder.headroom(),
        };
        let reply = outcome.span().in_scope(|| entry.method.call(call));
        let deadline = admitted
            .deadline
            .map(|deadline| Box::pin(sleep_until(deadline.at.into())));
        CallFuture::running(reply, admitted.responder, deadline, outcome)
    }

    /// Everything that is checked before a method is called.
    fn admit(
        &self,
        entry: &Entry,
        dialect: Dialect,
        parts: &Parts,
        body: Body,
    ) -> Result<Admitted, (Responder, Status)> {
        let protocol = dialect.protocol;
        let refuse = |dialect, status| (self.responder(dialect, Encoding::Identity), status);
        let mut sent = self.sent_encoding(protocol, &parts.headers);
        let mut message = None;
        if protocol == Protocol::ConnectGet {
            let query = connect::Query::parse(parts.uri.query().unwrap_or_default())
                .map_err(|status| refuse(dialect, status))?;
            let name = query.compression.as_deref().unwrap_or("identity");
            sent = self.known_encoding(name.as_bytes());
            message = Some(query.message);
        }
        if protocol.is_connect() {
            connect::check_version(&parts.headers).map_err(|status| refuse(dialect, status))?;
        }
        let sent = sent.map_err(|status| refuse(dialect, status))?;
        let (deadline, place) = entry
            .seat(protocol, &parts.headers)
            .map_err(|status| refuse(dialect, status))?;
        let responder = self.responder(dialect, self.accepted_encoding(protocol, &parts.headers));
        let input = match (protocol, message) {
            (_, Some(message)) => Input::given(message, protocol, sent, entry.limits),
            (Protocol::ConnectUnary, None) => Input::whole(body, protocol, sent, entry.limits),
            (Protocol::GrpcWebText, None) => {
                let body = Body::new(TextBody::new(body));
                Input::envelopes(body, protocol, sent, entry.limits)
            }
            (_, None) => Input::envelopes(body, protocol, sent, entry.limits),
        };
        let form = Form::of(dialect, &entry.json);
        Ok(Admitted {
            responder,
            deadline,
            input,
            form,
            place,
        })
    }

    fn responder(&self, dialect: Dialect, encoding: Encoding) -> Responder {
        Responder {
            dialect,
            seal: Seal {
                encoding,
                from: self.compress_from,
            },
            accept_encoding: self.accept_encoding.clone(),
            rest: None,
        }
    }

    /// How the request's messages are compressed.
    fn sent_encoding(&self, protocol: Protocol, headers: &HeaderMap) -> Result<Encoding, Status> {
        match headers.get(encoding_headers(protocol).0) {
            Some(name) => self.known_encoding(name.as_bytes()),
            None => Ok(Encoding::Identity),
        }
    }

    fn known_encoding(&self, name: &[u8]) -> Result<Encoding, Status> {
        let name = String::from_utf8_lossy(name);
        let known = Encoding::from_name(name.trim());
        known
            .filter(|encoding| {
                *encoding == Encoding::Identity || self.encodings.contains(*encoding)
            })
            .ok_or_else(|| Status::unimplemented(format!("unknown compression {name:?}")))
    }

    /// How the answer's messages may be compressed.
    fn accepted_encoding(&self, protocol: Protocol, headers: &HeaderMap) -> Encoding {
        let accepted = headers.get_all(encoding_headers(protocol).1);
        let has_weights = matches!(
            protocol,
            Protocol::ConnectUnary | Protocol::ConnectGet | Protocol::Rest
        );
        compression::preferred(accepted, self.encodings, has_weights)
    }
}

// === impl Entry ===

impl Entry {
    fn new(path: &str, method: Method, limits: Limits, json: Arc<json::Options>) -> Self {
        let places = limits
            .concurrency
            .map(|places| Arc::new(Semaphore::new(places)));
        Self {
            path: path.into(),
            method,
            limits,
            json,
            places,
        }
    }

    /// How long a call may take, and a place for it.
    fn seat(&self, protocol: Protocol, headers: &HeaderMap) -> Result<Seat, Status> {
        let deadline = Deadline::of(protocol, headers, self.limits.timeout)?;
        Ok((deadline, self.place()?))
    }

    /// A place for a call, if they are counted.
    fn place(&self) -> Result<Option<OwnedSemaphorePermit>, Status> {
        let Some(places) = &self.places else {
            return Ok(None);
        };
        let place = Arc::clone(places).try_acquire_owned();
        place.map(Some).map_err(|_| {
            let most = self.limits.concurrency.unwrap_or_default();
            Status::resource_exhausted(format!("{most} calls of this method are running already"))
        })
    }
}

/// The headers that name how messages are and may be compressed.
fn encoding_headers(protocol: Protocol) -> (HeaderName, HeaderName) {
    match protocol {
        Protocol::ConnectStream => (connect::CONTENT_ENCODING, connect::ACCEPT_ENCODING),
        Protocol::ConnectUnary | Protocol::ConnectGet | Protocol::Rest => {
            (header::CONTENT_ENCODING, header::ACCEPT_ENCODING)
        }
        _ => (grpc::ENCODING, grpc::ACCEPT_ENCODING),
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared")
            .field("services", &self.services)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
