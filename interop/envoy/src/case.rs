//! Requests, made from a seed.
//!
//! Most are well formed. What the two sides are known to answer differently is planted on purpose
//! and noted with the case, so that a difference nobody planted stands out.

mod body;
mod path;
mod query;
mod text;

use std::collections::BTreeSet;

use fastrand::Rng;

use crate::question::Question;

/// One request.
#[derive(Clone, Debug)]
pub struct Case {
    pub verb: &'static str,
    pub target: String,
    pub body: Option<Body>,
    pub plants: BTreeSet<Question>,
}

#[derive(Clone, Debug)]
pub struct Body {
    pub content_type: &'static str,
    pub text: String,
}

/// A case while it is made.
struct Maker<'r> {
    rng: &'r mut Rng,
    plants: BTreeSet<Question>,
}

/// The fields that path and body carry.
struct Taken {
    by_path: &'static [&'static str],
    body: String,
}

/// What a method takes, apart from its path.
#[derive(Clone, Copy)]
enum Takes {
    Query,
    Message,
    Field,
    Raw,
    Messages,
}

// === impl Case ===

impl Case {
    pub fn new(rng: &mut Rng) -> Self {
        let mut maker = Maker {
            rng,
            plants: BTreeSet::new(),
        };
        let (verb, path, takes) = maker.path();
        let body = maker.body(takes, &path);
        let taken = Taken::new(&path, body.as_ref());
        let query = maker.query(takes, &taken);
        Self {
            verb,
            target: format!("{path}{query}"),
            body,
            plants: maker.plants,
        }
    }
}

// === impl Taken ===

impl Taken {
    fn new(path: &str, body: Option<&Body>) -> Self {
        let by_path: &[&str] = if path.starts_with("/v1/typed") {
            &["i32", "u64", "flag", "color", "f64", "data"]
        } else if path.starts_with("/v1/known") {
            // the other member of the oneof, too
            &["maybe", "right"]
        } else if path.starts_with("/v1/fail") {
            &["i32"]
        } else {
            &[]
        };
        let body = body.map(|body| body.text.clone()).unwrap_or_default();
        Self { by_path, body }
    }

    /// Whether a field, given by both names, is carried already, or another of its oneof.
    fn has(&self, proto: &str, json: &str) -> bool {
        let in_body = |name: &str| self.body.contains(&format!("\"{name}\""));
        let is_member = proto == "right" && in_body("left");
        self.by_path.contains(&proto) || in_body(proto) || in_body(json) || is_member
    }
}

// === impl Maker ===

impl Maker<'_> {
    fn one_in(&mut self, n: u32) -> bool {
        self.rng.u32(..n) == 0
    }

    fn pick<'t, T: ?Sized>(&mut self, from: &[&'t T]) -> &'t T {
        from[self.rng.usize(..from.len())]
    }

    fn plant(&mut self, question: Question) {
        self.plants.insert(question);
    }
}
