//! Texts of a request's head.

use std::str::from_utf8;

use http::Method;
use portcullis_gateway::{
    media_type::MediaType,
    path::{Lookup, Matcher, Template},
    rest::{Plus, query::parse},
};

const TEMPLATES: [&str; 5] = [
    "/a/{id}",
    "/a/_search",
    "/a/{id}/b/{other}",
    "/c/{name=x/*/**}:verb",
    "/d/{name=**}",
];

/// Any header value is a media type or none.
pub fn media_type(input: &[u8]) {
    if let Ok(value) = from_utf8(input) {
        let _ = MediaType::parse(value);
    }
}

/// Any text is a template or an error, and a template prints as it was written.
pub fn path_template(input: &[u8]) {
    if let Ok(source) = from_utf8(input)
        && let Ok(template) = source.parse::<Template>()
    {
        assert_eq!(template.as_str(), source);
    }
}

/// Any path can be looked up, and what matches has a value for every variable.
pub fn path_match(input: &[u8]) {
    let Ok(path) = from_utf8(input) else {
        return;
    };
    let mut matcher = Matcher::new();
    for source in TEMPLATES {
        let template = source.parse().expect("the templates are well formed");
        matcher
            .insert(Method::GET, template, source)
            .expect("the templates do not conflict");
    }
    if let Lookup::Found { value, captures } = matcher.lookup(&Method::GET, path) {
        assert_eq!(captures.values().len(), value.matches('{').count());
    }
}

/// Any query is pairs or an error, never more pairs than asked for.
pub fn query(input: &[u8]) {
    let Ok(text) = from_utf8(input) else {
        return;
    };
    for plus in [Plus::Space, Plus::Literal] {
        if let Ok(parameters) = parse(text, plus, 8) {
            assert!(parameters.len() <= 8);
        }
    }
}
