//! A service: methods under one name.

use std::borrow::Cow;

use crate::method::Method;

/// The methods of one RPC service, as generated code lists them.
#[derive(Clone, Debug)]
pub struct Service {
    name: Cow<'static, str>,
    methods: Vec<Method>,
}

// === impl Service ===

impl Service {
    /// A service without a method; `name` is its full name, `shop.v1.Shop` for example.
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name: name.into(),
            methods: Vec::new(),
        }
    }

    /// Adds a method.
    #[must_use]
    pub fn method(mut self, method: Method) -> Self {
        self.methods.push(method);
        self
    }

    /// The full name.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn methods(&self) -> &[Method] {
        &self.methods
    }

    pub(crate) fn into_methods(self) -> Vec<Method> {
        self.methods
    }
}
