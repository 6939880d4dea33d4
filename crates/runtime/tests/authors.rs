//! What authors of actions can rely on: the statements of the documentation, the
//! typings, and the language.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

#[path = "authors/documented.rs"]
mod documented;
#[path = "../../../tests/facts.rs"]
mod facts;
#[path = "authors/language.rs"]
mod language;
#[path = "recorded/request.rs"]
mod request;
#[path = "recorded/response.rs"]
mod response;
#[path = "../../../tests/shared.rs"]
mod shared;
#[path = "authors/trial.rs"]
mod trial;
#[path = "authors/typings.rs"]
mod typings;
