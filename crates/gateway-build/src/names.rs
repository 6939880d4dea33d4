//! How prost and tonic name in Rust what a `.proto` file names.

use heck::{ToSnakeCase as _, ToUpperCamelCase as _};

/// Words that need `r#` in front to be a name.
const KEYWORDS: [&str; 46] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static",
    "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "yield",
];

/// Words that stay keywords even behind `r#`.
const RESERVED: [&str; 5] = ["_", "crate", "extern", "self", "super"];

/// A field, a method or a module.
pub(crate) fn snake(name: &str) -> String {
    let name = name.to_snake_case();
    if RESERVED.contains(&name.as_str()) {
        format!("{name}_")
    } else if KEYWORDS.contains(&name.as_str()) {
        format!("r#{name}")
    } else {
        name
    }
}

/// A message, an enum or a service.
pub(crate) fn camel(name: &str) -> String {
    let name = name.to_upper_camel_case();
    if name == "Self" {
        "Self_".to_owned()
    } else {
        name
    }
}

/// The stem of the modules of a service: tonic puts a `_` before every capital, acronyms too.
pub(crate) fn service_stem(name: &str) -> String {
    let mut stem = String::new();
    for letter in camel(name).chars() {
        if letter.is_uppercase() && !stem.is_empty() {
            stem.push('_');
        }
        stem.push(letter.to_ascii_lowercase());
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::{camel, service_stem, snake};

    #[test]
    fn names() {
        assert_eq!(snake("GetMyOrg"), "get_my_org");
        assert_eq!(snake("type"), "r#type");
        assert_eq!(snake("self"), "self_");
        assert_eq!(camel("ActionIDQuery"), "ActionIdQuery");
        assert_eq!(camel("self"), "Self_");
        assert_eq!(service_stem("ManagementService"), "management_service");
        assert_eq!(service_stem("iOSPush"), "i_os_push");
    }
}
