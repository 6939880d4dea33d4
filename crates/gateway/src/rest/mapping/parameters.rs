//! Query parameters into the fields that neither path nor body carry.

use tonic::Status;

use super::BodyRule;
use crate::{
    json,
    rest::{
        head::Head,
        options::{BesideMessage, Conflicts, Unknown},
        query,
        shape::{Field, Shape},
    },
};

/// The fields that a body names, by their paths.
#[derive(Debug, Default)]
pub(super) struct Sent {
    paths: Vec<String>,
}

/// The query of one request and what it may fill.
pub(super) struct Parameters<'a> {
    shape: &'static Shape,
    body: BodyRule,
    head: &'a Head,
    /// Fields with one value that have theirs by now.
    seen: Vec<String>,
}

// === impl Sent ===

impl Sent {
    pub(super) fn new(paths: Vec<String>) -> Self {
        Self { paths }
    }

    /// Whether the body names this field, something in it or something around it.
    pub(super) fn overlaps(&self, path: &str) -> bool {
        self.paths.iter().any(|sent| overlap(sent, path))
    }
}

// === impl Parameters ===

impl<'a> Parameters<'a> {
    pub(super) fn of(shape: &'static Shape, body: BodyRule, head: &'a Head) -> Self {
        Self {
            shape,
            body,
            head,
            seen: Vec::new(),
        }
    }

    /// Sets every field the query names.
    pub(super) fn bind<M: json::Message>(
        mut self,
        message: &mut M,
        variables: &[&str],
        sent: &Sent,
    ) -> Result<(), Status> {
        let rest = &self.head.rules().rest;
        if self.head.query().is_empty() {
            return Ok(());
        }
        let beside = rest.parameters_beside_message;
        if self.body == BodyRule::Message && beside == BesideMessage::Ignore {
            return Ok(());
        }
        let parameters = query::parse(self.head.query(), rest.plus, rest.max_parameters)
            .map_err(|error| rest.field_violations.status("", error))?;
        for (name, value) in parameters {
            let found = self.find(&name);
            let Some((field, path)) = found else {
                self.unknown(&name)?;
                continue;
            };
            if self.is_taken(&path, variables, sent)? {
                continue;
            }
            self.check_once(field, &path)?;
            let set = json::set_text(message, &path, &value, &self.head.rules().json);
            let set = set.map_err(|error| {
                let reason = format!("invalid query value {value:?} for {error}");
                rest.field_violations.status(&path, reason)
            })?;
            if !set {
                self.unknown(&name)?;
            }
        }
        Ok(())
    }

    /// The field a parameter names, and its path; none where the query has no fields at all.
    fn find(&self, name: &str) -> Option<(&'static Field, String)> {
        let beside = self.head.rules().rest.parameters_beside_message;
        if self.body == BodyRule::Message && beside != BesideMessage::Apply {
            return None;
        }
        let depth = name.split('.').count();
        if depth > self.head.rules().json.max_depth {
            return None;
        }
        self.shape.resolve(name)
    }

    fn unknown(&self, name: &str) -> Result<(), Status> {
        let rest = &self.head.rules().rest;
        match rest.unknown_parameters {
            Unknown::Ignore => Ok(()),
            Unknown::Refuse => {
                let reason = format!("unknown query parameter {name:?}");
                Err(rest.field_violations.status(name, reason))
            }
        }
    }

    /// Whether path or body carry the field already.
    fn is_taken(&self, path: &str, variables: &[&str], sent: &Sent) -> Result<bool, Status> {
        let is_body = |field: &str| path.split('.').next() == Some(field);
        let place = if variables.contains(&path) {
            "path"
        } else if matches!(self.body, BodyRule::Field(field) if is_body(field))
            || sent.overlaps(path)
        {
            "body"
        } else {
            return Ok(false);
        };
        let rest = &self.head.rules().rest;
        match rest.conflicts {
            Conflicts::PathFirst => Ok(true),
            Conflicts::Refuse => {
                let reason = format!("{path} belongs to the {place}, not to the query");
                Err(rest.field_violations.status(path, reason))
            }
        }
    }

    fn check_once(&mut self, field: &Field, path: &str) -> Result<(), Status> {
        if field.is_repeated {
            return Ok(());
        }
        if self.seen.iter().any(|seen| seen == path) {
            let reason = format!("query parameter {path} is given more than once");
            let violations = self.head.rules().rest.field_violations;
            return Err(violations.status(path, reason));
        }
        self.seen.push(path.to_owned());
        Ok(())
    }
}

/// Whether two paths are the same or one lies in the other.
fn overlap(a: &str, b: &str) -> bool {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    long.strip_prefix(short)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
