//! Scripts in the built binary's workers.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on is to fail")]

mod hostile;
mod lost;
mod pool;
mod recorded;
mod setting;
mod start;

#[expect(dead_code, reason = "what was recorded is compared elsewhere")]
#[path = "../../../../tests/recorded/actions.rs"]
mod actions;
#[path = "../../../runtime/tests/recorded/request.rs"]
mod request;
#[path = "../../../../tests/shared.rs"]
mod shared;
#[path = "../../../runtime/tests/recorded/world.rs"]
mod world;
