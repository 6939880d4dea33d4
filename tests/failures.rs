//! What callers are told when the store fails: nothing of its inside, and an id to ask about.

use http::Request;
use serde_json::json;

use crate::support::{BASE, Code, Protocol, Server, h1};

#[tokio::test]
async fn a_failure_is_told_without_its_cause() {
    let server = Server::start().await;
    server.damage("DROP TABLE flows");
    for protocol in Protocol::FAMILIES {
        let api = server.api(protocol);
        for (language, text) in [
            ("en", "An internal error occurred"),
            ("de", "Ein interner Fehler ist aufgetreten"),
        ] {
            let headers = [("x-request-id", "seven"), ("accept-language", language)];
            let request = json!({ "type": "1" });
            let answer = api.call_with("GetFlow", request, &headers).await;
            let told = format!("{text}, request id seven (INTERNAL-St0re)");
            answer.refused(Code::Internal, &told);
            assert_eq!(answer.headers["x-request-id"], "seven");
        }
        api.call("GetMyOrg", json!({})).await.ok();
    }
}

#[tokio::test]
async fn a_request_without_an_id_gets_one() {
    let server = Server::start().await;
    server.damage("DROP TABLE flows");
    let mut seen = Vec::new();
    for unusable in ["", "with blanks", &"x".repeat(129)] {
        let request = Request::get(format!("{BASE}/flows/1"))
            .header("authorization", format!("Bearer {}", server.admin_token))
            .header("x-request-id", unusable);
        let reply = h1(server.addr, request.body(Default::default()).unwrap()).await;
        let id = String::from(reply.header("x-request-id"));
        assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert!(reply.text().contains(&format!("request id {id} ")));
        seen.push(id);
    }
    seen.dedup();
    assert_eq!(seen.len(), 3);
}
