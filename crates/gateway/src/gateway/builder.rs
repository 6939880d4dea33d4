//! Puts a gateway together.

use std::{
    collections::HashMap,
    convert::Infallible,
    future::{Ready, ready},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::{Request, Response};
use tower_service::Service as TowerService;

use super::{Gateway, Shared};
use crate::{
    answer, body::Body, compression::Encodings, error::Error, input::InputLimits, json,
    service::Service,
};

/// Bytes of a message unless said otherwise, as in gRPC's other implementations.
const MESSAGE_LIMIT: usize = 4 * 1024 * 1024;
const MESSAGE_TIME: Duration = Duration::from_secs(30);
const COMPRESS_FROM: usize = 1024;

/// Collects services and limits.
#[derive(Debug)]
pub struct Builder<F = NotFound> {
    services: Vec<Service>,
    limits: InputLimits,
    timeout_max: Option<Duration>,
    encodings: Encodings,
    compress_from: usize,
    json: json::Options,
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
            limits: InputLimits {
                message: MESSAGE_LIMIT,
                message_time: MESSAGE_TIME,
                idle_time: None,
            },
            timeout_max: None,
            encodings: Encodings::all_built_in(),
            compress_from: COMPRESS_FROM,
            json: json::Options::new(),
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
            timeout_max: self.timeout_max,
            encodings: self.encodings,
            compress_from: self.compress_from,
            json: self.json,
            fallback,
        }
    }

    /// The largest message that is read, in bytes after decompression; 4 MiB by default.
    #[must_use]
    pub fn message_limit(mut self, bytes: usize) -> Self {
        self.limits.message = bytes;
        self
    }

    /// How long a message may take to arrive once it has begun to; 30 seconds by default.
    #[must_use]
    pub fn message_time(mut self, time: Duration) -> Self {
        self.limits.message_time = time;
        self
    }

    /// How long a caller may leave a stream of requests idle; for ever by default.
    #[must_use]
    pub fn idle_time(mut self, time: Duration) -> Self {
        self.limits.idle_time = Some(time);
        self
    }

    /// How long a call may take at most, whatever the caller asks for; for ever by default.
    #[must_use]
    pub fn max_timeout(mut self, time: Duration) -> Self {
        self.timeout_max = Some(time);
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

    /// How messages are read from and written as JSON, and the types that an `Any` may hold.
    #[must_use]
    pub fn json(mut self, options: json::Options) -> Self {
        self.json = options;
        self
    }

    /// # Errors
    ///
    /// When two services have the same name.
    pub fn build(self) -> Result<Gateway<F>, Error> {
        let mut methods = HashMap::new();
        let mut services = Vec::new();
        for service in self.services {
            let name = service.name().to_owned();
            if services.contains(&name) {
                return Err(Error::Service(name));
            }
            for method in service.into_methods() {
                methods.insert(format!("/{name}/{}", method.name()), method);
            }
            services.push(name);
        }
        let shared = Shared {
            methods,
            services,
            limits: self.limits,
            timeout_max: self.timeout_max,
            encodings: self.encodings,
            compress_from: self.compress_from,
            json: Arc::new(self.json),
        };
        Ok(Gateway {
            shared: Arc::new(shared),
            fallback: self.fallback,
        })
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
