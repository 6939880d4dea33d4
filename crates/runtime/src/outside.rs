//! What lies outside of a run.

use std::time::Duration;

use portcullis_core::{
    Clock as _, SystemClock, Timestamp,
    script::LogLevel,
    secret::{SecretName, SecretValue},
};
use serde::{Deserialize, Serialize};

/// What a run asks for while it runs. All of it is text, so that it can pass to another process.
///
/// An error ends the run, and no script can catch it, unless the profile is lenient: it is the text that the
/// failure is told with.
pub trait Outside {
    /// Notes what the script did.
    ///
    /// # Errors
    ///
    /// When it did too much.
    fn effect(&mut self, json: &str) -> Result<(), String>;

    /// Notes a log line.
    ///
    /// # Errors
    ///
    /// When there are too many.
    fn log(&mut self, level: LogLevel, message: &str) -> Result<(), String>;

    /// Makes an HTTP call and waits for its answer, for so long at most: [`FetchRequest`] and
    /// [`FetchResponse`] as JSON.
    ///
    /// # Errors
    ///
    /// When there is no answer.
    fn fetch(&mut self, request: &str, within: Duration) -> Result<String, String>;

    /// How long the last fetch waited for a place to go on in: that is not the run's time.
    fn waited(&mut self) -> Duration {
        Duration::ZERO
    }

    /// Writes metadata of the user at once.
    ///
    /// # Errors
    ///
    /// When the store refuses it.
    fn write_metadata(&mut self, key: &str, json: &str) -> Result<(), String>;

    /// A secret of the organisation, if it has one of that name.
    ///
    /// # Errors
    ///
    /// When it has one that cannot be read.
    fn secret(&mut self, name: &str) -> Result<Option<String>, String>;

    /// The script is loaded, which took so long, and its function is called now.
    fn loaded(&mut self, took: Duration) {
        let _ = took;
    }
}

/// What the runner of a trigger needs of the world around.
pub trait World {
    /// Makes an HTTP call, within this time.
    ///
    /// # Errors
    ///
    /// When there is no answer, in the words that the script's author is told.
    fn fetch(&mut self, request: &FetchRequest, within: Duration) -> Result<FetchResponse, String>;

    /// A secret of the organisation, if it has one of that name. Not asked for actions that are only
    /// tried.
    ///
    /// # Errors
    ///
    /// When it has one that cannot be read, in words that the script's author may be told.
    fn secret(&mut self, name: &SecretName) -> Result<Option<SecretValue>, String>;

    /// What time it is.
    fn now(&mut self) -> Timestamp;
}

/// A world with a clock and nothing else: no network, no secrets.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nowhere;

/// An HTTP call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say all there is")]
pub struct FetchRequest {
    pub method: String,
    pub url: String,
    /// In the order they are sent; names in canonical case.
    pub headers: Vec<(String, Vec<String>)>,
    pub body: Option<String>,
}

/// Its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say all there is")]
pub struct FetchResponse {
    pub status: u16,
    pub headers: Vec<(String, Vec<String>)>,
    pub body: String,
}

// === impl Nowhere ===

impl World for Nowhere {
    fn fetch(&mut self, _: &FetchRequest, _: Duration) -> Result<FetchResponse, String> {
        Err("there is no network".to_owned())
    }

    fn secret(&mut self, _: &SecretName) -> Result<Option<SecretValue>, String> {
        Ok(None)
    }

    fn now(&mut self) -> Timestamp {
        SystemClock.now()
    }
}
