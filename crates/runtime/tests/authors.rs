//! What authors of actions can rely on: the statements of the documentation, the
//! typings, and the language.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

#[path = "authors/effects.rs"]
mod effects;
#[path = "authors/facts.rs"]
mod facts;
#[path = "authors/language.rs"]
mod language;
#[path = "authors/trial.rs"]
mod trial;
#[path = "authors/typings.rs"]
mod typings;
