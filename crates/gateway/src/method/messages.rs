//! Messages of one call, read and written in its form.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http::HeaderValue;
use tonic::Status;

use crate::{form::Form, interceptor::Intercepted, json::Message, rest::Route};

/// The routes of a method, of which a REST call has chosen one.
pub(super) type Routes<Req, Res> = Arc<[Route<Req, Res>]>;

/// The content type of an answer that is sent as it is; an extension of the reply.
#[derive(Clone, Debug)]
pub(crate) struct RawType(pub(crate) HeaderValue);

/// Decodes requests and encodes responses of one call.
pub(super) struct Messages<Req, Res> {
    routes: Routes<Req, Res>,
    form: Form,
    intercepted: Option<Intercepted>,
    /// Whether a request was decoded.
    has_begun: bool,
}

// === impl Messages ===

impl<Req: Message, Res: Message> Messages<Req, Res> {
    pub(super) fn new(
        routes: &Routes<Req, Res>,
        form: Form,
        intercepted: Option<Intercepted>,
    ) -> Self {
        Self {
            routes: Arc::clone(routes),
            form,
            intercepted,
            has_begun: false,
        }
    }

    pub(super) fn decode(&mut self, bytes: Bytes) -> Result<Req, Status> {
        let mut message = self.read(bytes)?;
        if let Some(intercepted) = &self.intercepted {
            intercepted.request(&mut message)?;
        }
        Ok(message)
    }

    fn read(&mut self, bytes: Bytes) -> Result<Req, Status> {
        let Form::Rest(call) = &self.form else {
            return self.form.decode(bytes);
        };
        let route = self.route(call.route)?;
        if self.has_begun {
            return route.decode_later(&call.head, &bytes);
        }
        let message = route.decode(&call.head, &bytes);
        self.has_begun = true;
        message
    }

    pub(super) fn encode(&self, message: &Res, buf: &mut BytesMut) -> Result<(), Status> {
        if let Some(intercepted) = &self.intercepted {
            intercepted.response(message)?;
        }
        let Form::Rest(call) = &self.form else {
            return self.form.encode(message, buf);
        };
        let route = self.route(call.route)?;
        if route.is_raw_response() {
            let raw = route.raw(message);
            buf.extend_from_slice(raw.map_or(b"".as_slice(), |(_, data)| data));
            return Ok(());
        }
        route.encode(message, call.head.rules(), buf)
    }

    /// Whether answers are sent as they are, which makes the first one say of what type.
    pub(super) fn is_raw(&self) -> bool {
        match &self.form {
            Form::Rest(call) => self
                .routes
                .get(call.route)
                .is_some_and(|route| route.is_raw_response()),
            _ => false,
        }
    }

    /// The content type that a raw answer names.
    pub(super) fn raw_type(&self, message: &Res) -> Option<RawType> {
        let Form::Rest(call) = &self.form else {
            return None;
        };
        let (content_type, _) = self.routes.get(call.route)?.raw(message)?;
        HeaderValue::from_str(content_type).ok().map(RawType)
    }

    fn route(&self, index: usize) -> Result<&Route<Req, Res>, Status> {
        let route = self.routes.get(index);
        route.ok_or_else(|| Status::internal("a route of another method was chosen"))
    }
}
