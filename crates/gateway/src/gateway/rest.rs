//! REST callers: the routes of all services, and calls by them.

use std::sync::Arc;

use http::{
    HeaderValue, Method as Verb, Request, Response, StatusCode,
    header::{ACCEPT, ALLOW},
    request::Parts,
};
use tonic::Status;

use super::{
    Admitted, Entry, Shared,
    response_future::CallFuture,
    steer::{Refusal, Target},
};
use crate::{
    answer,
    body::Body,
    compression::Encoding,
    deadline::Deadline,
    error::Error,
    form::{Form, RestCall},
    input::Input,
    json,
    method::Kind,
    outcome::Outcome,
    path::{Captures, Lookup, Matcher},
    protocol::{Codec, Dialect, Protocol},
    rest::{
        self, Binding, MatchedRoute, StreamFormat,
        head::{Head, Rules},
        metadata,
        responder::RestResponder,
    },
    service::Service,
};

const DIALECT: Dialect = Dialect {
    protocol: Protocol::Rest,
    codec: Codec::Json,
    is_named: true,
};

/// All routes.
pub(super) struct Table {
    matcher: Matcher<Place>,
    /// The path that all of them hang below; empty, or with a slash in front.
    below: String,
    rules: Arc<Rules>,
    is_empty: bool,
}

/// Where a route leads.
pub(super) struct Place {
    /// `/service/method`.
    rpc_path: String,
    /// Which of the method's routes it is.
    route: usize,
    binding: Binding,
}

// === impl Table ===

impl Table {
    /// # Errors
    ///
    /// When a template or a method is malformed, or two routes match the same requests.
    pub(super) fn new(
        services: &[Service],
        below: &str,
        options: rest::Options,
        json: json::Options,
    ) -> Result<Self, Error> {
        let mut matcher = Matcher::with_options(options.paths);
        let mut is_empty = true;
        for service in services {
            for method in service.methods() {
                for (route, binding) in method.bindings().iter().enumerate() {
                    let place = Place {
                        rpc_path: format!("/{}/{}", service.name(), method.name()),
                        route,
                        binding: *binding,
                    };
                    matcher.insert(verb(binding.method)?, binding.template.parse()?, place)?;
                    is_empty = false;
                }
            }
        }
        Ok(Self {
            matcher,
            below: below.trim_end_matches('/').to_owned(),
            rules: Arc::new(Rules::new(options, json)),
            is_empty,
        })
    }

    /// Whether all routes hang below a path, whose other paths are then nobody's.
    pub(super) fn has_prefix(&self) -> bool {
        !self.below.is_empty()
    }

    /// Where a request goes that is no RPC.
    pub(super) fn steer<B>(&self, request: &Request<B>) -> Target<'_> {
        let Some(path) = self.relative(request.uri().path()) else {
            return Target::Fallback;
        };
        match self.matcher.lookup(request.method(), path) {
            Lookup::Found { value, captures } => {
                if value.binding.accepts(request.headers(), &self.rules) {
                    Target::Rest {
                        place: value,
                        captures,
                    }
                } else {
                    Target::Refused(Refusal::Response(unsupported()))
                }
            }
            Lookup::MethodNotAllowed { allow } => {
                let refused = answer::method_not_allowed(&join(&allow));
                Target::Refused(Refusal::Response(refused))
            }
            Lookup::Options { allow } => {
                let mut response = Response::new(Body::empty());
                *response.status_mut() = StatusCode::NO_CONTENT;
                response.headers_mut().insert(ALLOW, join(&allow));
                Target::Refused(Refusal::Response(response))
            }
            Lookup::Malformed if self.below.is_empty() => Target::Fallback,
            Lookup::Malformed => {
                let status =
                    Status::invalid_argument("the path is not valid percent-encoded UTF-8");
                let refused = answer::status_json(&status, &self.rules.json);
                Target::Refused(Refusal::Response(refused))
            }
            Lookup::NotFound if self.below.is_empty() => Target::Fallback,
            Lookup::NotFound => Target::Refused(Refusal::Response(answer::not_found())),
        }
    }

    /// The path below what all routes hang below.
    fn relative<'p>(&self, path: &'p str) -> Option<&'p str> {
        if self.is_empty {
            return None;
        }
        let path = path.strip_prefix(self.below.as_str())?;
        (path.is_empty() || path.starts_with('/')).then_some(path)
    }
}

/// None for a route that takes every method.
fn verb(name: &str) -> Result<Option<Verb>, Error> {
    if name == "*" {
        return Ok(None);
    }
    let verb = name.parse().map_err(|_| Error::Method(name.to_owned()))?;
    Ok(Some(verb))
}

fn join(methods: &[Verb]) -> HeaderValue {
    let names: Vec<_> = methods.iter().map(Verb::as_str).collect();
    // method names are tokens
    HeaderValue::from_str(&names.join(", ")).unwrap_or(HeaderValue::from_static(""))
}

fn unsupported() -> Response<Body> {
    let status = Status::invalid_argument("the body has to be JSON");
    let code = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    let mut response = answer::error_json(code, &status, &json::Options::new());
    response.headers_mut().insert(ACCEPT, answer::JSON);
    response
}

// === impl Shared ===

impl Shared {
    /// Calls the method a route leads to.
    pub(super) fn call_by_route(
        &self,
        place: &Place,
        captures: Captures,
        mut parts: Parts,
        body: Body,
    ) -> CallFuture {
        let Some(entry) = self.methods.get(&place.rpc_path) else {
            // every route was read off a method
            return CallFuture::failed(answer::not_found());
        };
        let outcome = Outcome::begin(&place.rpc_path, Protocol::Rest);
        let rest = RestResponder {
            rules: Arc::clone(&self.routes.rules),
            format: (!place.binding.is_raw_response).then(|| StreamFormat::choose(&parts.headers)),
            is_head: parts.method == Verb::HEAD,
        };
        let head = Head::new(
            captures,
            &parts.uri,
            &parts.headers,
            Arc::clone(&rest.rules),
        );
        let mut responder = self.responder(DIALECT, Encoding::Identity);
        responder.rest = Some(Box::new(rest));
        let sent = self.sent_encoding(Protocol::Rest, &parts.headers);
        let deadline = Deadline::of(Protocol::Rest, &parts.headers, entry.limits.timeout);
        let (sent, deadline, seat) = match (sent, deadline, entry.place()) {
            (Ok(sent), Ok(deadline), Ok(seat)) => (sent, deadline, seat),
            (Err(status), ..) | (_, Err(status), _) | (.., Err(status)) => {
                return CallFuture::failed(responder.failure(&status, outcome));
            }
        };
        responder.seal.encoding = self.accepted_encoding(Protocol::Rest, &parts.headers);
        let admitted = Admitted {
            responder,
            deadline,
            input: self.rest_input(entry, place.binding, sent, body),
            form: Form::Rest(Arc::new(RestCall {
                route: place.route,
                head,
            })),
            place: seat,
        };
        parts.extensions.insert(MatchedRoute {
            method: place.binding.method,
            template: place.binding.template,
        });
        let metadata =
            metadata::from_headers(parts.headers, self.routes.rules.rest.prefixed_metadata);
        self.run(entry, admitted, metadata, parts.extensions, outcome)
    }

    /// The messages of a request's body.
    fn rest_input(&self, entry: &Entry, binding: Binding, sent: Encoding, body: Body) -> Input {
        let kind = entry.method.kind();
        let takes_many = matches!(kind, Kind::ClientStreaming | Kind::BidiStreaming);
        let limits = entry.limits;
        match (binding.has_body, takes_many, binding.is_raw) {
            (false, ..) => Input::nothing(limits),
            (true, true, true) => Input::chunks(body, sent, limits),
            (true, true, false) => {
                let depth = self.routes.rules.json.max_depth;
                Input::texts(body, sent, depth, limits)
            }
            (true, false, _) => Input::whole(body, Protocol::Rest, sent, limits),
        }
    }
}
