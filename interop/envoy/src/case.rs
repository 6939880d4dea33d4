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
        let query = maker.query(takes);
        Self {
            verb,
            target: format!("{path}{query}"),
            body,
            plants: maker.plants,
        }
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
