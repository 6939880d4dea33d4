//! Puts a gateway together.

use std::{
    collections::HashMap,
    convert::Infallible,
    fmt,
    future::{Ready, ready},
    sync::Arc,
    task::{Context, Poll},
};

use http::{Request, Response};
use tower_service::Service as TowerService;

use super::{Entry, Gateway, Shared, rest::Table};
use crate::{
    answer, body::Body, compression::Encodings, error::Error, interceptor::Interceptor, json,
    limits::Limits, rest, service::Service,
};

/// Bytes below which compression is not worth its time.
const COMPRESS_FROM: usize = 1024;

/// Collects services and limits.
pub struct Builder<F = NotFound> {
    services: Vec<Service>,
    limits: Limits,
    method_limits: HashMap<String, Limits>,
    encodings: Encodings,
    compress_from: usize,
    json: json::Options,
    rest: rest::Options,
    interceptors: Vec<Arc<dyn Interceptor>>,
    fallback: F,
}

/// Answers every request with 404.
#[derive(Clone, Copy, Debug, Default)]
pub struct NotFound;

// === impl Builder ===

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            services: Vec::new(),
            limits: Limits::default(),
            method_limits: HashMap::new(),
            encodings: Encodings::all_built_in(),
            compress_from: COMPRESS_FROM,
            json: json::Options::new(),
            rest: rest::Options::default(),
            interceptors: Vec::new(),
            fallback: NotFound,
        }
    }
}

impl<F> Builder<F> {
    /// Adds a service, as generated code makes it.
    #[must_use]
    pub fn service(mut self, service: Service) -> Self {
        self.services.push(service);
        self
    }

    /// Adds several services, those of a [backend](crate::backend) for example.
    #[must_use]
    pub fn services(mut self, services: impl IntoIterator<Item = Service>) -> Self {
        self.services.extend(services);
        self
    }

    /// Who answers requests that are no calls; 404 if nobody.
    #[must_use]
    pub fn fallback<G>(self, fallback: G) -> Builder<G> {
        Builder {
            services: self.services,
            limits: self.limits,
            method_limits: self.method_limits,
            encodings: self.encodings,
            compress_from: self.compress_from,
            json: self.json,
            rest: self.rest,
            interceptors: self.interceptors,
            fallback,
        }
    }

    /// What every call may cost; the limits of [`Limits::default`] if not said otherwise.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// What the calls of one method may cost; `path` is `/service/method`.
    #[must_use]
    pub fn method_limits(mut self, path: impl Into<String>, limits: Limits) -> Self {
        self.method_limits.insert(path.into(), limits);
        self
    }

    /// The compressions that are spoken; all that are compiled in by default.
    #[must_use]
    pub fn encodings(mut self, encodings: Encodings) -> Self {
        self.encodings = encodings;
        self
    }

    /// From how many bytes on a message is worth compressing; 1024 by default.
    #[must_use]
    pub fn compress_from(mut self, bytes: usize) -> Self {
        self.compress_from = bytes;
        self
    }

    /// How messages are read from and written as JSON, and the types that an `Any` may hold; for
    /// services that [say nothing else](Service::json).
    #[must_use]
    pub fn json(mut self, options: json::Options) -> Self {
        self.json = options;
        self
    }

    /// How REST requests become messages, and messages REST answers.
    #[must_use]
    pub fn rest(mut self, options: rest::Options) -> Self {
        self.rest = options;
        self
    }

    /// Adds code that looks at every call, after the interceptors that are there already.
    #[must_use]
    pub fn interceptor(mut self, interceptor: impl Interceptor) -> Self {
        self.interceptors.push(Arc::new(interceptor));
        self
    }

    /// # Errors
    ///
    /// When two services have the same name, limits are for a method that is not there, two routes
    /// match the same requests, or a route is the path of a method.
    pub fn build(self) -> Result<Gateway<F>, Error> {
        let mut below = self.services.iter().map(Service::below);
        let is_path = |text: &str| text.is_empty() || text.starts_with('/');
        if let Some(text) = below.find(|text| !is_path(text)) {
            return Err(Error::Below(text.to_owned()));
        }
        let routes = Table::new(&self.services, self.rest, self.json.clone())?;
        let json = Arc::new(self.json);
        let mut methods = HashMap::new();
        let mut method_limits = self.method_limits;
        let mut services = Vec::new();
        for service in self.services {
            let name = service.name().to_owned();
            if services.contains(&name) {
                return Err(Error::Service(name));
            }
            let json = match service.json_options() {
                Some(options) => Arc::new(options.clone()),
                None => Arc::clone(&json),
            };
            for (path, method) in service.into_methods_by_path() {
                let limits = method_limits.remove(&path).unwrap_or(self.limits);
                let entry = Entry::new(&path, method, limits, Arc::clone(&json));
                if methods.insert(path.clone(), entry).is_some() {
                    return Err(Error::DoubleMethod(path));
                }
            }
            services.push(name);
        }
        if let Some(path) = method_limits.into_keys().next() {
            return Err(Error::UnknownMethod(path));
        }
        let shared = Shared {
            methods,
            services,
            encodings: self.encodings,
            accept_encoding: self.encodings.accept_value(),
            compress_from: self.compress_from,
            routes,
            interceptors: self.interceptors.into(),
        };
        Ok(Gateway {
            shared: Arc::new(shared),
            fallback: self.fallback,
        })
    }
}

impl<F> fmt::Debug for Builder<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("services", &self.services)
            .finish_non_exhaustive()
    }
}

// === impl NotFound ===

impl<B> TowerService<Request<B>> for NotFound {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Ready<Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _request: Request<B>) -> Self::Future {
        ready(Ok(answer::not_found()))
    }
}
