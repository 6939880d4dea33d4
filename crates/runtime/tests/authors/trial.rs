//! Rows in the engine alone.

use std::time::Duration;

use portcullis_core::{
    Timestamp,
    secret::{SecretName, SecretValue},
};
use portcullis_runtime::{FetchRequest, FetchResponse, Interpreter, Trigger, World};
use serde_json::{Value, json};

use crate::{facts::Row, request, response::response};

/// Knows the secrets of a row, and no network.
#[derive(Debug)]
struct TrialWorld(Value);

/// What a row comes to, as an answer tells it.
pub(crate) fn run(row: &Row, interpreter: &mut Interpreter) -> Value {
    let mut run = request::run(&row.request());
    if row.has("secrets") {
        // actions that are tried see placeholders
        run.test = None;
    }
    let mut world = TrialWorld(row.json("secrets").unwrap_or(json!({})));
    response(&Trigger::new(run).unwrap().run(interpreter, &mut world))
}

// === impl TrialWorld ===

impl World for TrialWorld {
    fn fetch(
        &mut self,
        request: &FetchRequest,
        _within: Duration,
    ) -> Result<FetchResponse, String> {
        Err(format!("no network for {}", request.url))
    }

    fn secret(&mut self, name: &SecretName) -> Result<Option<SecretValue>, String> {
        let value = self.0[name.as_str()].as_str();
        Ok(value.map(|value| SecretValue::parse(value).unwrap()))
    }

    fn now(&mut self) -> Timestamp {
        Timestamp::from_micros(1_735_787_045_000_000)
    }
}
