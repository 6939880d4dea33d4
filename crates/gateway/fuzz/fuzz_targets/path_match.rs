//! Any path can be looked up, and what matches has a value for every variable.
#![no_main]

use http::Method;
use libfuzzer_sys::fuzz_target;
use portcullis_gateway::path::{Lookup, Matcher};

const TEMPLATES: [&str; 5] = [
    "/a/{id}",
    "/a/_search",
    "/a/{id}/b/{other}",
    "/c/{name=x/*/**}:verb",
    "/d/{name=**}",
];

fuzz_target!(|path: &str| {
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
});
