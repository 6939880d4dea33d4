//! How a refusal looks in each dialect, and in which language it speaks.

use bytes::Bytes;
use http::Request;
use serde_json::json;

use crate::support::{
    BASE, Code, Protocol, Reply, SERVICE, Server, details, encode, frame, h1, h2,
};

const DETAIL: &str = "type.googleapis.com/zitadel.v1.ErrorDetail";

#[tokio::test]
async fn rest_tells_code_message_and_details() {
    let server = Server::start().await;
    let cases = [
        (
            "/actions/1",
            404,
            json!({
                "code": 5, "message": "Action not found (QUERY-GEfnb)",
                "details": [{ "@type": DETAIL, "id": "QUERY-GEfnb", "message": "Action not found" }],
            }),
        ),
        (
            "/nowhere",
            404,
            json!({ "code": 5, "message": "Not Found" }),
        ),
    ];
    for (path, status, body) in cases {
        let reply = get(&server, path, &[]).await;
        assert_eq!((reply.status, reply.json()), (status, body));
        assert_eq!(reply.header("content-type"), "application/json");
        assert_eq!(reply.header("www-authenticate"), "");
    }
}

#[tokio::test]
async fn rest_says_how_to_authenticate() {
    let server = Server::start().await;
    let request = Request::get(format!("{BASE}/orgs/me"));
    let reply = h1(server.addr, request.body(Bytes::new()).unwrap()).await;
    assert_eq!(
        reply.json(),
        json!({ "code": 16, "message": "auth header missing" })
    );
    assert_eq!(
        (reply.status, reply.header("www-authenticate")),
        (401, "auth header missing")
    );
    let request = Request::get(format!("{BASE}/orgs/me")).header("authorization", "Basic x");
    let reply = h1(server.addr, request.body(Bytes::new()).unwrap()).await;
    let text = "invalid auth header (AUTH-toLo1)";
    assert_eq!(
        (reply.status, reply.header("www-authenticate")),
        (401, text)
    );
}

#[tokio::test]
async fn grpc_tells_code_message_and_details_in_its_trailers() {
    let server = Server::start().await;
    let id = server.api(Protocol::Grpc).create("same").await;
    let same = json!({ "id": id, "name": "same", "script": "let x = 1", "timeout": "10s" });
    let request = Request::post(format!("/{SERVICE}/UpdateAction"))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .header("accept-language", "de")
        .header("authorization", format!("Bearer {}", server.admin_token))
        .body(frame(0, &encode("UpdateAction", &same)));
    let reply = h2(server.addr, request.unwrap()).await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, "application/grpc")
    );
    assert!(reply.body.is_empty());
    let trailers = match reply.trailers.is_empty() {
        true => &reply.headers,
        false => &reply.trailers,
    };
    let text = |name: &str| trailers[name].to_str().unwrap();
    assert_eq!(text("grpc-status"), "9");
    // Spaces may be sent plainly or encoded, what is no ASCII must be encoded.
    let message = text("grpc-message").replace("%20", " ");
    assert_eq!(message, "Keine %C3%84nderungen gefunden (ACTION-dg4t2)");
    let plain = "Keine Änderungen gefunden";
    let found = details(
        text("grpc-status-details-bin"),
        9,
        &format!("{plain} (ACTION-dg4t2)"),
    );
    assert_eq!(
        found,
        [json!({ "@type": DETAIL, "id": "ACTION-dg4t2", "message": plain })]
    );
}

#[tokio::test]
async fn the_most_preferred_language_decides() {
    const ENGLISH: &str = "Action not found";
    const GERMAN: &str = "Action wurde nicht gefunden";
    let cases = [
        ("", ENGLISH),
        ("en", ENGLISH),
        ("de", GERMAN),
        ("DE", GERMAN),
        ("de-AT", GERMAN),
        ("de-CH, en", GERMAN),
        ("en-GB, de", ENGLISH),
        ("en;q=0.5, de;q=0.9", GERMAN),
        ("fr;q=0.5, de;q=0.9", GERMAN),
        ("xx, de", ENGLISH),
        ("xx, fr;q=0.8, de;q=0.9", ENGLISH),
        ("*", ENGLISH),
        ("%%%", ENGLISH),
        (";;,,q=", ENGLISH),
    ];
    let server = Server::start().await;
    for protocol in Protocol::FAMILIES {
        let api = server.api(protocol);
        for (languages, text) in cases {
            let headers = [("accept-language", languages)];
            let answer = api
                .call_with("GetAction", json!({ "id": "1" }), &headers)
                .await;
            answer.refused(Code::NotFound, &format!("{text} (QUERY-GEfnb)"));
        }
    }
}

#[tokio::test]
async fn metadata_can_name_the_language() {
    let server = Server::start().await;
    let cases = [
        (Protocol::Rest, "grpc-metadata-accept-language"),
        (Protocol::Grpc, "grpcgateway-accept-language"),
    ];
    for (protocol, header) in cases {
        let api = server.api(protocol);
        let answer = api
            .call_with("GetAction", json!({ "id": "1" }), &[(header, "de")])
            .await;
        answer.refused(Code::NotFound, "Action wurde nicht gefunden (QUERY-GEfnb)");
    }
}

#[tokio::test]
async fn german_speaks_in_every_kind_of_text() {
    let server = Server::start().await;
    let german = [("accept-language", "de")];
    for api in server.each_family().await {
        let id = api.create("deutsch").await;
        let it = json!({ "id": id });
        let again = api.call_with("ReactivateAction", it.clone(), &german).await;
        again.has_code(Code::FailedPrecondition);
        assert!(
            !again.message.contains("Action is not inactive"),
            "{again:?}"
        );
        api.call("DeactivateAction", it.clone()).await.ok();
        let again = api.call_with("DeactivateAction", it, &german).await;
        again.refused(
            Code::FailedPrecondition,
            "Action ist nicht aktiv (COMMAND-Dgj92)",
        );

        let flows = api.call_with("ListFlowTypes", json!({}), &german).await;
        let names = [
            "Externe Authentifizierung",
            "Token ergänzen",
            "Interne Authentifizierung",
            "SAMLResponse ergänzen",
        ];
        for (index, name) in names.into_iter().enumerate() {
            assert_eq!(
                flows.ok()["result"][index]["name"]["localizedMessage"],
                name
            );
        }
        let request = json!({ "type": "1" });
        let triggers = api
            .call_with("ListFlowTriggerTypes", request.clone(), &german)
            .await;
        let name = &triggers.ok()["result"][0]["name"]["localizedMessage"];
        assert_eq!(name, "Nach Authentifizierung");
        let flow = api.call_with("GetFlow", request, &german).await;
        let name = &flow.ok()["flow"]["type"]["name"]["localizedMessage"];
        assert_eq!(name, names[0]);
    }
}

#[tokio::test]
async fn what_comes_before_the_method_is_always_english() {
    let server = Server::start().await;
    let german = [("accept-language", "de")];
    for protocol in Protocol::FAMILIES {
        let api = server.api(protocol);
        let answer = api
            .without_token()
            .call_with("GetMyOrg", json!({}), &german)
            .await;
        answer.refused(Code::Unauthenticated, "auth header missing");
        let answer = api
            .in_org("1")
            .call_with("GetMyOrg", json!({}), &german)
            .await;
        answer.refused(
            Code::PermissionDenied,
            "Organisation doesn't exist (AUTH-Bs7Ds)",
        );
        let answer = api.call_with("CreateAction", json!({}), &german).await;
        let text = "value length must be between 1 and 200 runes, inclusive";
        answer.refused(
            Code::InvalidArgument,
            &format!("invalid CreateActionRequest.Name: {text}"),
        );
    }
}

#[tokio::test]
async fn no_answer_is_kept_by_a_cache() {
    let server = Server::start().await;
    for protocol in Protocol::ALL {
        let api = server.api(protocol);
        for (method, request) in [("GetMyOrg", json!({})), ("GetAction", json!({ "id": "1" }))] {
            let answer = api.call(method, request).await;
            assert_eq!(answer.headers["cache-control"], "no-store", "{answer:?}");
        }
    }
}

#[tokio::test]
async fn every_answer_carries_a_request_id() {
    let server = Server::start().await;
    let mut seen = std::collections::BTreeSet::new();
    for protocol in Protocol::ALL {
        let answer = server.api(protocol).call("Healthz", json!({})).await;
        let id = answer.headers["x-request-id"].to_str().unwrap();
        assert!(seen.insert(String::from(id)), "{id} twice");
    }
}

async fn get(server: &Server, path: &str, headers: &[(&str, &str)]) -> Reply {
    let mut request = Request::get(format!("{BASE}{path}"))
        .header("authorization", format!("Bearer {}", server.admin_token));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    h1(server.addr, request.body(Bytes::new()).unwrap()).await
}
