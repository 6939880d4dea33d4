//! Where a request goes, decided once from its method, content type, path and query.
//!
//! A path that calls a method never goes anywhere else, whatever else is wrong with the request:
//! the caller is told in his dialect. A path that calls none is refused only when the request says
//! that it is an RPC.

use bytes::Bytes;
use http::{
    HeaderValue, Method as Verb, Request, Response, StatusCode, Version,
    header::{ALLOW, CONTENT_TYPE, HeaderName},
};
use tonic::Status;

use super::{Entry, Shared, rest::Place};
use crate::{
    body::Body,
    compression::Encoding,
    method::Kind,
    path::Captures,
    protocol::{Announced, Codec, Dialect, Protocol, connect},
    responder::Responder,
    seal::Seal,
};

const ACCEPT_POST: HeaderName = HeaderName::from_static("accept-post");
/// What a method with one message each way takes.
const UNARY_TYPES: &str = "application/grpc, application/grpc+proto, application/grpc+json, \
    application/grpc-web, application/grpc-web+proto, application/grpc-web+json, \
    application/grpc-web-text, application/grpc-web-text+proto, application/grpc-web-text+json, \
    application/proto, application/json";
/// What a method with streams takes.
const STREAM_TYPES: &str = "application/grpc, application/grpc+proto, application/grpc+json, \
    application/grpc-web, application/grpc-web+proto, application/grpc-web+json, \
    application/grpc-web-text, application/grpc-web-text+proto, application/grpc-web-text+json, \
    application/connect+proto, application/connect+json";

/// The decision.
pub(super) enum Target<'g> {
    /// To a method.
    Call { entry: &'g Entry, dialect: Dialect },
    /// To a method, by one of its routes.
    Rest {
        place: &'g Place,
        captures: Captures,
    },
    /// To nobody.
    Refused(Refusal),
    /// To whatever else the application serves.
    Fallback,
}

/// Why a request goes to nobody.
pub(super) enum Refusal {
    /// The method is there, but not by this verb.
    Verb { allow: &'static str },
    /// The method is there, but not with this content type.
    MediaType { accept_post: &'static str },
    /// gRPC's status travels in trailers, which HTTP/1 callers do not get.
    NeedsHttp2,
    /// An error in the caller's dialect.
    Status(Dialect, Status),
    /// What a REST caller is told.
    Response(Response<Body>),
}

// === impl Shared ===

impl Shared {
    pub(super) fn steer<B>(&self, request: &Request<B>) -> Target<'_> {
        match self.methods.get(request.uri().path()) {
            Some(entry) => steer_to(entry, request),
            None => self.steer_unknown(request),
        }
    }

    /// No method has this path.
    fn steer_unknown<B>(&self, request: &Request<B>) -> Target<'_> {
        let dialect = match Announced::by(request.headers()) {
            Announced::Dialect(dialect) => dialect,
            Announced::UnknownCodec(protocol) => default_dialect(protocol),
            Announced::Other => return self.routes.steer(request),
        };
        // a route is REST, whatever its body is called; that a path has other verbs is nothing to RPCs
        let target = self.routes.steer(request);
        if self.routes.owns(request.uri().path()) || matches!(target, Target::Rest { .. }) {
            return target;
        }
        // plain JSON is Connect only where it says so
        if dialect.protocol == Protocol::ConnectUnary && !connect::is_announced(request.headers()) {
            return target;
        }
        if dialect.protocol.is_connect() {
            let unary = Dialect {
                protocol: Protocol::ConnectUnary,
                ..dialect
            };
            return Target::Refused(Refusal::Status(unary, self.unknown(request.uri().path())));
        }
        Target::Refused(Refusal::Status(dialect, self.unknown(request.uri().path())))
    }

    fn unknown(&self, path: &str) -> Status {
        let parts = path.strip_prefix('/').and_then(|it| it.rsplit_once('/'));
        Status::unimplemented(match parts {
            None => format!("malformed method name: {path:?}"),
            Some((service, method)) if self.services.iter().any(|known| known == service) => {
                format!("unknown method {method} for service {service}")
            }
            Some((service, _)) => format!("unknown service {service}"),
        })
    }
}

fn steer_to<'g, B>(entry: &'g Entry, request: &Request<B>) -> Target<'g> {
    let method = &entry.method;
    let is_unary = method.kind() == Kind::Unary;
    if request.method() != Verb::POST {
        let allow = if method.allows_get() {
            "GET, POST"
        } else {
            "POST"
        };
        let is_get = request.method() == Verb::GET && method.allows_get();
        let query = request.uri().query().unwrap_or_default();
        if is_get && connect::Query::is_one(query) {
            let Some(codec) = connect::Query::codec(query) else {
                let accept_post = UNARY_TYPES;
                return Target::Refused(Refusal::MediaType { accept_post });
            };
            let dialect = Dialect {
                codec,
                ..default_dialect(Protocol::ConnectGet)
            };
            return Target::Call { entry, dialect };
        }
        return Target::Refused(Refusal::Verb { allow });
    }
    let accept_post = if is_unary { UNARY_TYPES } else { STREAM_TYPES };
    let unsupported = Target::Refused(Refusal::MediaType { accept_post });
    match Announced::by(request.headers()) {
        Announced::Other | Announced::UnknownCodec(Protocol::ConnectStream) => unsupported,
        Announced::UnknownCodec(protocol) => {
            let status = Status::unimplemented("messages are encoded as proto or as json");
            Target::Refused(Refusal::Status(default_dialect(protocol), status))
        }
        Announced::Dialect(dialect) => match dialect.protocol {
            Protocol::ConnectUnary if !is_unary => unsupported,
            Protocol::ConnectStream if is_unary => unsupported,
            Protocol::Grpc if request.version() < Version::HTTP_2 => {
                Target::Refused(Refusal::NeedsHttp2)
            }
            _ => Target::Call { entry, dialect },
        },
    }
}

fn default_dialect(protocol: Protocol) -> Dialect {
    Dialect {
        protocol,
        codec: Codec::Proto,
        is_named: false,
    }
}

// === impl Refusal ===

impl Refusal {
    pub(super) fn into_response(self) -> Response<Body> {
        match self {
            Self::Verb { allow } => {
                let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed");
                let allow = HeaderValue::from_static(allow);
                response.headers_mut().insert(ALLOW, allow);
                response
            }
            Self::MediaType { accept_post } => {
                let code = StatusCode::UNSUPPORTED_MEDIA_TYPE;
                let mut response = plain(code, "Unsupported Media Type");
                let accept_post = HeaderValue::from_static(accept_post);
                response.headers_mut().insert(ACCEPT_POST, accept_post);
                response
            }
            Self::NeedsHttp2 => plain(
                StatusCode::HTTP_VERSION_NOT_SUPPORTED,
                "gRPC needs HTTP/2; over HTTP/1.1 use gRPC-Web (application/grpc-web+proto), \
                 Connect or REST",
            ),
            Self::Response(response) => response,
            Self::Status(dialect, status) => {
                let is_connect = dialect.protocol.is_connect();
                let responder = Responder {
                    dialect,
                    seal: Seal {
                        encoding: Encoding::Identity,
                        from: 0,
                    },
                    accept_encoding: None,
                    rest: None,
                };
                let mut response = responder.refusal(&status);
                if is_connect {
                    // a path nobody serves, whatever the table of codes says
                    *response.status_mut() = StatusCode::NOT_FOUND;
                }
                response
            }
        }
    }
}

/// A refusal in text: JSON would look like the error of a method to clients of Connect.
fn plain(code: StatusCode, message: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(Bytes::from_static(message.as_bytes())));
    *response.status_mut() = code;
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, text);
    response
}
