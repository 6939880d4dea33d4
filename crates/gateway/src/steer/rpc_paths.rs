//! Which RPC methods there are.

use std::{
    collections::{HashMap, HashSet},
    fmt,
};

use prost::Message as _;
use prost_types::FileDescriptorSet;

use crate::error::Error;

/// The RPC methods an application serves, by service.
#[derive(Clone, Debug, Default)]
pub struct RpcPaths {
    services: HashMap<String, HashSet<String>>,
}

/// Why a path is no RPC method; prints as the message a caller gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown<'p> {
    /// The path is not of the form `/service/method`.
    Path(&'p str),
    /// There is no such service.
    Service(&'p str),
    /// The service has no such method.
    Method {
        /// The service there is.
        service: &'p str,
        /// The method there is not.
        method: &'p str,
    },
}

// === impl RpcPaths ===

impl RpcPaths {
    /// No method at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// The methods of every service in an encoded `FileDescriptorSet`.
    ///
    /// # Errors
    ///
    /// When the bytes are none.
    pub fn from_file_descriptor_set(bytes: &[u8]) -> Result<Self, Error> {
        let set = FileDescriptorSet::decode(bytes)?;
        let mut paths = Self::new();
        for file in &set.file {
            for service in &file.service {
                let name = match file.package() {
                    "" => service.name().to_owned(),
                    package => format!("{package}.{}", service.name()),
                };
                let methods = service.method.iter().map(|method| method.name());
                paths = paths.add_service(&name, methods);
            }
        }
        Ok(paths)
    }

    /// Adds a service by its full name.
    #[must_use]
    pub fn add_service<'a>(
        mut self,
        name: &str,
        methods: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let known = self.services.entry(name.to_owned()).or_default();
        known.extend(methods.into_iter().map(str::to_owned));
        self
    }

    /// Whether a path calls one of the methods, and why not.
    pub fn find<'p>(&self, path: &'p str) -> Result<(), Unknown<'p>> {
        let (service, method) = path
            .strip_prefix('/')
            .and_then(|path| path.rsplit_once('/'))
            .ok_or(Unknown::Path(path))?;
        match self.services.get(service) {
            None => Err(Unknown::Service(service)),
            Some(methods) if methods.contains(method) => Ok(()),
            Some(_) => Err(Unknown::Method { service, method }),
        }
    }
}

// === impl Unknown ===

impl fmt::Display for Unknown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "malformed method name: {path:?}"),
            Self::Service(service) => write!(f, "unknown service {service}"),
            Self::Method { service, method } => {
                write!(f, "unknown method {method} for service {service}")
            }
        }
    }
}
