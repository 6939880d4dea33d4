//! The environment of the process, behind a trait that tests fill.

use std::{ffi::OsString, fmt};

/// Where variables come from.
pub trait Environment: fmt::Debug {
    /// Every variable with its value.
    fn variables(&self) -> Vec<(OsString, OsString)>;
}

/// The variables of this process.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProcessEnvironment;

// === impl ProcessEnvironment ===

impl Environment for ProcessEnvironment {
    fn variables(&self) -> Vec<(OsString, OsString)> {
        std::env::vars_os().collect()
    }
}
