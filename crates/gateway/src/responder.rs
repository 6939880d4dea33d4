//! Answers in the caller's dialect.
//!
//! What a method gave, or the status that stands for its failure, becomes an HTTP response here;
//! how each protocol writes it is known in [`crate::protocol`].

use std::pin::Pin;

use bytes::{Bytes, BytesMut};
use http::{
    HeaderMap, HeaderValue, Response,
    header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, VARY},
};
use tokio::time::Sleep;
use tonic::{Code, Status, metadata::MetadataMap};

use crate::{
    body::Body,
    call::{Output, Reply},
    compression::Encoding,
    outcome::Outcome,
    protocol::{
        Dialect, Protocol, connect,
        grpc::{self, sanitized},
        grpc_web,
    },
    rest::responder::RestResponder,
    seal::Seal,
    stream_body::StreamBody,
    trailers::Trailers,
};

/// Writes the answer to one call.
#[derive(Debug)]
pub(crate) struct Responder {
    pub(crate) dialect: Dialect,
    pub(crate) seal: Seal,
    /// Told to callers whose compression is unknown here.
    pub(crate) accept_encoding: Option<HeaderValue>,
    /// Who answers in the place of this, when the caller speaks REST.
    pub(crate) rest: Option<Box<RestResponder>>,
}

// === impl Responder ===

impl Responder {
    /// The bytes that an only message needs in front of it.
    pub(crate) fn headroom(&self) -> usize {
        match self.dialect.protocol {
            Protocol::ConnectUnary | Protocol::ConnectGet | Protocol::Rest => 0,
            _ => crate::envelope::HEADER_LEN,
        }
    }

    /// The answer to a call that its method answered.
    pub(crate) fn success(
        &self,
        reply: Reply,
        deadline: Option<Pin<Box<Sleep>>>,
        mut outcome: Outcome,
    ) -> Response<Body> {
        if let Some(rest) = &self.rest {
            return rest.success(self.seal, reply, deadline, outcome);
        }
        let mut extensions = reply.extensions;
        let trailers = extensions.remove::<Trailers>().unwrap_or_default().0;
        let mut response = self.head(reply.metadata);
        *response.extensions_mut() = extensions;
        match reply.output {
            Output::Messages(messages) => {
                let protocol = self.dialect.protocol;
                let body =
                    StreamBody::new(protocol, self.seal, messages, trailers, deadline, outcome);
                self.name_encoding(response.headers_mut(), self.seal.encoding);
                *response.body_mut() = Body::stream(body);
                response
            }
            Output::Message(message) => match self.unary(response, message, trailers) {
                Ok(response) => {
                    outcome.end(Code::Ok);
                    response
                }
                Err(status) => self.failure(&status, outcome),
            },
        }
    }

    /// The answer to a call that failed.
    pub(crate) fn failure(&self, status: &Status, mut outcome: Outcome) -> Response<Body> {
        if let Some(rest) = &self.rest {
            return rest.failure(status, outcome);
        }
        outcome.end(status.code());
        self.refusal(status)
    }

    /// The answer to a request that did not become a call.
    pub(crate) fn refusal(&self, status: &Status) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        let content_type = self.dialect.content_type();
        response.headers_mut().insert(CONTENT_TYPE, content_type);
        if status.code() == Code::Unimplemented
            && let Some(encodings) = &self.accept_encoding
            && let Some(name) = self.accept_encoding_name()
        {
            response.headers_mut().insert(name, encodings.clone());
        }
        match self.dialect.protocol {
            Protocol::Grpc => grpc::failure(response, status),
            Protocol::GrpcWeb | Protocol::GrpcWebText => {
                let mut body = BytesMut::new();
                grpc_web::put_trailers(&mut body, &grpc::trailers(status));
                self.with_body(response, body)
            }
            Protocol::ConnectStream => {
                let mut body = BytesMut::new();
                connect::put_end_stream(&mut body, Some(status), MetadataMap::new());
                self.with_body(response, body)
            }
            _ => connect::failure(response, status),
        }
    }

    fn head(&self, metadata: MetadataMap) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        if !metadata.is_empty() {
            *response.headers_mut() = sanitized(metadata);
        }
        let content_type = self.dialect.content_type();
        response.headers_mut().insert(CONTENT_TYPE, content_type);
        response
    }

    fn unary(
        &self,
        mut response: Response<Body>,
        message: BytesMut,
        trailers: MetadataMap,
    ) -> Result<Response<Body>, Status> {
        if matches!(
            self.dialect.protocol,
            Protocol::ConnectUnary | Protocol::ConnectGet
        ) {
            let (message, encoding) = self.seal.bare(message.freeze())?;
            let headers = response.headers_mut();
            connect::prefix_trailers(headers, trailers);
            self.name_encoding(headers, encoding);
            *response.body_mut() = Body::from(message);
            return Ok(response);
        }
        let mut body = self.seal.only(message)?;
        self.name_encoding(response.headers_mut(), self.seal.encoding);
        match self.dialect.protocol {
            Protocol::GrpcWeb | Protocol::GrpcWebText => {
                grpc_web::put_trailers(&mut body, &grpc::success(trailers));
                Ok(self.with_body(response, body))
            }
            Protocol::ConnectStream => {
                connect::put_end_stream(&mut body, None, trailers);
                Ok(self.with_body(response, body))
            }
            _ => {
                let trailers = grpc::success(trailers);
                *response.body_mut() = Body::with_trailers(body.freeze(), trailers);
                Ok(response)
            }
        }
    }

    fn with_body(&self, mut response: Response<Body>, body: BytesMut) -> Response<Body> {
        let body: Bytes = grpc_web::part(self.dialect.protocol, body);
        *response.body_mut() = Body::from(body);
        response
    }

    fn name_encoding(&self, headers: &mut HeaderMap, encoding: Encoding) {
        let name = match self.dialect.protocol {
            Protocol::ConnectStream => connect::CONTENT_ENCODING,
            Protocol::ConnectUnary | Protocol::ConnectGet | Protocol::Rest => CONTENT_ENCODING,
            _ => grpc::ENCODING,
        };
        if name == CONTENT_ENCODING {
            let accept_encoding = HeaderValue::from_static("accept-encoding");
            headers.append(VARY, accept_encoding);
        }
        if encoding != Encoding::Identity {
            headers.insert(name, HeaderValue::from_static(encoding.name()));
        }
    }

    fn accept_encoding_name(&self) -> Option<http::HeaderName> {
        Some(match self.dialect.protocol {
            Protocol::Grpc | Protocol::GrpcWeb | Protocol::GrpcWebText => grpc::ACCEPT_ENCODING,
            Protocol::ConnectStream => connect::ACCEPT_ENCODING,
            Protocol::ConnectUnary | Protocol::ConnectGet => ACCEPT_ENCODING,
            Protocol::Rest => return None,
        })
    }
}
