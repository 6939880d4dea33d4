//! The program that builds what scripts see. Its files share one scope, in this order.

/// A file and what is in it.
type File = (&'static str, &'static str);

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("prelude/", $name, ".js")))),*]
    };
}

const FILES: &[File] = files![
    "intrinsics",
    "bytes",
    "host",
    "host_object",
    "json",
    "named_scalar",
    "go_struct",
    "lists",
    "go_map",
    "convert",
    "go_time",
    "duration",
    "go_time_methods",
    "ip",
    "encode",
    "encode_host",
    "go_json",
    "context",
    "error_words",
    "errors",
    "function_text",
    "operands",
    "json_parse",
    "dates",
    "modules/util",
    "modules/log",
    "modules/console",
    "modules/uuid",
    "modules/secrets",
    "modules/http",
    "modules/require",
    "objects/user",
    "objects/metadata",
    "objects/grants",
    "objects/auth_request",
    "objects/http_request",
    "objects/actor",
    "objects/provider",
    "objects/oidc_user",
    "objects/shared_lists",
    "objects/setters",
    "objects/claims",
    "objects/metadata_api",
    "objects/grants_api",
    "objects/attributes",
    "triggers",
    "globals",
    "lenient_search_params",
    "lenient_url",
    "lenient",
    "entry",
];

/// What the engine calls the prelude in stack traces.
pub(crate) const NAME: &str = "<prelude>";

/// The whole program: an expression whose value is a function of the native helpers.
pub(crate) fn source() -> String {
    let mut source = String::from("(function (native) { 'use strict';\n");
    for (name, text) in FILES {
        source.push_str("// ");
        source.push_str(name);
        source.push('\n');
        source.push_str(text);
    }
    source.push_str("\nreturn entry;\n})");
    source
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::FILES;

    /// In one scope, a second function of a name would silently replace the first.
    #[test]
    fn no_function_is_declared_twice() {
        let mut seen = HashSet::new();
        for (file, text) in FILES {
            for line in text.lines() {
                let Some(rest) = line.strip_prefix("function ") else {
                    continue;
                };
                let name = rest.split('(').next().unwrap_or_default();
                assert!(seen.insert(name), "{file}: {name}");
            }
        }
        assert!(seen.len() > 300);
    }
}
