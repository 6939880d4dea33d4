//! What the HTTP server answered that the recorded runs called.

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Value, json};

/// A request, as the server got it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// With the query.
    pub(crate) path: String,
    /// Names in canonical case.
    pub(crate) headers: BTreeMap<String, Vec<String>>,
    pub(crate) body: String,
}

/// Its answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
    /// How long it takes.
    pub(crate) after: Duration,
}

const JSON: &str = r#"{"id":42,"name":"Gigi","nested":{"list":[1,2.5,"x"],"ok":true,"none":null}}"#;

pub(crate) fn answer(asked: &Asked) -> Answer {
    let (name, query) = asked.path.split_once('?').unwrap_or((&asked.path, ""));
    let number = query.split_once('=').and_then(|(_, it)| it.parse().ok());
    let number: u64 = number.unwrap_or_default();
    match name {
        "/json" => Answer {
            headers: vec![("X-Test", "a".to_owned())],
            ..of(200, JSON)
        },
        "/echo" => of(200, &asked.to_json().to_string()),
        "/text" => of(200, "plain text\n"),
        "/badjson" => of(200, r#"{"a":"#),
        "/empty" => of(204, ""),
        "/slow" => Answer {
            after: Duration::from_millis(number),
            ..of(200, r#""late""#)
        },
        "/redirect" if number > 0 => {
            let next = format!("/redirect?n={}", number - 1);
            Answer {
                headers: vec![("Location", next)],
                ..of(302, "")
            }
        }
        "/redirect" => of(200, r#""arrived""#),
        _ => match name.strip_prefix("/status/").map(str::parse) {
            Some(Ok(status)) => of(status, &format!(r#"{{"status":{status}}}"#)),
            _ => of(404, r#"{"error":"not found"}"#),
        },
    }
}

fn of(status: u16, body: &str) -> Answer {
    Answer {
        status,
        body: body.to_owned(),
        ..Answer::default()
    }
}

// === impl Asked ===

impl Asked {
    /// As such requests were recorded.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "method": self.method,
            "path": self.path,
            "headers": self.headers,
            "body": self.body,
        })
    }
}
