//! The world around the recorded runs: the HTTP server they were run with, without a socket.

use std::time::Duration;

use portcullis_core::{
    Timestamp,
    secret::{SecretName, SecretValue},
};
use portcullis_runtime::{FetchRequest, FetchResponse, World};

use crate::actions::answers::{Answer, Asked, answer};

/// Where the server is.
pub(crate) const BASE: &str = "http://127.0.0.1:4321";

/// Requests of one call, those after redirects included.
const REQUESTS_MAX: usize = 5;

#[derive(Debug)]
pub(crate) struct TestWorld;

// === impl TestWorld ===

impl World for TestWorld {
    fn fetch(&mut self, request: &FetchRequest, within: Duration) -> Result<FetchResponse, String> {
        let failed = |url: &str, why: &str| {
            let method = go_method(&request.method);
            Err(format!("{method} {url:?}: {why}"))
        };
        let Some(path) = request.url.strip_prefix(BASE) else {
            return failed(&request.url, &unreachable(&request.url));
        };
        let mut path = path.to_owned();
        for _ in 0..REQUESTS_MAX {
            let answer = answer(&asked(request, &path));
            if answer.after > within {
                std::thread::sleep(within);
                return failed(&request.url, "context deadline exceeded");
            }
            let mut headers = answer.headers.iter();
            match headers.find(|(name, _)| *name == "Location") {
                Some((_, location)) => path = location.clone(),
                None => return Ok(response(answer)),
            }
        }
        failed(&path, "stopped after too many redirects")
    }

    fn secret(&mut self, _: &SecretName) -> Result<Option<SecretValue>, String> {
        Ok(None)
    }

    fn now(&mut self) -> Timestamp {
        Timestamp::from_micros(1_735_787_045_000_000)
    }
}

fn asked(request: &FetchRequest, path: &str) -> Asked {
    Asked {
        method: request.method.clone(),
        path: path.to_owned(),
        headers: request.headers.iter().cloned().collect(),
        body: request.body.clone().unwrap_or_default(),
    }
}

fn response(answer: Answer) -> FetchResponse {
    let headers = answer.headers.into_iter();
    FetchResponse {
        status: answer.status,
        headers: headers
            .map(|(name, value)| (name.to_owned(), vec![value]))
            .collect(),
        body: answer.body,
    }
}

/// `Get` of `GET`, as Go's client says it.
fn go_method(method: &str) -> String {
    let mut letters = method.chars();
    let first = letters.next().map(|it| it.to_ascii_uppercase());
    first
        .into_iter()
        .chain(letters.map(|it| it.to_ascii_lowercase()))
        .collect()
}

fn unreachable(url: &str) -> String {
    match url.split_once("://") {
        Some(("http" | "https", rest)) => {
            let host = rest.split('/').next().unwrap_or_default();
            let address = host.replace("localhost", "127.0.0.1");
            format!("dial tcp {address}: connect: connection refused")
        }
        Some((scheme, _)) => format!("unsupported protocol scheme {scheme:?}"),
        None => "unsupported protocol scheme \"\"".to_owned(),
    }
}
