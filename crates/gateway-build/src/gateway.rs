//! The module generated for one service: a function that lists its methods for the gateway.

use std::fmt;

use prost_reflect::{
    ExtensionDescriptor, MethodDescriptor, ServiceDescriptor,
    prost_types::method_options::IdempotencyLevel,
};

use crate::{conflict::Places, error::Error, json::Paths, names, routes, shapes::Shapes};

/// Writes the module of a service.
struct Module<'a> {
    service: &'a ServiceDescriptor,
    methods: Vec<Listed>,
    shapes: Shapes,
}

/// Writes one method of it.
struct Listed {
    method: MethodDescriptor,
    /// The expressions of its routes.
    routes: Vec<String>,
}

/// The module of a service; `places` are the HTTP rules of its package so far.
pub(crate) fn render(
    service: &ServiceDescriptor,
    http: Option<&ExtensionDescriptor>,
    places: &mut Places,
    paths: &Paths,
) -> Result<String, Error> {
    let mut shapes = Shapes::default();
    let mut methods = Vec::new();
    for method in service.methods() {
        let routes = match http {
            Some(http) => routes::of(&method, http, places, &mut shapes, paths)?,
            None => Vec::new(),
        };
        methods.push(Listed { method, routes });
    }
    let module = Module {
        service,
        methods,
        shapes,
    };
    Ok(module.to_string())
}

// === impl Module ===

impl fmt::Display for Module<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let service = self.service;
        let full_name = service.full_name();
        let stem = names::service_stem(service.name());
        let server = names::camel(service.name());
        writeln!(
            f,
            "/// `{full_name}` as the gateway serves it, over every protocol."
        )?;
        writeln!(f, "pub mod {stem}_gateway {{")?;
        writeln!(f, "    use std::sync::Arc;\n")?;
        writeln!(f, "    use portcullis_gateway::{{Method, Service}};\n")?;
        writeln!(f, "    use super::{stem}_server::{server};\n")?;
        writeln!(f, "    /// All methods, answered by `service`.")?;
        writeln!(
            f,
            "    pub fn service<T: {server}>(service: T) -> Service {{"
        )?;
        writeln!(f, "        from_arc(Arc::new(service))")?;
        writeln!(f, "    }}\n")?;
        writeln!(
            f,
            "    /// All methods, answered by a `service` that has other owners, too."
        )?;
        writeln!(
            f,
            "    pub fn from_arc<T: {server}>(service: Arc<T>) -> Service {{"
        )?;
        writeln!(f, "        Service::new({full_name:?})")?;
        for method in &self.methods {
            write!(f, "{method}")?;
        }
        writeln!(f, "    }}")?;
        if !self.shapes.is_empty() {
            let shapes = self.shapes.to_string();
            for line in shapes.lines() {
                let indent = if line.is_empty() { "" } else { "    " };
                writeln!(f, "{indent}{line}")?;
            }
        }
        writeln!(f, "}}")
    }
}

// === impl Listed ===

impl Listed {
    fn constructor(&self) -> &'static str {
        match (
            self.method.is_client_streaming(),
            self.method.is_server_streaming(),
        ) {
            (false, false) => "unary",
            (true, false) => "client_streaming",
            (false, true) => "server_streaming",
            (true, true) => "bidi_streaming",
        }
    }

    fn has_no_side_effects(&self) -> bool {
        let options = self.method.method_descriptor_proto().options.as_ref();
        options.is_some_and(|it| it.idempotency_level() == IdempotencyLevel::NoSideEffects)
    }
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, function) = (self.method.name(), names::snake(self.method.name()));
        let constructor = self.constructor();
        writeln!(f, "            .method(")?;
        let routes = self.routes.join(", ");
        writeln!(
            f,
            "                Method::{constructor}({name:?}, [{routes}], {{"
        )?;
        writeln!(f, "                    let service = Arc::clone(&service);")?;
        writeln!(f, "                    move |request| {{")?;
        writeln!(
            f,
            "                        let service = Arc::clone(&service);"
        )?;
        writeln!(
            f,
            "                        async move {{ T::{function}(&service, request).await }}"
        )?;
        writeln!(f, "                    }}")?;
        writeln!(f, "                }})")?;
        if self.has_no_side_effects() {
            writeln!(f, "                .no_side_effects()")?;
        }
        writeln!(f, "            )")
    }
}
