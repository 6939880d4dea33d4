//! Finds the value inserted for the template that a method and a path fit.

use std::borrow::Cow;

use http::Method;

use super::{
    Captures, ForeignVerbs, ImpliedMethods, KeptEscapes, Options, Template, Variable,
    decode::{decode, decode_but},
    template,
};
use crate::error::Error;

/// Templates with their values, arranged as a tree of segments.
///
/// A literal wins over a variable, and either over `**`; a branch without the method asked for
/// is left for the next one that fits.
#[derive(Clone, Debug)]
pub struct Matcher<T> {
    nodes: Vec<Node<T>>,
    /// The verbs of all templates, sorted.
    verbs: Vec<String>,
    options: Options,
}

/// What a lookup found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup<'m, T> {
    /// A template for path and method.
    Found {
        /// What was inserted with it.
        value: &'m T,
        /// What its variables caught.
        captures: Captures,
    },
    /// Templates for the path, but none of them for the method.
    MethodNotAllowed {
        /// The methods there are, sorted by name.
        allow: Vec<Method>,
    },
    /// OPTIONS, which no template asks for, on a path with templates.
    Options {
        /// The methods there are, sorted by name.
        allow: Vec<Method>,
    },
    /// No template for the path.
    NotFound,
    /// The path has a broken percent escape, or is not UTF-8 once decoded.
    Malformed,
}

#[derive(Clone, Debug)]
struct Node<T> {
    /// Children by decoded text, sorted.
    literals: Vec<(String, usize)>,
    /// The child for any one segment.
    one: Option<usize>,
    /// Templates that end here.
    ends: Vec<End<T>>,
    /// Templates whose `**` starts here.
    many: Vec<End<T>>,
}

#[derive(Clone, Debug)]
struct End<T> {
    /// None means every method.
    method: Option<Method>,
    template: Template,
    value: T,
}

#[derive(Clone)]
struct Segment<'p> {
    raw: &'p str,
    decoded: Cow<'p, str>,
}

/// One walk through the tree.
struct Search<'m, 's, 'p, T> {
    matcher: &'m Matcher<T>,
    method: &'s Method,
    segments: &'s [Segment<'p>],
    verb: Option<&'s str>,
    allow: &'s mut Vec<Method>,
}

// === impl Matcher ===

impl<T> Default for Matcher<T> {
    fn default() -> Self {
        Self {
            nodes: vec![Node::default()],
            verbs: Vec::new(),
            options: Options::default(),
        }
    }
}

impl<T> Matcher<T> {
    /// A matcher that finds nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// A matcher that reads paths by other rules.
    pub fn with_options(options: Options) -> Self {
        Self {
            options,
            ..Self::default()
        }
    }

    /// What was added for a template, by the texts with which [`Error::Conflict`] tells of it.
    pub fn value(&self, method: &str, template: &str) -> Option<&T> {
        let nodes = self.nodes.iter();
        let mut ends = nodes.flat_map(|node| node.ends.iter().chain(&node.many));
        let is_it = |end: &&End<T>| {
            name(end.method.as_ref()) == method && end.template.to_string() == template
        };
        ends.find(is_it).map(|end| &end.value)
    }

    /// Adds a template for one method, or for every method.
    ///
    /// # Errors
    ///
    /// When another template of the method matches the same paths.
    pub fn insert(
        &mut self,
        method: impl Into<Option<Method>>,
        template: Template,
        value: T,
    ) -> Result<(), Error> {
        let method = method.into();
        let mut at = 0;
        let mut open_ended = false;
        for segment in &template.segments {
            match segment {
                template::Segment::Literal(text) => at = self.literal_child(at, text),
                template::Segment::One => at = self.one_child(at),
                template::Segment::Many => open_ended = true,
            }
        }
        if let Some(verb) = &template.verb
            && let Err(place) = self.verbs.binary_search(verb)
        {
            self.verbs.insert(place, verb.clone());
        }
        let node = &mut self.nodes[at];
        let ends = if open_ended {
            &mut node.many
        } else {
            &mut node.ends
        };
        let same = |end: &&End<T>| end.method == method && end.template.verb == template.verb;
        if let Some(first) = ends.iter().find(same) {
            return Err(Error::Conflict {
                method: name(method.as_ref()).to_owned(),
                first: first.template.to_string(),
                second: template.to_string(),
            });
        }
        ends.push(End {
            method,
            template,
            value,
        });
        Ok(())
    }

    /// Looks up a path as it was sent: still encoded, without the query.
    pub fn lookup(&self, method: &Method, path: &str) -> Lookup<'_, T> {
        let Some(path) = path.strip_prefix('/') else {
            return Lookup::NotFound;
        };
        let Some(mut segments) = path
            .split('/')
            .map(Segment::new)
            .collect::<Option<Vec<_>>>()
        else {
            return Lookup::Malformed;
        };
        let mut allow = Vec::new();
        if let Some((cut, verb)) = self.cut_verb(&segments) {
            let last = segments.len() - 1;
            let whole = std::mem::replace(&mut segments[last], cut);
            if let Some(found) = self.search(method, &segments, Some(&verb), &mut allow) {
                return found;
            }
            if self.options.foreign_verbs == ForeignVerbs::NotFound {
                return self.refuse(method, allow);
            }
            segments[last] = whole;
        }
        if let Some(found) = self.search(method, &segments, None, &mut allow) {
            return found;
        }
        self.refuse(method, allow)
    }

    /// The answer when no template fits path and method, but those of these methods fit the path.
    fn refuse(&self, method: &Method, mut allow: Vec<Method>) -> Lookup<'_, T> {
        if allow.is_empty() {
            return Lookup::NotFound;
        }
        let implied = self.options.implied_methods == ImpliedMethods::HeadAndOptions;
        if implied {
            if allow.contains(&Method::GET) {
                allow.push(Method::HEAD);
            }
            allow.push(Method::OPTIONS);
        }
        allow.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        allow.dedup();
        if implied && *method == Method::OPTIONS {
            Lookup::Options { allow }
        } else {
            Lookup::MethodNotAllowed { allow }
        }
    }

    /// The last segment without the verb behind its last colon, and that verb.
    fn cut_verb<'p>(&self, segments: &[Segment<'p>]) -> Option<(Segment<'p>, Cow<'p, str>)> {
        if self.verbs.is_empty() {
            return None;
        }
        let (raw, verb) = segments.last()?.raw.rsplit_once(':')?;
        let verb = decode(verb)?;
        self.verbs
            .binary_search_by(|known| known.as_str().cmp(&verb))
            .ok()?;
        Some((Segment::new(raw)?, verb))
    }

    fn search<'m>(
        &'m self,
        method: &Method,
        segments: &[Segment<'_>],
        verb: Option<&str>,
        allow: &mut Vec<Method>,
    ) -> Option<Lookup<'m, T>> {
        let mut search = Search {
            matcher: self,
            method,
            segments,
            verb,
            allow,
        };
        let end = search.walk(0, 0)?;
        let variables = end.template.variables().iter();
        let kept = self.options.kept_escapes;
        let values = variables.map(|variable| variable.value(segments, kept));
        Some(Lookup::Found {
            value: &end.value,
            captures: Captures::new(values.collect()),
        })
    }

    fn literal_child(&mut self, at: usize, text: &str) -> usize {
        let next = self.nodes.len();
        let literals = &mut self.nodes[at].literals;
        match literals.binary_search_by(|(literal, _)| literal.as_str().cmp(text)) {
            Ok(found) => literals[found].1,
            Err(place) => {
                literals.insert(place, (text.to_owned(), next));
                self.nodes.push(Node::default());
                next
            }
        }
    }

    fn one_child(&mut self, at: usize) -> usize {
        let next = self.nodes.len();
        let child = *self.nodes[at].one.get_or_insert(next);
        if child == next {
            self.nodes.push(Node::default());
        }
        child
    }
}

// === impl Node ===

impl<T> Default for Node<T> {
    fn default() -> Self {
        Self {
            literals: Vec::new(),
            one: None,
            ends: Vec::new(),
            many: Vec::new(),
        }
    }
}

// === impl Segment ===

impl<'p> Segment<'p> {
    fn new(raw: &'p str) -> Option<Self> {
        decode(raw).map(|decoded| Self { raw, decoded })
    }
}

// === impl Search ===

impl<'m, T> Search<'m, '_, '_, T> {
    /// The template that fits the segments from `depth` on, from the node `at` on.
    fn walk(&mut self, at: usize, depth: usize) -> Option<&'m End<T>> {
        let node = &self.matcher.nodes[at];
        let rest = &self.segments[depth..];
        let Some(segment) = rest.first() else {
            return self.choose(&node.ends).or_else(|| self.choose(&node.many));
        };
        let literal = node
            .literals
            .binary_search_by(|(literal, _)| literal.as_str().cmp(&segment.decoded));
        if let Ok(found) = literal
            && let Some(end) = self.walk(node.literals[found].1, depth + 1)
        {
            return Some(end);
        }
        if !segment.raw.is_empty()
            && let Some(child) = node.one
            && let Some(end) = self.walk(child, depth + 1)
        {
            return Some(end);
        }
        if rest.iter().all(|segment| !segment.raw.is_empty()) {
            return self.choose(&node.many);
        }
        None
    }

    /// The end for verb and method; notes the methods of the others.
    fn choose(&mut self, ends: &'m [End<T>]) -> Option<&'m End<T>> {
        let with_verb = || {
            ends.iter()
                .filter(|end| end.template.verb.as_deref() == self.verb)
        };
        let of = |method: &Method| with_verb().find(|end| end.method.as_ref() == Some(method));
        let implied = self.matcher.options.implied_methods == ImpliedMethods::HeadAndOptions;
        let found = of(self.method)
            .or_else(|| with_verb().find(|end| end.method.is_none()))
            .or_else(|| of(&Method::GET).filter(|_| implied && *self.method == Method::HEAD));
        if found.is_none() {
            self.allow
                .extend(with_verb().filter_map(|end| end.method.clone()));
        }
        found
    }
}

// === impl Variable ===

impl Variable {
    fn value(&self, segments: &[Segment<'_>], kept: KeptEscapes) -> String {
        let covered = &segments[self.start..self.end.unwrap_or(segments.len())];
        if let [segment] = covered
            && !self.spans_segments()
        {
            return segment.decoded.to_string();
        }
        let parts: Vec<_> = covered
            .iter()
            // a segment that decodes at all decodes this way too
            .map(|segment| decode_but(segment.raw, kept).unwrap_or(Cow::Borrowed(segment.raw)))
            .collect();
        parts.join("/")
    }
}

/// A method as errors tell it.
fn name(method: Option<&Method>) -> &str {
    method.map_or("*", Method::as_str)
}

#[cfg(test)]
mod tests;
