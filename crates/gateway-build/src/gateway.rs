//! The module generated for one service: a function that lists its methods for the gateway.

use std::fmt;

use prost_reflect::{
    MethodDescriptor, ServiceDescriptor, prost_types::method_options::IdempotencyLevel,
};

use crate::names;

/// Writes the module of a service.
pub(crate) struct Module<'a>(pub(crate) &'a ServiceDescriptor);

/// Writes one method of it.
struct Listed(MethodDescriptor);

impl fmt::Display for Module<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let service = self.0;
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
            "    pub fn service<T: {server}>(service: impl Into<Arc<T>>) -> Service {{"
        )?;
        writeln!(f, "        let service: Arc<T> = service.into();")?;
        writeln!(f, "        Service::new({full_name:?})")?;
        for method in service.methods() {
            write!(f, "{}", Listed(method))?;
        }
        writeln!(f, "    }}")?;
        writeln!(f, "}}")
    }
}

// === impl Listed ===

impl Listed {
    fn constructor(&self) -> &'static str {
        match (self.0.is_client_streaming(), self.0.is_server_streaming()) {
            (false, false) => "unary",
            (true, false) => "client_streaming",
            (false, true) => "server_streaming",
            (true, true) => "bidi_streaming",
        }
    }

    fn has_no_side_effects(&self) -> bool {
        let options = self.0.method_descriptor_proto().options.as_ref();
        options.is_some_and(|it| it.idempotency_level() == IdempotencyLevel::NoSideEffects)
    }
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, function) = (self.0.name(), names::snake(self.0.name()));
        let constructor = self.constructor();
        writeln!(f, "            .method(")?;
        writeln!(f, "                Method::{constructor}({name:?}, {{")?;
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
