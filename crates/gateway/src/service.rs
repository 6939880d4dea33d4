//! A service: methods under one name.

use std::borrow::Cow;

use crate::{json, method::Method};

/// The methods of one RPC service, as generated code lists them.
#[derive(Clone, Debug)]
pub struct Service {
    name: Cow<'static, str>,
    methods: Vec<Method>,
    /// The path that its routes hang below.
    below: Cow<'static, str>,
    /// None for those of the gateway.
    json: Option<json::Options>,
}

// === impl Service ===

impl Service {
    /// A service without a method; `name` is its full name, `shop.v1.Shop` for example.
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name: name.into(),
            methods: Vec::new(),
            below: Cow::Borrowed(""),
            json: None,
        }
    }

    /// Adds a method.
    #[must_use]
    pub fn method(mut self, method: Method) -> Self {
        self.methods.push(method);
        self
    }

    /// Puts its REST routes below a path, `/api/v1` for example. What no route matches there is then
    /// 404 in JSON; without such a path it goes to the gateway's fallback.
    #[must_use]
    pub fn rest_below(mut self, path: impl Into<Cow<'static, str>>) -> Self {
        self.below = path.into();
        self
    }

    /// How messages of this service are read from and written as JSON, in every protocol, instead of
    /// what [the gateway](crate::gateway::Builder::json) says. What
    /// [REST's options](crate::rest::Options) say of JSON goes for all services alike.
    #[must_use]
    pub fn json(mut self, options: json::Options) -> Self {
        self.json = Some(options);
        self
    }

    /// The full name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The path that its routes hang below; without a slash at the end.
    pub(crate) fn below(&self) -> &str {
        self.below.trim_end_matches('/')
    }

    pub(crate) fn json_options(&self) -> Option<&json::Options> {
        self.json.as_ref()
    }

    /// Whether REST callers reach any of its methods.
    pub(crate) fn has_routes(&self) -> bool {
        self.methods
            .iter()
            .any(|method| !method.bindings().is_empty())
    }

    /// The methods by their paths: `/service/method`.
    pub(crate) fn methods_by_path(&self) -> impl Iterator<Item = (String, &Method)> {
        let methods = self.methods.iter();
        methods.map(|method| (path(&self.name, method), method))
    }

    /// The paths of all methods.
    pub(crate) fn paths(&self) -> impl Iterator<Item = String> {
        self.methods_by_path().map(|(path, _)| path)
    }

    pub(crate) fn into_methods_by_path(self) -> impl Iterator<Item = (String, Method)> {
        let methods = self.methods.into_iter();
        methods.map(move |method| (path(&self.name, &method), method))
    }
}

fn path(service: &str, method: &Method) -> String {
    format!("/{service}/{}", method.name())
}
