//! Two rules for the same requests.

use portcullis_gateway::path::Matcher;
use prost_reflect::MethodDescriptor;

use crate::{error::Error, rule::Rule};

/// The rules so far, of all services of a package.
#[derive(Default)]
pub(crate) struct Places {
    matcher: Matcher<()>,
    places: Vec<Place>,
}

/// Where a rule stands.
struct Place {
    verb: String,
    template: String,
    method: String,
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
        self.matcher
            .insert(verb, rule.template.clone(), ())
            .map_err(|source| self.conflict(method, source))?;
        self.places.push(Place {
            verb: rule.verb.clone(),
            template: rule.template.to_string(),
            method: method.full_name().to_owned(),
        });
        Ok(())
    }

    fn conflict(&self, method: &MethodDescriptor, source: portcullis_gateway::Error) -> Error {
        let is_first = |place: &&Place| match &source {
            portcullis_gateway::Error::Conflict {
                method: verb,
                first,
                ..
            } => place.verb == *verb && place.template == *first,
            _ => false,
        };
        let first = self.places.iter().find(is_first);
        Error::Conflict {
            first: first.map(|place| place.method.clone()).unwrap_or_default(),
            second: method.full_name().to_owned(),
            source,
        }
    }
}
