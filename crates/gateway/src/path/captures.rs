//! What the variables of a template caught.

/// The decoded values of a template's variables, in the order in which the template names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captures {
    values: Vec<String>,
}

// === impl Captures ===

impl Captures {
    pub(crate) fn new(values: Vec<String>) -> Self {
        Self { values }
    }

    /// The values, in order.
    pub fn values(&self) -> &[String] {
        &self.values
    }
}
