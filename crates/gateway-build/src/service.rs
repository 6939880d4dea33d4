//! The module generated for one service.

use std::fmt;

use prost_reflect::{ExtensionDescriptor, MethodDescriptor, ServiceDescriptor};

use crate::{
    binding,
    conflict::Places,
    error::Error,
    names,
    rule::{self, Body, Rule, wrong},
};

/// A rule together with what the generated code needs of its method.
struct Route {
    rule: Rule,
    rpc_path: String,
    function: String,
    statements: Vec<String>,
}

struct Module<'a> {
    service: &'a ServiceDescriptor,
    routes: &'a [Route],
}

/// The module of a service; none when no method has an HTTP rule.
pub(crate) fn render(
    service: &ServiceDescriptor,
    http: &ExtensionDescriptor,
    places: &mut Places,
) -> Result<Option<String>, Error> {
    let mut routes = Vec::new();
    for method in service.methods() {
        for rule in rule::read(&method, http)? {
            places.add(&method, &rule)?;
            routes.push(Route::new(&method, rule)?);
        }
    }
    let module = Module {
        service,
        routes: &routes,
    };
    Ok((!routes.is_empty()).then(|| module.to_string()))
}

// === impl Route ===

impl Route {
    fn new(method: &MethodDescriptor, rule: Rule) -> Result<Self, Error> {
        if method.is_client_streaming() || method.is_server_streaming() {
            return Err(wrong(method, "streams are not supported"));
        }
        if let Body::Field(field) = &rule.body {
            let reason = format!("body {field:?}: only \"*\" and no body are supported");
            return Err(wrong(method, reason));
        }
        if rule.response_body.is_some() {
            return Err(wrong(method, "response_body is not supported"));
        }
        binding::check_unbound(method, &rule)?;
        Ok(Self {
            statements: binding::statements(method, &rule)?,
            rpc_path: format!("/{}/{}", method.parent_service().full_name(), method.name()),
            function: names::snake(method.name()),
            rule,
        })
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = if self.rule.body == Body::Message {
            "Message"
        } else {
            "Ignored"
        };
        let Rule { verb, template, .. } = &self.rule;
        let template = template.as_str();
        writeln!(f, "            Route::unary(")?;
        writeln!(f, "                {verb:?},")?;
        writeln!(f, "                {template:?},")?;
        writeln!(f, "                {:?},", self.rpc_path)?;
        writeln!(f, "                BodyRule::{body},")?;
        writeln!(f, "                {{")?;
        writeln!(f, "                    let service = Arc::clone(&service);")?;
        writeln!(f, "                    move |request| {{")?;
        writeln!(
            f,
            "                        let service = Arc::clone(&service);"
        )?;
        writeln!(
            f,
            "                        async move {{ T::{}(&service, request).await }}",
            self.function
        )?;
        writeln!(f, "                    }}")?;
        writeln!(f, "                }},")?;
        if self.statements.is_empty() {
            writeln!(f, "                |_, _| Ok(()),")?;
        } else {
            writeln!(f, "                |message, captures| {{")?;
            for statement in &self.statements {
                writeln!(f, "                    {statement}")?;
            }
            writeln!(f, "                    Ok(())")?;
            writeln!(f, "                }},")?;
        }
        writeln!(f, "            ),")
    }
}

// === impl Module ===

impl fmt::Display for Module<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let full_name = self.service.full_name();
        let stem = names::service_stem(self.service.name());
        let server = names::camel(self.service.name());
        writeln!(
            f,
            "/// The REST routes of `{full_name}`, generated from its HTTP rules."
        )?;
        writeln!(f, "pub mod {stem}_rest {{")?;
        writeln!(f, "    use std::sync::Arc;\n")?;
        writeln!(
            f,
            "    use portcullis_gateway::rest::unary::{{BodyRule, Route}};\n"
        )?;
        writeln!(f, "    use super::{stem}_server::{server};\n")?;
        writeln!(
            f,
            "    /// One route for each rule, all of them answered by one service."
        )?;
        writeln!(
            f,
            "    pub fn routes<T: {server}>(service: Arc<T>) -> Vec<Route> {{"
        )?;
        writeln!(f, "        vec![")?;
        for route in self.routes {
            write!(f, "{route}")?;
        }
        writeln!(f, "        ]")?;
        writeln!(f, "    }}")?;
        writeln!(f, "}}")
    }
}
