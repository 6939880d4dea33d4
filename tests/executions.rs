//! The log of how actions ran: listing and watching.

use serde_json::{Value, json};

use crate::support::{Answer, Api, Code, Protocol, Refusal, Server, Told, Watch, refused};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

async fn create(api: &Api, name: &str, body: &str) -> String {
    let script = format!("function {name}(ctx, api) {{ {body} }}");
    let request = json!({ "name": name, "script": script, "timeout": "5s" });
    let answer = api.call("CreateAction", request).await;
    answer.ok()["id"].as_str().unwrap().to_owned()
}

/// An action that logs, one that is not active, one that fails and one behind it; their ids.
async fn prepare(api: &Api) -> Vec<String> {
    let logs = "require('zitadel/log').log('a line')";
    let mut ids = Vec::new();
    for (name, body) in [
        ("logs", logs),
        ("off", ""),
        ("fails", "throw 'no'"),
        ("late", ""),
    ] {
        ids.push(create(api, name, body).await);
    }
    let off = api.call("DeactivateAction", json!({ "id": ids[1] })).await;
    off.ok();
    let all: Vec<_> = ids.iter().map(String::as_str).collect();
    api.set_trigger("2", "4", &all).await;
    ids
}

async fn execute(api: &Api) {
    let request = json!({ "flowType": 2, "triggerType": 4 });
    let parent = format!("00-{TRACE}-b7ad6b7169203331-01");
    let headers = [("traceparent", &*parent)];
    let answer = api.call_with("ExecuteTrigger", request, &headers).await;
    assert_eq!(answer.ok()["outcome"], "OUTCOME_ABORTED");
}

async fn list(api: &Api, request: Value) -> Vec<Value> {
    let answer = api.call("ListExecutions", request).await;
    let answer = answer.ok();
    assert!(answer["dropped"].is_null(), "{answer}");
    answer["executions"].as_array().cloned().unwrap_or_default()
}

/// The names of the actions that ran.
async fn names(api: &Api, request: Value) -> Vec<String> {
    let executions = list(api, request).await;
    let name = |it: &Value| it["actionName"].as_str().unwrap().to_owned();
    executions.iter().map(name).collect()
}

#[tokio::test]
async fn runs_are_listed() {
    let server = Server::start().await;
    for api in server.each_family().await {
        assert!(list(&api, json!({})).await.is_empty());
        let ids = prepare(&api).await;
        execute(&api).await;
        let listed = list(&api, json!({})).await;
        let seen: Vec<_> = listed
            .iter()
            .map(|it| {
                (
                    it["actionId"].as_str().unwrap(),
                    it["outcome"].as_str().unwrap(),
                )
            })
            .collect();
        let expected = [
            (&*ids[3], "ACTION_OUTCOME_NOT_RUN"),
            (&*ids[2], "ACTION_OUTCOME_FAILED"),
            (&*ids[1], "ACTION_OUTCOME_SKIPPED_INACTIVE"),
            (&*ids[0], "ACTION_OUTCOME_SUCCEEDED"),
        ];
        assert_eq!(seen, expected);
        check_first(&listed[3], api.action(&ids[0]).await);
        let failed = &listed[1]["error"];
        assert_eq!(failed["kind"], "ERROR_KIND_EXCEPTION", "{failed}");
        let message = failed["message"].as_str().unwrap();
        assert!(message.starts_with("no at fails"), "{message}");
    }
}

/// The run of the action that logs.
#[track_caller]
fn check_first(listed: &Value, action: Value) {
    assert_eq!(listed["actionName"], "logs");
    assert_eq!(listed["actionSequence"], action["details"]["sequence"]);
    assert_eq!(listed["flowType"], "FLOW_TYPE_CUSTOMISE_TOKEN");
    assert_eq!(listed["triggerType"], "TRIGGER_TYPE_PRE_USERINFO_CREATION");
    assert_eq!(listed["traceId"], TRACE);
    assert!(listed["error"].is_null());
    let lines: Vec<_> = listed["logs"].as_array().unwrap().iter().collect();
    let messages: Vec<_> = lines.iter().map(|it| it["message"].clone()).collect();
    assert_eq!(
        messages,
        ["action run started", "a line", "action run succeeded"]
    );
    assert_eq!(listed["started"], lines[0]["logDate"]);
    assert_eq!(listed["took"], lines[2]["took"]);
    assert_eq!(lines[1]["fromScript"], true);
}

#[tokio::test]
async fn lists_are_filtered_and_paged() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let ids = prepare(&api).await;
        execute(&api).await;
        execute(&api).await;
        let all = list(&api, json!({})).await;
        let (first, second) = (all[7].clone(), all[3].clone());

        let of_action = json!({ "actionId": ids[2] });
        assert_eq!(names(&api, of_action).await, ["fails", "fails"]);
        let by_outcome = json!({ "outcome": "ACTION_OUTCOME_NOT_RUN", "limit": 1 });
        assert_eq!(names(&api, by_outcome).await, ["late"]);
        let both = json!({ "actionId": ids[2], "outcome": "ACTION_OUTCOME_SUCCEEDED" });
        assert!(list(&api, both).await.is_empty());

        let since = json!({ "from": second["started"] });
        assert_eq!(list(&api, since).await, all[..4]);
        let until = json!({ "to": second["started"] });
        assert_eq!(list(&api, until).await, all[4..]);
        let between = json!({ "from": first["started"], "to": first["started"] });
        assert!(list(&api, between).await.is_empty());

        let mut seen = Vec::new();
        let mut page = list(&api, json!({ "limit": 3 })).await;
        while let Some(last) = page.last().cloned() {
            seen.append(&mut page);
            page = list(&api, json!({ "limit": 3, "before": last["number"] })).await;
        }
        assert_eq!(seen, all);
    }
}

#[tokio::test]
async fn what_is_only_tried_is_not_logged() {
    let server = Server::start().await;
    let api = server.api(Protocol::Rest);
    let script = "function f() {}";
    let request = json!({
        "flowType": 2, "triggerType": 4, "actions": [{ "name": "f", "script": script }],
    });
    api.call("TestAction", request).await.ok();
    assert!(list(&api, json!({})).await.is_empty());
}

#[tokio::test]
async fn runs_of_another_organisation_are_not_seen() {
    let server = Server::start().await;
    let apis = server.each_family().await;
    let other = apis[0].in_org(&server.add_org("other").await);
    prepare(&other).await;
    for api in &apis {
        let mut watch = Watch::open(api, &json!({})).await;
        prepare(api).await;
        execute(&other).await;
        execute(api).await;
        assert_eq!(list(api, json!({})).await.len(), 4);
        for name in ["logs", "off", "fails", "late"] {
            let told = watch.message().await;
            assert_eq!(told["execution"]["actionName"], name, "{told}");
        }
        let own = list(api, json!({ "limit": 1 })).await;
        execute(&other).await;
        assert_eq!(list(api, json!({ "limit": 1 })).await, own);
    }
}

#[tokio::test]
async fn what_runs_is_told_to_who_watches() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let ids = prepare(&api).await;
        let mut all = Watch::open(&api, &json!({})).await;
        let of_action = json!({ "actionId": ids[0] });
        let mut of_action = Watch::open(&api, &of_action).await;
        let failed = json!({ "outcome": "ACTION_OUTCOME_FAILED" });
        let mut failed = Watch::open(&api, &failed).await;
        for _ in 0..2 {
            execute(&api).await;
            let mut listed = list(&api, json!({ "limit": 4 })).await;
            listed.reverse();
            for one in &listed {
                assert_eq!(all.message().await, json!({ "execution": one }));
            }
            assert_eq!(of_action.message().await["execution"], listed[0]);
            assert_eq!(failed.message().await["execution"], listed[2]);
        }
    }
}

#[tokio::test]
async fn a_stop_ends_the_watching() {
    let server = Server::start().await;
    let mut watches = Vec::new();
    for protocol in Protocol::FAMILIES {
        let watch = Watch::open(&server.api(protocol), &json!({})).await;
        watches.push(watch);
    }
    drop(server);
    for mut watch in watches {
        assert_eq!(watch.next().await, Told::End(0), "{watch:?}");
    }
}

#[tokio::test]
async fn who_may_no_longer_see_is_told_nothing_more() {
    let server = Server::start().await;
    let admin = server.api(Protocol::Grpc);
    prepare(&admin).await;
    let mut watches = Vec::new();
    for protocol in Protocol::FAMILIES {
        let token = server.token_for(60).await;
        let api = Api::new(server.addr, protocol, &token);
        watches.push(Watch::open(&api, &json!({})).await);
    }
    execute(&admin).await;
    for watch in &mut watches {
        for _ in 0..4 {
            watch.message().await;
        }
    }
    server.clock.advance(61);
    execute(&admin).await;
    for mut watch in watches {
        let end = Told::End(Code::Unauthenticated as i32);
        assert_eq!(watch.next().await, end, "{watch:?}");
    }
}

#[tokio::test]
async fn who_may_see_the_log() {
    let server = Server::start().await;
    let org = &*server.default_org;
    for (role, may) in [
        ("ORG_OWNER", true),
        ("ORG_OWNER_VIEWER", true),
        ("ORG_ACTION_EXECUTOR", false),
        ("ORG_USER_MANAGER", false),
    ] {
        let token = server.add_user(org, &[role]).await;
        for protocol in Protocol::FAMILIES {
            let api = Api::new(server.addr, protocol, &token);
            let answer: Answer = api.call("ListExecutions", json!({})).await;
            if may {
                answer.ok();
                continue;
            }
            let says = "No matching permissions found (AUTH-5mWD2)";
            answer.refused(Code::PermissionDenied, says);
            if protocol != Protocol::Rest {
                let told = Watch::open(&api, &json!({})).await.next().await;
                assert_eq!(told, Told::End(Code::PermissionDenied as i32));
            }
        }
    }
}

#[tokio::test]
async fn searches_that_make_no_sense() {
    let server = Server::start().await;
    let invalid = Code::InvalidArgument;
    let cases: [Refusal<'_>; 3] = [
        (
            "ListExecutions",
            json!({ "limit": 1001 }),
            invalid,
            "invalid limit: may be at most 1000",
        ),
        (
            "ListExecutions",
            json!({ "outcome": 6 }),
            invalid,
            "invalid outcome: there is no outcome 6; there are 1 to 5",
        ),
        (
            "ListExecutions",
            json!({ "actionId": "7".repeat(201) }),
            invalid,
            "invalid action_id: may have 200 characters",
        ),
    ];
    for api in server.each_family().await {
        refused(&api, &cases).await;
    }
}
