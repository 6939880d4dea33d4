//! The world around the recorded runs: the HTTP server they were run with, without a socket.

use std::time::Duration;

use portcullis_core::{
    Timestamp,
    secret::{SecretName, SecretValue},
};
use portcullis_runtime::{FetchRequest, FetchResponse, World};
use serde_json::{Map, json};

/// Where the server is.
pub(crate) const BASE: &str = "http://127.0.0.1:4321";
const HOST: &str = "127.0.0.1:4321";

#[derive(Debug)]
pub(crate) struct TestWorld;

// === impl TestWorld ===

impl World for TestWorld {
    fn fetch(&mut self, request: &FetchRequest, within: Duration) -> Result<FetchResponse, String> {
        let url = request.url.as_str();
        let method = go_method(&request.method);
        let path = match url.strip_prefix(BASE) {
            Some(path) => path,
            None => return Err(format!("{method} {url:?}: {}", unreachable(url))),
        };
        let answer = |status: u16, body: &str| {
            Ok(FetchResponse {
                status,
                headers: vec![("X-Test".to_owned(), vec!["a".to_owned()])],
                body: body.to_owned(),
            })
        };
        let (name, query) = path.split_once('?').unwrap_or((path, ""));
        let number = query
            .split_once('=')
            .and_then(|(_, number)| number.parse().ok());
        match (name, number) {
            ("/json", _) => answer(
                200,
                r#"{"id":42,"name":"Gigi","nested":{"list":[1,2.5,"x"],"ok":true,"none":null}}"#,
            ),
            ("/text", _) => answer(200, "plain text\n"),
            ("/badjson", _) => answer(200, r#"{"a":"#),
            ("/empty", _) => answer(204, ""),
            ("/slow", Some(time)) if within < Duration::from_millis(time) => {
                std::thread::sleep(within);
                Err(format!("{method} {url:?}: context deadline exceeded"))
            }
            ("/slow", _) => answer(200, "\"late\""),
            ("/redirect", Some(5..)) => {
                let last = "/redirect?n=0";
                Err(format!(
                    "{method} {last:?}: stopped after too many redirects"
                ))
            }
            ("/redirect", _) => answer(200, "\"arrived\""),
            ("/echo", _) => answer(200, &echo(request, path)),
            _ => match name.strip_prefix("/status/").and_then(|it| it.parse().ok()) {
                Some(status) => answer(status, &format!("{{\"status\":{status}}}")),
                None => answer(404, r#"{"error":"not found"}"#),
            },
        }
    }

    fn secret(&mut self, _: &SecretName) -> Result<Option<SecretValue>, String> {
        Ok(None)
    }

    fn now(&mut self) -> Timestamp {
        Timestamp::from_micros(1_735_787_045_000_000)
    }
}

fn echo(request: &FetchRequest, path: &str) -> String {
    let headers = request.headers.iter();
    let headers: Map<_, _> = headers
        .map(|(name, values)| (name.clone(), json!(values)))
        .collect();
    let body = request.body.clone().unwrap_or_default();
    json!({"method": request.method, "path": path, "headers": headers, "body": body}).to_string()
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
            debug_assert_ne!(address, HOST);
            format!("dial tcp {address}: connect: connection refused")
        }
        Some((scheme, _)) => format!("unsupported protocol scheme {scheme:?}"),
        None => "unsupported protocol scheme \"\"".to_owned(),
    }
}
