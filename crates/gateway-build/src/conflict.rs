//! Two rules for the same requests.

use portcullis_gateway::path::Matcher;
use prost_reflect::MethodDescriptor;

use crate::{error::Error, rule::Rule};

/// The rules so far, of all services of a package, with the names of their methods.
#[derive(Default)]
pub(crate) struct Places {
    methods: Matcher<String>,
}

// === impl Places ===

impl Places {
    /// Notes a rule.
    ///
    /// # Errors
    ///
    /// When one for the same requests was there before; names both methods.
    pub(crate) fn add(&mut self, method: &MethodDescriptor, rule: &Rule) -> Result<(), Error> {
        let verb = rule.verb.parse().ok().filter(|_| rule.verb != "*");
        let name = method.full_name().to_owned();
        let added = self.methods.insert(verb, rule.template.clone(), name);
        added.map_err(|source| self.conflict(method, source))
    }

    fn conflict(&self, method: &MethodDescriptor, source: portcullis_gateway::Error) -> Error {
        let first = match &source {
            portcullis_gateway::Error::Conflict {
                method: verb,
                first,
                ..
            } => self.methods.value(verb, first),
            _ => None,
        };
        Error::Conflict {
            first: first.cloned().unwrap_or_default(),
            second: method.full_name().to_owned(),
            source,
        }
    }
}
