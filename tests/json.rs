//! The JSON that REST reads and writes.

use bytes::Bytes;
use http::Request;
use serde_json::{Map, Value, json};

use crate::support::{Api, BASE, Protocol, Reply, Server, h1};

/// What a body comes to when an action is created from it.
enum Read {
    /// The fields of the action read back that are not as in the plain one, as JSON.
    As(&'static str),
    /// A refusal with this text in its message.
    Refused(&'static str),
}

use Read::{As, Refused};

/// Bodies of a creation.
const BODIES: &[(&str, Read)] = &[
    (r#"{"name":"n","script":"x"}"#, As("{}")),
    (r#"  {"name":"n","script":"x"}  "#, As("{}")),
    (
        r#"{"name":"n","script":"x","allowedToFail":true}"#,
        As(r#"{"allowedToFail":true}"#),
    ),
    (
        r#"{"name":"n","script":"x","allowed_to_fail":true}"#,
        As(r#"{"allowedToFail":true}"#),
    ),
    (
        r#"{"name":"n","script":"x","allowedToFail":false}"#,
        As("{}"),
    ),
    (r#"{"name":"n","script":"x","timeout":null}"#, As("{}")),
    (
        r#"{"name":"n","script":"x","foo":{"a":[1]},"Name":3,"@type":1}"#,
        As("{}"),
    ),
    (r#"{"name":"n","script":"x","foo":1,"foo":2}"#, As("{}")),
    (r#"{"n\u0061me":"n","script":"\u0078"}"#, As("{}")),
    (
        r#"{"name":"n","script":"x","timeout":"0.5s"}"#,
        As(r#"{"timeout":"0.500s"}"#),
    ),
    (r#"{"name":"n","script":"x","timeout":"-0s"}"#, As("{}")),
    (r#"{"name":"n","script":"x","timeout":"10"}"#, Refused("")),
    (r#"{"name":"n","script":"x","timeout":10}"#, Refused("")),
    (r#"{"name":"n","script":"x","timeout":"1m"}"#, Refused("")),
    (r#"{"name":"n","script":"x","timeout":".5s"}"#, Refused("")),
    (r#"{"name":"n","script":"x","timeout":"1.s"}"#, Refused("")),
    (r#"{"name":"n","script":"x","timeout":"+1s"}"#, Refused("")),
    (r#"{"name":"n","script":"x","timeout":"010s"}"#, Refused("")),
    (r#"{"name":"n","script":"x","timeout":" 1s"}"#, Refused("")),
    (r#"{"name":"n","script":"x","timeout":"1S"}"#, Refused("")),
    (r#"{"name":"n","script":"x","timeout":"1e1s"}"#, Refused("")),
    (
        r#"{"name":"n","script":"x","timeout":"0.1234567890s"}"#,
        Refused(""),
    ),
    (
        r#"{"name":"n","script":"x","timeout":"315576000001s"}"#,
        Refused(""),
    ),
    (
        r#"{"name":"n","script":"x","timeout":{"seconds":1}}"#,
        Refused(""),
    ),
    (r#"{"name":"n","script":"x","name":"n"}"#, Refused("name")),
    (
        r#"{"name":"n","script":"x","allowedToFail":true,"allowed_to_fail":true}"#,
        Refused("allowed"),
    ),
    (r#"{"name":1,"script":"x"}"#, Refused("")),
    (r#"{"name":["n"],"script":"x"}"#, Refused("")),
    (
        r#"{"name":"n","script":"x","allowedToFail":"true"}"#,
        Refused(""),
    ),
    (
        r#"{"name":"n","script":"x","allowedToFail":1}"#,
        Refused(""),
    ),
    (r#"{"name":"n","script":"x"} x"#, Refused("")),
    (r#"{"name":"n","script":"x"}{}"#, Refused("")),
    (r#"{"name":"n","script":"x",}"#, Refused("")),
    (r#"{"name":"n","script":"x"/* */}"#, Refused("")),
    (r#"{'name':'n','script':'x'}"#, Refused("")),
    (r#"{"name":"n","script":"\ud800"}"#, Refused("")),
    ("{\"name\":\"n\",\"script\":\"a\tb\"}", Refused("")),
    ("\u{feff}{\"name\":\"n\",\"script\":\"x\"}", Refused("")),
    (r#"{"name":"n""#, Refused("")),
    ("null", Refused("")),
    ("[]", Refused("")),
    ("\"x\"", Refused("")),
    ("1", Refused("")),
    ("NaN", Refused("")),
    ("", Refused("CreateActionRequest.Name")),
    (" \r\n\t", Refused("CreateActionRequest.Name")),
    ("{}", Refused("CreateActionRequest.Name")),
];

/// Bodies of a search in an organisation with the one action `n`, and how many it finds.
const SEARCHES: &[(&str, Option<usize>)] = &[
    ("{}", Some(1)),
    (r#"{"query":null}"#, Some(1)),
    (r#"{"query":{"limit":"1","offset":1}}"#, Some(0)),
    (r#"{"query":{"offset":"1"}}"#, Some(0)),
    (r#"{"sortingColumn":1,"query":{"asc":true}}"#, Some(1)),
    (r#"{"sorting_column":"ACTION_FIELD_NAME_ID"}"#, Some(1)),
    (
        r#"{"queries":[{"actionNameQuery":{"name":"N","method":1}}]}"#,
        Some(1),
    ),
    (
        r#"{"queries":[{"actionNameQuery":{"name":"N","method":"TEXT_QUERY_METHOD_EQUALS_IGNORE_CASE"}}]}"#,
        Some(1),
    ),
    (
        r#"{"queries":[{"actionNameQuery":{"name":"N","method":"TEXT_QUERY_METHOD_EQUALS"}}]}"#,
        Some(0),
    ),
    (
        r#"{"queries":[{"actionNameQuery":{"name":"N","method":true}}]}"#,
        None,
    ),
    (
        r#"{"queries":[{"actionNameQuery":{"name":"N","method":1.5}}]}"#,
        None,
    ),
    (r#"{"query":{"limit":-1}}"#, None),
    (r#"{"query":{"limit":4294967296}}"#, None),
    (r#"{"query":{"offset":"18446744073709551616"}}"#, None),
    (r#"{"query":{"limit":1.5}}"#, None),
    (r#"{"query":{"limit":""}}"#, None),
    (r#"{"query":{"limit":" 5"}}"#, None),
    (r#"{"query":{"limit":true}}"#, None),
    (r#"{"query":[]}"#, None),
    (r#"{"queries":{}}"#, None),
    (r#"{"queries":[null]}"#, None),
    (r#"{"queries":[1]}"#, None),
    (
        r#"{"queries":[{"actionIdQuery":{"id":"1"},"actionNameQuery":{}}]}"#,
        None,
    ),
    (r#"{"queries":[{"foo":{}}]}"#, None),
];

#[tokio::test]
async fn bodies_are_read_by_the_json_mapping() {
    let server = Server::start().await;
    let api = server.api(Protocol::Rest);
    for (body, expected) in BODIES {
        let reply = post(&api, "/actions", body.as_bytes()).await;
        check(&api, &reply, body, expected).await;
    }
}

async fn check(api: &Api, reply: &Reply, body: &str, expected: &Read) {
    match expected {
        As(fields) => {
            assert_eq!(reply.status, 200, "{body}: {reply:?}");
            let id = reply.json()["id"].clone();
            let read = api.action(id.as_str().unwrap()).await;
            let mut plain = json!({
                "id": id, "details": read["details"], "state": "ACTION_STATE_ACTIVE",
                "name": "n", "script": "x", "timeout": "20s",
            });
            plain
                .as_object_mut()
                .unwrap()
                .extend(serde_json::from_str::<Map<String, Value>>(fields).unwrap());
            assert_eq!(read, plain, "{body}");
            api.call("DeleteAction", json!({ "id": id })).await.ok();
        }
        Refused(text) => {
            let error = reply.json();
            assert_eq!(
                (reply.status, &error["code"]),
                (400, &json!(3)),
                "{body}: {error}"
            );
            let message = error["message"].as_str().unwrap();
            assert!(
                !message.is_empty() && message.contains(text),
                "{body}: {error}"
            );
            assert!(error["details"].is_null(), "{body}: {error}");
        }
    }
}

#[tokio::test]
async fn numbers_and_enums_are_read_by_the_json_mapping() {
    let server = Server::start().await;
    let api = server.api(Protocol::Rest);
    api.create("n").await;
    for (body, expected) in SEARCHES {
        let reply = post(&api, "/actions/_search", body.as_bytes()).await;
        let list = reply.json();
        match expected {
            Some(count) => {
                assert_eq!(reply.status, 200, "{body}: {list}");
                let found = list["result"].as_array().map_or(0, Vec::len);
                assert_eq!(found, *count, "{body}");
            }
            None => assert_eq!(
                (reply.status, &list["code"]),
                (400, &json!(3)),
                "{body}: {list}"
            ),
        }
    }
}

#[tokio::test]
async fn the_path_wins_over_the_body() {
    let server = Server::start().await;
    let api = server.api(Protocol::Rest);
    let id = api.create("path").await;
    let path = format!("/actions/{id}/_deactivate");
    assert_eq!(
        post(&api, &path, br#"{"id":"1","foo":2}"#).await.status,
        200
    );
    let body = format!(r#"{{"flowType":"9","trigger_type":"9","actionIds":["{id}"]}}"#);
    assert_eq!(
        post(&api, "/flows/1/trigger/1", body.as_bytes())
            .await
            .status,
        200
    );
    let body = br#"{"actionIds":[null]}"#;
    assert_eq!(post(&api, "/flows/1/trigger/1", body).await.status, 400);
}

#[tokio::test]
async fn a_body_that_is_not_asked_for_is_not_read() {
    let server = Server::start().await;
    let api = server.api(Protocol::Rest);
    for body in ["{broken", "null", "{\"type\":3}", "\u{0}"] {
        let paths = ["/flows/types/_search", "/flows/1/triggers/_search"];
        for path in paths {
            assert_eq!(
                post(&api, path, body.as_bytes()).await.status,
                200,
                "{path} {body}"
            );
        }
        let cleared = post(&api, "/flows/1/_clear", body.as_bytes()).await.json();
        assert_eq!(
            cleared["message"], "Flow is already empty (COMMAND-DgGh3)",
            "{body}"
        );
    }
}

#[tokio::test]
async fn text_comes_back_as_it_went_in() {
    let server = Server::start().await;
    let api = server.api(Protocol::Rest);
    let texts = [
        "\"\\/\u{8}\u{c}\n\r\t",
        "\u{2028}\u{2029}<>&'",
        "\u{7f}\u{80}\u{ffff}",
        "😀é",
    ];
    for text in texts {
        let created = api
            .call("CreateAction", json!({ "name": text, "script": text }))
            .await;
        let read = api.action(created.ok()["id"].as_str().unwrap()).await;
        assert_eq!(
            (&read["name"], &read["script"]),
            (&json!(text), &json!(text))
        );
    }
}

async fn post(api: &Api, path: &str, body: &[u8]) -> Reply {
    let request = Request::post(format!("{BASE}{path}"))
        .header(
            "authorization",
            format!("Bearer {}", api.token.as_deref().unwrap()),
        )
        .body(Bytes::copy_from_slice(body));
    h1(api.addr, request.unwrap()).await
}

#[tokio::test]
async fn every_form_of_a_value() {
    let server = &Server::start().await;
    for body in [
        r#"{"sortingColumn":null}"#,
        r#"{"queries":null}"#,
        r#"{"sortingColumn":"NOPE"}"#,
        r#"{"sortingColumn":9}"#,
        r#"{"query":{"limit":1e2}}"#,
        r#"{"query":{"limit":100.0}}"#,
        r#"{"query":{"limit":"1e2"}}"#,
    ] {
        let request = Request::post(format!("{BASE}/actions/_search"))
            .header("authorization", format!("Bearer {}", server.admin_token))
            .body(Bytes::from_static(body.as_bytes()));
        let reply = h1(server.addr, request.unwrap()).await;
        assert_eq!(reply.status, 200, "{body}: {}", reply.text());
    }
}
