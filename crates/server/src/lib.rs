//! The application: adapters around the domain, settings, composition and shutdown.

pub mod app;
pub mod cli;
pub mod config;
pub mod scripts;
pub mod secrets;
pub mod telemetry;

mod call;
mod convert;
mod error;
mod grpc;
mod instance;
mod language;
mod lint;
mod observe;
mod private_file;
mod probe;

pub use app::{Settings, run};
