//! What a build script calls.

use std::{collections::BTreeMap, fs, path::Path};

use prost_reflect::DescriptorPool;

use crate::{conflict::Places, error::Error, gateway, json, rule::HTTP_EXTENSION};

/// Generates the JSON form of every message and what the gateway knows of every service in a
/// descriptor set.
#[derive(Debug, Default)]
pub struct Builder {
    paths: json::Paths,
}

// === impl Builder ===

impl Builder {
    /// A builder.
    pub fn new() -> Self {
        Self::default()
    }

    /// Names a Rust path for what a `.proto` file calls by a name with this prefix, as in prost's
    /// configuration; `.google.protobuf` is `::prost_types` already. Such types are not generated.
    #[must_use]
    pub fn extern_path(mut self, proto: impl Into<String>, rust: impl Into<String>) -> Self {
        self.paths.insert(proto.into(), rust.into());
        self
    }

    /// Writes into a folder: for every package `<package>.json.rs`, and `<package>.gateway.rs` when
    /// it has services.
    ///
    /// # Errors
    ///
    /// When a rule cannot be served, or a file cannot be written.
    pub fn generate(&self, descriptor_set: &[u8], folder: impl AsRef<Path>) -> Result<(), Error> {
        let write = |package: &str, suffix: &str, code: &str| {
            // what prost calls the file of no package
            let package = if package.is_empty() { "_" } else { package };
            let path = folder.as_ref().join(format!("{package}.{suffix}.rs"));
            fs::write(&path, code).map_err(|source| Error::Write { path, source })
        };
        for (package, code) in self.render_json(descriptor_set)? {
            write(&package, "json", &code)?;
        }
        for (package, code) in self.render_services(descriptor_set)? {
            write(&package, "gateway", &code)?;
        }
        Ok(())
    }

    /// The JSON form of messages, by package.
    ///
    /// # Errors
    ///
    /// When the descriptor set cannot be read.
    pub fn render_json(&self, descriptor_set: &[u8]) -> Result<BTreeMap<String, String>, Error> {
        let pool = DescriptorPool::decode(descriptor_set)?;
        Ok(json::render(&pool, &self.paths))
    }

    /// The modules of all services by package.
    ///
    /// # Errors
    ///
    /// When an HTTP rule cannot be served.
    pub fn render_services(
        &self,
        descriptor_set: &[u8],
    ) -> Result<BTreeMap<String, String>, Error> {
        let pool = DescriptorPool::decode(descriptor_set)?;
        let http = pool.get_extension_by_name(HTTP_EXTENSION);
        let mut places = BTreeMap::<_, Places>::new();
        let mut packages = BTreeMap::<_, String>::new();
        for descriptor in pool.services() {
            let package = descriptor.package_name().to_owned();
            let places = places.entry(package.clone()).or_default();
            let code = gateway::render(&descriptor, http.as_ref(), places, &self.paths)?;
            packages.entry(package).or_default().push_str(&code);
        }
        Ok(packages)
    }
}
