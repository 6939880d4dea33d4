//! Field rules: the first broken one is named, and nothing else.

use bytes::Bytes;
use http::Request;
use prost::Message as _;
use serde_json::{Value, json};

use crate::support::{
    Api, Code, Options, Protocol, SERVICE, Server, append_raw, encode, frame, h2, read_status,
    refused,
};

const NAME: &str = "value length must be between 1 and 200 runes, inclusive";
const SCRIPT: &str = "value length must be between 1 and 2000 runes, inclusive";
const TIMEOUT: &str = "value must be inside range [0s, 20s]";
const NESTED: &str = "embedded message failed validation | caused by: invalid";

#[tokio::test]
async fn creating_checks_name_script_and_timeout_in_this_order() {
    let server = Server::start().await;
    for api in server.each_family().await {
        for (request, field, reason) in broken_creations() {
            let text = format!("invalid CreateActionRequest.{field}: {reason}");
            invalid(&api, "CreateAction", request, &text).await;
        }
        for text in ["b", "é", "😀"] {
            let request = json!({ "name": text.repeat(200), "script": text.repeat(2000) });
            api.call("CreateAction", request).await.ok();
        }
    }
}

/// Requests with the field named and the reason.
fn broken_creations() -> Vec<(Value, &'static str, &'static str)> {
    let name = |text: &str| {
        (
            json!({ "name": text.repeat(201), "script": "x" }),
            "Name",
            NAME,
        )
    };
    let script = |text: &str| {
        let request = json!({ "name": "n", "script": text.repeat(2001) });
        (request, "Script", SCRIPT)
    };
    let timeout = |text: &str| {
        let request = json!({ "name": "n", "script": "x", "timeout": text });
        (request, "Timeout", TIMEOUT)
    };
    let all_wrong = json!({ "name": "", "script": "", "timeout": "99s" });
    let two_wrong = json!({ "name": "n", "script": "", "timeout": "99s" });
    vec![
        (json!({}), "Name", NAME),
        (all_wrong, "Name", NAME),
        name("b"),
        name("é"),
        name("😀"),
        (json!({ "name": "n" }), "Script", SCRIPT),
        (two_wrong, "Script", SCRIPT),
        script("x"),
        script("😀"),
        timeout("21s"),
        timeout("20.000000001s"),
        timeout("-1s"),
        timeout("-0.000000001s"),
        timeout("315576000000s"),
    ]
}

#[tokio::test]
async fn updating_checks_the_id_first() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let id = api.create("checked").await;
        let long = "1".repeat(201);
        let cases = [
            (json!({ "id": long, "name": "" }), "Id", NAME),
            (json!({ "id": id }), "Name", NAME),
            (json!({ "id": id, "name": "n" }), "Script", SCRIPT),
            (
                json!({ "id": "1", "name": "n", "script": "x", "timeout": "20.1s" }),
                "Timeout",
                TIMEOUT,
            ),
        ];
        for (request, field, reason) in cases {
            let text = format!("invalid UpdateActionRequest.{field}: {reason}");
            invalid(&api, "UpdateAction", request, &text).await;
        }
        if !api.protocol.is_rest() {
            let text = format!("invalid UpdateActionRequest.Id: {NAME}");
            invalid(
                &api,
                "UpdateAction",
                json!({ "name": "n", "script": "x" }),
                &text,
            )
            .await;
        }
        let unchecked = "Action not found (QUERY-GEfnb)";
        refused(
            &api,
            &[(
                "GetAction",
                json!({ "id": long }),
                Code::NotFound,
                unchecked,
            )],
        )
        .await;
    }
}

#[tokio::test]
async fn listing_checks_each_query() {
    let long = "1".repeat(201);
    let cases = [
        (json!({}), String::from("Query: value is required")),
        (
            json!({ "actionIdQuery": { "id": long } }),
            format!(
                "ActionIdQuery: {NESTED} ActionIDQuery.Id: value length must be at most 200 runes"
            ),
        ),
        (
            json!({ "actionNameQuery": { "name": long } }),
            format!(
                "ActionNameQuery: {NESTED} ActionNameQuery.Name: value length must be at most 200 runes"
            ),
        ),
    ];
    let server = Server::start().await;
    for api in server.each_family().await {
        for (query, reason) in &cases {
            let good = json!({ "actionIdQuery": { "id": "1" } });
            let text =
                format!("invalid ListActionsRequest.Queries[1]: {NESTED} ActionQuery.{reason}");
            invalid(
                &api,
                "ListActions",
                json!({ "queries": [good, query] }),
                &text,
            )
            .await;
        }
    }
}

#[tokio::test]
async fn lists_have_a_limit() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let query = json!({ "actionNameQuery": { "name": "x" } });
        let many = |number| json!({ "queries": vec![query.clone(); number] });
        api.call("ListActions", many(100)).await.ok();
        let text =
            "invalid ListActionsRequest.Queries: value must contain no more than 100 item(s)";
        invalid(&api, "ListActions", many(101), text).await;

        let many =
            |number| json!({ "flowType": "1", "triggerType": "1", "actionIds": vec!["1"; number] });
        let text = "invalid SetTriggerActionsRequest.ActionIds: \
                    value must contain no more than 1000 item(s)";
        invalid(&api, "SetTriggerActions", many(1001), text).await;
        let unknown = many(1000);
        let answer = api.call("SetTriggerActions", unknown).await;
        answer.refused(Code::FailedPrecondition, "* (COMMAND-dg422)");
    }
}

#[tokio::test]
async fn an_enum_value_must_be_a_defined_one() {
    let cases = [
        (
            json!({ "actionNameQuery": { "name": "x", "method": 8 } }),
            "ActionNameQuery",
            "Method",
        ),
        (
            json!({ "actionStateQuery": { "state": 3 } }),
            "ActionStateQuery",
            "State",
        ),
    ];
    let server = Server::start().await;
    for api in server.each(&Protocol::RPC).await {
        for (query, message, field) in &cases {
            let text = format!(
                "invalid ListActionsRequest.Queries[0]: {NESTED} ActionQuery.{message}: {NESTED} \
                 {message}.{field}: value must be one of the defined enum values"
            );
            invalid(&api, "ListActions", json!({ "queries": [query] }), &text).await;
        }
        // Columns have no rule: an unknown one does not sort.
        api.call("ListActions", json!({ "sortingColumn": 9 }))
            .await
            .ok();
    }
}

#[tokio::test]
async fn an_organisation_needs_a_name() {
    let server = Server::start().await;
    for api in server.each_family().await {
        for name in [String::new(), "b".repeat(201)] {
            let text = format!("invalid AddOrgRequest.Name: {NAME}");
            invalid(&api, "AddOrg", json!({ "name": name }), &text).await;
        }
    }
}

#[tokio::test]
async fn the_limit_of_a_script_can_be_set_in_bytes() {
    let max_script_bytes = Some(100);
    let server = Server::start_with(Options {
        max_script_bytes,
        ..Options::default()
    })
    .await;
    let most = "value length must be at most 100 bytes";
    let least = "value length must be at least 1 runes";
    for api in server.each_family().await {
        let cases = [
            ("", least),
            (&"x".repeat(101), most),
            (&"é".repeat(51), most),
        ];
        for (script, reason) in cases {
            let request = json!({ "name": "n", "script": script });
            let text = format!("invalid CreateActionRequest.Script: {reason}");
            invalid(&api, "CreateAction", request, &text).await;
        }
        let request = json!({ "name": "n", "script": "é".repeat(50) });
        api.call("CreateAction", request).await.ok();
    }
}

#[tokio::test]
async fn a_duration_must_be_one() {
    let cases = [
        (
            1,
            -1,
            "(seconds:1 nanos:-1) has seconds and nanos with different signs",
        ),
        (
            -1,
            1,
            "(seconds:-1 nanos:1) has seconds and nanos with different signs",
        ),
        (
            1,
            1_000_000_000,
            "(seconds:1 nanos:1000000000) has out-of-range nanos",
        ),
        (
            315_576_000_001,
            0,
            "(seconds:315576000001) exceeds +10000 years",
        ),
    ];
    let server = Server::start().await;
    for (seconds, nanos, cause) in cases {
        let message = encode("CreateAction", &json!({ "name": "n", "script": "x" }));
        let timeout = prost_types::Duration { seconds, nanos }.encode_to_vec();
        let message = append_raw("CreateAction", "timeout", &message, &timeout);
        let reply = h2(server.addr, create(&server.admin_token, &message)).await;
        let (code, text, details) = read_status(match reply.headers.contains_key("grpc-status") {
            true => &reply.headers,
            false => &reply.trailers,
        });
        let reason = format!("value is not a valid duration | caused by: proto: duration {cause}");
        let expected = format!("invalid CreateActionRequest.Timeout: {reason}");
        assert_eq!((code, text, details), (3, expected, Vec::<Value>::new()));
    }
}

#[tokio::test]
async fn a_name_holds_no_nul() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let request = json!({ "name": "a\0b", "script": "x" });
        let answer = api.call("CreateAction", request).await;
        answer.has_code(Code::InvalidArgument);
        assert!(
            answer.message.contains("CreateActionRequest.Name"),
            "{answer:?}"
        );
    }
}

fn create(token: &str, message: &[u8]) -> Request<Bytes> {
    Request::post(format!("/{SERVICE}/CreateAction"))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .header("authorization", format!("Bearer {token}"))
        .body(frame(0, message))
        .unwrap()
}

async fn invalid(api: &Api, method: &str, request: Value, text: &str) {
    refused(api, &[(method, request, Code::InvalidArgument, text)]).await;
}
