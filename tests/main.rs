//! End-to-end tests: a server in the test's own process, called over its port as clients call it.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails, helpers included"
)]

mod actions;
mod architecture;
mod authentication;
mod bad_contexts;
mod bad_input;
mod compression;
mod connect;
mod cors;
mod dialects;
mod documented_actions;
mod early_answers;
mod errors;
mod executions;
mod facts;
mod failures;
mod flows;
mod grpc_web_text;
mod health_reflection;
mod isolation;
mod json;
mod listing;
mod options;
mod orgs;
mod preconditions;
mod queue;
mod recorded;
mod recorded_actions;
mod routing;
mod run_options;
mod runs;
mod secrets;
mod shared;
mod support;
mod suspension;
mod tls;
mod validation;
mod wires;
