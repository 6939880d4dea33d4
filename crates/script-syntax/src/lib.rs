//! What can be said of an action's script without running it: syntax errors in the words of the
//! old engine, where values are thrown or may be refused, where the old engine says that something
//! failed, why it refuses a regular expression, what it did differently, and lint findings.
//!
//! Scripts are sloppy-mode ECMAScript scripts, not modules, and may be anything: every function
//! here answers for every text. This crate deliberately knows no engine, runs nothing, keeps
//! nothing, and knows nothing of how scripts are stored.
//!
//! Lines and columns count from 1. Where a position stands beside the old engine's or the
//! engine's own (syntax errors, throws, stack traces) a column counts bytes of UTF-8, as both
//! engines do; where it is shown to a person (warnings, findings) it counts characters.
//!
//! ```
//! use portcullis_core::{action::ScriptLimit, script::Profile};
//! use portcullis_script_syntax::{Trigger, lint, prepare};
//!
//! let source = "function deny(ctx, api) {\n  throw 'not today'\n}";
//! let prepared = prepare(source, "$mark").unwrap();
//! assert_eq!(prepared.source.lines().nth(1), Some("  throw $mark(0,'not today');"));
//! assert_eq!((prepared.throws[0].line, prepared.throws[0].column), (2, 3));
//!
//! let (trigger, limit) = (Some(Trigger::PreUserinfoCreation), ScriptLimit::Bytes(40_000));
//! let findings = lint(source, "denied", trigger, Profile::Goja, limit);
//! assert_eq!(findings[0].rule, "function-not-found");
//! ```

pub mod finding;
pub mod lint;
pub mod original;
pub mod pattern;
pub mod places;
pub mod prepare;
pub mod syntax_error;
pub mod trigger;
pub mod warning;

mod function_names;
mod lines;
mod nesting;
mod operands;
mod parse;
mod templates;
mod throws;
mod tokens;

pub use finding::{Finding, Severity};
pub use lint::lint;
pub use operands::TAKERS;
pub use original::Original;
pub use parse::STACK_MAX;
pub use places::{Failure, FailurePlace};
pub use prepare::{Prepared, Throw, prepare, prepare_on};
pub use syntax_error::{SyntaxError, early_error};
pub use throws::ERRORS;
pub use trigger::Trigger;
pub use warning::Warning;
