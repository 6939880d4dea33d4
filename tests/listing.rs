//! Listing actions: filters, order, pages, totals.

use serde_json::{Value, json};

use crate::support::{Answer, Api, Code, Protocol, Server, refused};

/// Created in this order; the third is switched off.
const NAMES: [&str; 8] = [
    "delta",
    "Alpha",
    "charlie",
    "alphabet",
    "50%",
    "a_b",
    "back\\slash",
    "ÄÖ",
];

#[tokio::test]
async fn filters_by_name() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("EQUALS", "Alpha", &["Alpha"]),
        ("EQUALS", "alpha", &[]),
        ("EQUALS", "", &[]),
        ("EQUALS", "back\\slash", &["back\\slash"]),
        ("EQUALS_IGNORE_CASE", "ALPHA", &["Alpha"]),
        ("EQUALS_IGNORE_CASE", "äö", &["ÄÖ"]),
        ("STARTS_WITH", "alpha", &["alphabet"]),
        ("STARTS_WITH", "Al", &["Alpha"]),
        ("STARTS_WITH", "", &NAMES),
        ("STARTS_WITH_IGNORE_CASE", "ALPHA", &["Alpha", "alphabet"]),
        ("CONTAINS", "a_", &["a_b"]),
        ("CONTAINS", "%", &["50%"]),
        ("CONTAINS", "\\", &["back\\slash"]),
        ("CONTAINS", "_", &["a_b"]),
        ("CONTAINS", "lph", &["Alpha", "alphabet"]),
        ("CONTAINS_IGNORE_CASE", "ÄÖ", &["ÄÖ"]),
        ("CONTAINS_IGNORE_CASE", "LPH", &["Alpha", "alphabet"]),
        ("ENDS_WITH", "a", &["delta", "Alpha"]),
        ("ENDS_WITH", "A", &[]),
        ("ENDS_WITH_IGNORE_CASE", "SLASH", &["back\\slash"]),
        ("ENDS_WITH_IGNORE_CASE", "\\", &[]),
    ];
    let server = Server::start().await;
    for api in server.each_family().await {
        create_all(&api).await;
        for (method, name, expected) in cases {
            let method = format!("TEXT_QUERY_METHOD_{method}");
            let query = json!({ "actionNameQuery": { "name": name, "method": method } });
            let list = api.call("ListActions", json!({ "queries": [query] })).await;
            assert_eq!(
                names(&list),
                *expected,
                "{method} {name:?} {:?}",
                api.protocol
            );
            assert_eq!(total(&list), expected.len());
        }
    }
}

#[tokio::test]
async fn filters_by_id_and_state_and_by_all_at_once() {
    let id = |id: &str| json!({ "actionIdQuery": { "id": id } });
    let state = |state: &str| json!({ "actionStateQuery": { "state": state } });
    let name = |name: &str| json!({ "actionNameQuery": { "name": name } });
    let server = Server::start().await;
    for api in server.each_family().await {
        let ids = create_all(&api).await;
        let inactive = state("ACTION_STATE_INACTIVE");
        let cases: [(Value, &[&str]); 9] = [
            (json!([id(&ids[1])]), &["Alpha"]),
            (json!([id("1")]), &[]),
            (json!([id(&ids[1]), id(&ids[1])]), &["Alpha"]),
            (json!([id(&ids[1]), id(&ids[2])]), &[]),
            (json!([inactive]), &["charlie"]),
            (json!([inactive, name("charlie")]), &["charlie"]),
            (json!([inactive, name("delta")]), &[]),
            (json!([state("ACTION_STATE_UNSPECIFIED")]), &[]),
            (
                json!([state("ACTION_STATE_ACTIVE"), id(&ids[0])]),
                &["delta"],
            ),
        ];
        for (queries, expected) in cases {
            let list = api.call("ListActions", json!({ "queries": queries })).await;
            assert_eq!(names(&list), expected, "{queries}");
        }
    }
}

#[tokio::test]
async fn sorts_by_column_and_else_by_creation() {
    let by = |column: &str, asc: bool| {
        let column = format!("ACTION_FIELD_NAME_{column}");
        json!({ "sortingColumn": column, "query": { "asc": asc } })
    };
    let server = Server::start().await;
    for api in server.each_family().await {
        for name in ["bravo", "delta", "alpha", "charlie"] {
            let id = api.create(name).await;
            if name == "delta" {
                api.call("DeactivateAction", json!({ "id": id })).await.ok();
            }
        }
        let created = ["bravo", "delta", "alpha", "charlie"];
        let cases = [
            (json!({}), created),
            (json!({ "query": { "asc": true } }), created),
            (by("UNSPECIFIED", true), created),
            (by("NAME", true), ["alpha", "bravo", "charlie", "delta"]),
            (by("NAME", false), ["delta", "charlie", "bravo", "alpha"]),
            (by("ID", true), created),
            (by("ID", false), ["charlie", "alpha", "delta", "bravo"]),
        ];
        for (request, expected) in cases {
            let list = api.call("ListActions", request.clone()).await;
            assert_eq!(names(&list), expected, "{request}");
        }
        let first = |list: &Answer| String::from(names(list)[0]);
        let ascending = api.call("ListActions", by("STATE", true)).await;
        let descending = api.call("ListActions", by("STATE", false)).await;
        let ends = [first(&ascending), first(&descending)];
        assert_eq!(
            ends.iter().filter(|name| *name == "delta").count(),
            1,
            "{ends:?}"
        );
    }
}

#[tokio::test]
async fn pages_and_tells_the_total() {
    // Offset, limit, and the names that come.
    let cases: &[(u64, u32, &[&str])] = &[
        (0, 2, &["delta", "Alpha"]),
        (1, 2, &["Alpha", "charlie"]),
        (7, 2, &["ÄÖ"]),
        (0, 1000, &NAMES),
        (8, 0, &[]),
        (100, 5, &[]),
        (u64::MAX >> 1, 1, &[]),
    ];
    let server = Server::start().await;
    for api in server.each_family().await {
        create_all(&api).await;
        for (offset, limit, expected) in cases {
            let query = json!({ "offset": offset.to_string(), "limit": limit });
            let list = api.call("ListActions", json!({ "query": query })).await;
            assert_eq!(names(&list), *expected, "{query}");
            assert_eq!(total(&list), NAMES.len(), "{query}");
        }
    }
}

#[tokio::test]
async fn a_page_has_a_limit() {
    let server = Server::start().await;
    for api in server.each_family().await {
        for limit in [1001, u32::MAX] {
            let request = json!({ "query": { "limit": limit } });
            let exceeded = "* (QUERY-4M0fs)";
            refused(
                &api,
                &[("ListActions", request, Code::InvalidArgument, exceeded)],
            )
            .await;
        }
        let request = json!({ "query": { "offset": "9223372036854775808" } });
        let answer = api.call("ListActions", request).await;
        answer.has_code(Code::InvalidArgument);
        assert!(
            answer.message.to_lowercase().contains("offset"),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn without_a_limit_a_page_has_a_thousand() {
    let server = Server::start().await;
    server.add_actions(1001).await;
    for protocol in Protocol::FAMILIES {
        let list = server.api(protocol).call("ListActions", json!({})).await;
        assert_eq!((names(&list).len(), total(&list)), (1000, 1001));
    }
}

#[tokio::test]
async fn an_entry_is_the_action_as_it_reads_alone() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let id = api.create("alone").await;
        let action = api.action(&id).await;
        api.call("ListActions", json!({})).await.is(&json!({
            "details": { "totalResult": "1", "viewTimestamp": "<timestamp>" },
            "result": [action],
        }));
    }
}

async fn create_all(api: &Api) -> Vec<String> {
    let mut ids = Vec::new();
    for name in NAMES {
        ids.push(api.create(name).await);
    }
    api.call("DeactivateAction", json!({ "id": ids[2] }))
        .await
        .ok();
    ids
}

#[track_caller]
fn names(list: &Answer) -> Vec<&str> {
    let result = list.ok()["result"].as_array().into_iter().flatten();
    result
        .map(|action| action["name"].as_str().unwrap())
        .collect()
}

#[track_caller]
fn total(list: &Answer) -> usize {
    let total = list.ok()["details"]["totalResult"].as_str();
    total.map_or(0, |total| total.parse().unwrap())
}
