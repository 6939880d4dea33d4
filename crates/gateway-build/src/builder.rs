//! What a build script calls.

use std::{collections::BTreeMap, fs, path::Path};

use prost_reflect::DescriptorPool;

use crate::{error::Error, gateway, rule::HTTP_EXTENSION, service};

/// Generates the REST routes of every service in a descriptor set.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Builder {}

// === impl Builder ===

impl Builder {
    /// A builder.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes `<package>.rest.rs` into a folder for every package with HTTP rules.
    ///
    /// # Errors
    ///
    /// When a rule cannot be served, or a file cannot be written.
    pub fn generate(&self, descriptor_set: &[u8], folder: impl AsRef<Path>) -> Result<(), Error> {
        for (package, code) in self.render(descriptor_set)? {
            let path = folder.as_ref().join(format!("{package}.rest.rs"));
            fs::write(&path, code).map_err(|source| Error::Write { path, source })?;
        }
        for (package, code) in services(descriptor_set)? {
            let path = folder.as_ref().join(format!("{package}.gateway.rs"));
            fs::write(&path, code).map_err(|source| Error::Write { path, source })?;
        }
        Ok(())
    }

    /// The generated code by package.
    ///
    /// # Errors
    ///
    /// When a rule cannot be served.
    pub fn render(&self, descriptor_set: &[u8]) -> Result<BTreeMap<String, String>, Error> {
        let pool = DescriptorPool::decode(descriptor_set)?;
        let mut packages = BTreeMap::<_, String>::new();
        let Some(http) = pool.get_extension_by_name(HTTP_EXTENSION) else {
            return Ok(packages);
        };
        for descriptor in pool.services() {
            if let Some(code) = service::render(&descriptor, &http)? {
                let package = descriptor.package_name().to_owned();
                packages.entry(package).or_default().push_str(&code);
            }
        }
        Ok(packages)
    }
}

/// The modules of all services by package.
fn services(descriptor_set: &[u8]) -> Result<BTreeMap<String, String>, Error> {
    let pool = DescriptorPool::decode(descriptor_set)?;
    let mut packages = BTreeMap::<_, String>::new();
    for descriptor in pool.services() {
        let package = packages.entry(descriptor.package_name().to_owned());
        let code = gateway::Module(&descriptor).to_string();
        package.or_default().push_str(&code);
    }
    Ok(packages)
}
