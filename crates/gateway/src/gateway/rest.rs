//! REST callers: the routes of all services, and calls by them.

use std::{cmp::Reverse, collections::HashSet, sync::Arc};

use http::{
    HeaderMap, HeaderName, HeaderValue, Method as Verb, Request, Response, StatusCode,
    header::{ACCEPT, ACCEPT_ENCODING, ALLOW},
    request::Parts,
};
use tonic::{Code, Status};

use super::{
    Admitted, Entry, Shared,
    response_future::CallFuture,
    steer::{Refusal, Target},
};
use crate::{
    answer,
    body::Body,
    compression::Encoding,
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
    /// The longest path first.
    bases: Vec<Base>,
    /// What goes for requests that no route was found for.
    rules: Arc<Rules>,
}

/// The routes below one path.
struct Base {
    /// Empty, or with a slash in front.
    below: String,
    matcher: Matcher<Place>,
}

/// Where a route leads.
pub(super) struct Place {
    /// `/service/method`.
    rpc_path: String,
    /// Which of the method's routes it is.
    route: usize,
    binding: Binding,
    rules: Arc<Rules>,
}

// === impl Table ===

impl Table {
    /// # Errors
    ///
    /// When a template or a method is malformed, two routes match the same requests, or a route is
    /// the path of a method.
    pub(super) fn new(
        services: &[Service],
        options: rest::Options,
        json: json::Options,
    ) -> Result<Self, Error> {
        let rpc_paths: HashSet<_> = services.iter().flat_map(Service::paths).collect();
        let mut services: Vec<_> = services.iter().filter(|it| it.has_routes()).collect();
        services.sort_by_key(|service| Reverse((service.below().len(), service.below())));
        let rules = Arc::new(Rules::new(options, json));
        let mut bases = Vec::new();
        for services in services.chunk_by(|one, other| one.below() == other.below()) {
            bases.push(Base::new(services, &rpc_paths, &rules)?);
        }
        Ok(Self { bases, rules })
    }

    /// Whether a path lies below one that routes hang below, and so belongs to nobody else.
    pub(super) fn owns(&self, path: &str) -> bool {
        let mut bases = self.bases.iter();
        bases.any(|base| !base.below.is_empty() && base.relative(path).is_some())
    }

    /// Where a request goes that is no RPC.
    pub(super) fn steer<B>(&self, request: &Request<B>) -> Target<'_> {
        let path = request.uri().path();
        let mut below = self.bases.iter();
        let below = below.find_map(|base| base.relative(path).map(|path| (base, path)));
        match below {
            Some((base, path)) => self.steer_below(base, path, request),
            None => Target::Fallback,
        }
    }

    fn steer_below<'t, B>(&self, base: &'t Base, path: &str, request: &Request<B>) -> Target<'t> {
        match base.matcher.lookup(request.method(), path) {
            Lookup::Found { value, captures } => {
                if value.binding.accepts(request.headers(), &value.rules) {
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
            Lookup::Malformed if base.below.is_empty() => Target::Fallback,
            Lookup::Malformed => {
                let status =
                    Status::invalid_argument("the path is not valid percent-encoded UTF-8");
                let refused = answer::status_json(&status, &self.rules.json);
                Target::Refused(Refusal::Response(refused))
            }
            Lookup::NotFound if base.below.is_empty() => Target::Fallback,
            Lookup::NotFound => Target::Refused(Refusal::Response(answer::not_found())),
        }
    }
}

// === impl Base ===

impl Base {
    fn new(
        services: &[&Service],
        rpc_paths: &HashSet<String>,
        rules: &Arc<Rules>,
    ) -> Result<Self, Error> {
        let below = services.first().map_or("", |service| service.below());
        let mut base = Self {
            below: below.to_owned(),
            matcher: Matcher::with_options(rules.rest.paths),
        };
        for service in services {
            let rules = match service.json_options() {
                Some(json) => Arc::new(Rules::new(rules.rest, json.clone())),
                None => Arc::clone(rules),
            };
            for (rpc_path, method) in service.methods_by_path() {
                base.add(rpc_path, method.bindings(), rpc_paths, &rules)?;
            }
        }
        Ok(base)
    }

    /// Adds the routes of one method.
    fn add(
        &mut self,
        rpc_path: String,
        bindings: &[Binding],
        rpc_paths: &HashSet<String>,
        rules: &Arc<Rules>,
    ) -> Result<(), Error> {
        for (route, binding) in bindings.iter().enumerate() {
            let path = format!("{}{}", self.below, binding.template);
            if rpc_paths.contains(&path) {
                return Err(Error::Hidden {
                    route: path,
                    method: rpc_path,
                });
            }
            let place = Place {
                rpc_path: rpc_path.clone(),
                route,
                binding: *binding,
                rules: Arc::clone(rules),
            };
            self.matcher
                .insert(verb(binding.method)?, binding.template.parse()?, place)
                .map_err(|source| conflict(&self.matcher, &rpc_path, source))?;
        }
        Ok(())
    }

    /// The rest of a path that lies below this.
    fn relative<'p>(&self, path: &'p str) -> Option<&'p str> {
        let path = path.strip_prefix(self.below.as_str())?;
        (path.is_empty() || path.starts_with('/')).then_some(path)
    }
}

/// Adds the methods to what two routes have in common.
fn conflict(matcher: &Matcher<Place>, second: &str, source: Error) -> Error {
    let Error::Conflict { method, first, .. } = &source else {
        return source;
    };
    let first = matcher.value(method, first);
    Error::Routes {
        first: first.map_or_else(String::new, |place| place.rpc_path.clone()),
        second: second.to_owned(),
        source: Box::new(source),
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
    refused("the body has to be JSON", ACCEPT, answer::JSON)
}

/// RFC 9110, section 15.5.16: the answer names the codings that would do.
fn unknown_encoding(status: &Status, known: Option<HeaderValue>) -> Box<Response<Body>> {
    let known = known.unwrap_or(HeaderValue::from_static("identity"));
    Box::new(refused(status.message(), ACCEPT_ENCODING, known))
}

/// 415, with what would be taken.
fn refused(why: &str, name: HeaderName, taken: HeaderValue) -> Response<Body> {
    let status = Status::invalid_argument(why);
    let code = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    let mut response = answer::error_json(code, &status, &json::Options::new());
    response.headers_mut().insert(name, taken);
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
        let mut outcome = Outcome::begin(&place.rpc_path, Protocol::Rest);
        let rest = RestResponder {
            rules: Arc::clone(&place.rules),
            format: (!place.binding.is_raw_response).then(|| StreamFormat::choose(&parts.headers)),
            is_head: parts.method == Verb::HEAD,
        };
        let head = Head::new(
            captures,
            &parts.uri,
            &parts.headers,
            Arc::clone(&rest.rules),
        );
        let accepted = self.accepted_encoding(Protocol::Rest, &parts.headers);
        let mut responder = self.responder(DIALECT, accepted);
        responder.rest = Some(Box::new(rest));
        let input = match self.rest_input(entry, place, &parts.headers, body) {
            Ok(input) => input,
            Err(refused) => {
                outcome.end(Code::InvalidArgument);
                return CallFuture::failed(*refused);
            }
        };
        let (deadline, seat) = match entry.seat(Protocol::Rest, &parts.headers) {
            Ok(seated) => seated,
            Err(status) => return CallFuture::failed(responder.failure(&status, outcome)),
        };
        let admitted = Admitted {
            responder,
            deadline,
            input,
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
        let metadata = metadata::from_headers(parts.headers, place.rules.rest.prefixed_metadata);
        self.run(entry, admitted, metadata, parts.extensions, outcome)
    }

    /// The messages of a request's body, or the answer to one that is compressed in a way that
    /// cannot be read.
    fn rest_input(
        &self,
        entry: &Entry,
        place: &Place,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<Input, Box<Response<Body>>> {
        let limits = entry.limits;
        if !place.binding.has_body {
            return Ok(Input::nothing(limits));
        }
        let sent = self.sent_encoding(Protocol::Rest, headers);
        if !matches!(
            entry.method.kind(),
            Kind::ClientStreaming | Kind::BidiStreaming
        ) {
            return match sent {
                Ok(sent) => Ok(Input::whole(body, Protocol::Rest, sent, limits)),
                Err(status) => Err(unknown_encoding(&status, self.accept_encoding.clone())),
            };
        }
        if !matches!(sent, Ok(Encoding::Identity)) {
            let status = Status::unimplemented("a stream of messages cannot be compressed");
            return Err(unknown_encoding(&status, None));
        }
        if place.binding.is_raw {
            return Ok(Input::chunks(body, limits));
        }
        let depth = place.rules.json.max_depth;
        Ok(Input::texts(body, depth, limits))
    }
}
