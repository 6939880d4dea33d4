//! Running actions: those that are stored, and some to be tried.

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use crate::support::{Answer, Api, Code, Protocol, Server, h1};

/// Sets a claim to what the action before it left there.
const SCRIPT: &str = "function addClaim(ctx, api) {
  const roles = ctx.v1.claims ? ctx.v1.claims.roles : undefined
  api.v1.claims.setClaim('greeting', 'hello ' + ctx.v1.getUser().username)
  require('zitadel/log').log('roles: ' + roles)
}";

/// Who logs in.
fn context() -> Value {
    json!({ "user": { "id": "7", "username": "minnie", "human": { "firstName": "Minnie" } } })
}

async fn create(api: &Api, name: &str, script: &str) -> String {
    let request = json!({ "name": name, "script": script, "timeout": "5s" });
    let answer = api.call("CreateAction", request).await;
    answer.ok()["id"].as_str().unwrap().to_owned()
}

async fn execute(api: &Api) -> Answer {
    let request = json!({ "flowType": 2, "triggerType": 4, "context": context() });
    api.call("ExecuteTrigger", request).await
}

#[tokio::test]
async fn the_stored_actions_of_a_trigger_run() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let answer = execute(&api).await;
        let answer = answer.ok();
        assert_eq!(answer["outcome"], "OUTCOME_COMPLETED", "{answer}");
        assert!(answer["results"].as_array().is_none_or(Vec::is_empty));

        let first = create(&api, "addClaim", SCRIPT).await;
        let skipped = create(&api, "skipped", "function skipped() { throw 'no' }").await;
        let failing = create(&api, "failing", "function failing() { throw 'stop' }").await;
        api.set_trigger("2", "4", &[&first, &skipped]).await;
        let off = api.call("DeactivateAction", json!({ "id": skipped })).await;
        off.ok();
        let answer = execute(&api).await;
        let answer = answer.ok();
        assert_eq!(answer["outcome"], "OUTCOME_COMPLETED", "{answer}");
        assert_eq!(answer["finalClaims"]["greeting"], "hello minnie");
        let outcomes = outcomes(answer);
        let expected = [
            "ACTION_OUTCOME_SUCCEEDED",
            "ACTION_OUTCOME_SKIPPED_INACTIVE",
        ];
        assert_eq!(outcomes, expected);
        assert_eq!(answer["results"][0]["actionId"], first);
        assert_eq!(
            answer["results"][0]["logs"][1]["message"],
            "roles: undefined"
        );

        api.set_trigger("2", "4", &[&failing, &first]).await;
        let answer = execute(&api).await;
        let answer = answer.ok();
        assert_eq!(answer["outcome"], "OUTCOME_ABORTED", "{answer}");
        assert_eq!(
            answer["abortError"]["message"],
            "stop at failing (<eval>:1:22)"
        );
        assert_eq!(answer["discardMutations"], true);
    }
}

fn outcomes(answer: &Value) -> Vec<&str> {
    let results = answer["results"].as_array().unwrap().iter();
    results.map(|it| it["outcome"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn who_may_run_what() {
    let server = Server::start().await;
    let admin = server.api(Protocol::Grpc);
    let org = &*server.default_org;
    let test = json!({
        "flowType": 2, "triggerType": 4,
        "actions": [{ "name": "addClaim", "script": SCRIPT }],
    });
    for (role, may_execute, may_test, may_read) in [
        ("ORG_ACTION_EXECUTOR", true, false, false),
        ("ORG_OWNER", true, true, true),
        ("ORG_OWNER_VIEWER", false, false, true),
        ("IAM_ORG_MANAGER", false, true, true),
        ("ORG_USER_MANAGER", false, false, false),
    ] {
        let token = server.add_user(org, &[role]).await;
        for protocol in Protocol::FAMILIES {
            let api = Api::new(server.addr, protocol, &token);
            let allowed = [
                (execute(&api).await, may_execute),
                (api.call("TestAction", test.clone()).await, may_test),
                (
                    api.call("LintAction", json!({ "name": "f" })).await,
                    may_read,
                ),
                (api.call("ListActions", json!({})).await, may_read),
            ];
            for (at, (answer, allowed)) in allowed.iter().enumerate() {
                let code = if *allowed {
                    0
                } else {
                    Code::PermissionDenied as i32
                };
                assert_eq!(answer.code, code, "{role} {protocol:?} {at}: {answer:?}");
            }
        }
    }
    let elsewhere = admin.call("AddOrg", json!({ "name": "elsewhere" })).await;
    let elsewhere = elsewhere.ok()["id"].as_str().unwrap().to_owned();
    let token = server.add_user(org, &["ORG_ACTION_EXECUTOR"]).await;
    let api = Api::new(server.addr, Protocol::Rest, &token).in_org(&elsewhere);
    execute(&api)
        .await
        .refused(Code::NotFound, "membership not found (AUTHZ-cdgFk)");
}

#[tokio::test]
async fn actions_are_tried_with_mocks() {
    let server = Server::start().await;
    let script = "function f(ctx, api) {
      const answer = require('zitadel/http').fetch('https://api.example.com/users/7')
      api.v1.claims.setClaim('plan', answer.json().plan)
    }";
    let request = json!({
        "flowType": 2, "triggerType": 5,
        "actions": [{ "name": "f", "script": script }],
        "test": { "httpMocks": [
            { "urlPattern": "https://api.example.com/*", "body": "{\"plan\":\"gold\"}" },
        ] },
    });
    let mut without = request.clone();
    without["test"] = json!({});
    for api in server.each_family().await {
        let answer = api.call("TestAction", request.clone()).await;
        let answer = answer.ok();
        assert_eq!(answer["finalClaims"], json!({ "plan": "gold" }), "{answer}");
        assert_eq!(answer["results"][0]["httpCalls"][0]["mocked"], true);
        assert_eq!(
            api.call("ListActions", json!({})).await.ok()["result"],
            Value::Null
        );

        let answer = api.call("TestAction", without.clone()).await;
        let message = &answer.ok()["abortError"]["message"];
        let told = message.as_str().unwrap();
        assert!(
            told.contains("no mock fits GET https://api.example.com/users/7"),
            "{told}"
        );
    }
}

#[tokio::test]
async fn bad_requests_are_told_by_field() {
    let server = Server::start().await;
    let long = "x".repeat(40_001);
    let action = |name: &str, script: &str| json!([{ "name": name, "script": script }]);
    let tried = |actions: Value| json!({ "flowType": 2, "triggerType": 4, "actions": actions });
    let with_context =
        |context: Value| json!({ "flowType": 1, "triggerType": 1, "context": context });
    let with_now = |now: &str| {
        let mut request = tried(json!([{ "name": "f", "script": "" }]));
        request["test"] = json!({ "now": now });
        request
    };
    let deny = json!({ "httpPolicy": { "denyList": ["10.0.0.0/99"] } });
    let cases = [
        (
            "ExecuteTrigger",
            json!({ "flowType": 9, "triggerType": 1 }),
            "invalid flow_type: there is no flow 9; there are 1 to 4",
        ),
        (
            "ExecuteTrigger",
            json!({ "flowType": 2, "triggerType": 1 }),
            "invalid trigger_type: flow 2 has no trigger 1; it has 4, 5",
        ),
        (
            "TestAction",
            tried(json!([])),
            "invalid actions: there must be 1 to 50",
        ),
        (
            "TestAction",
            tried(action("", "x")),
            "invalid actions[0].name: needs 1 to 200 characters",
        ),
        (
            "TestAction",
            tried(action("f", &long)),
            "invalid actions[0].script: has more than 40000 bytes",
        ),
        (
            "TestAction",
            tried(json!([{ "name": "f", "script": "", "timeout": "20.1s" }])),
            "invalid actions[0].timeout: value must be inside range [0s, 20s]",
        ),
        (
            "LintAction",
            json!({ "script": "function f() {}" }),
            "invalid name: needs 1 to 200 characters",
        ),
        (
            "LintAction",
            json!({ "name": "f", "profile": 3 }),
            "invalid profile: there is no profile 3; there are 1 and 2",
        ),
        (
            "ExecuteTrigger",
            with_context(json!({ "providerKind": 99 })),
            "invalid context.provider_kind: there is no kind 99 of providers",
        ),
        (
            "ExecuteTrigger",
            with_context(json!({ "idTokenClaimsJson": "{bad" })),
            "invalid context.id_token_claims_json: key must be a string",
        ),
        (
            "TestAction",
            with_now("1969-12-31T23:59:59Z"),
            "invalid test.now: is out of range: it begins with 1970",
        ),
        (
            "LintAction",
            json!({ "name": "f", "flowType": 2, "triggerType": 6 }),
            "invalid trigger_type: flow 2 has no trigger 6; it has 4, 5",
        ),
        (
            "ExecuteTrigger",
            json!({ "flowType": 2, "triggerType": 4, "options": deny }),
            "invalid options.http_policy.deny_list: ",
        ),
        (
            "ExecuteTrigger",
            json!({ "flowType": 2, "triggerType": 4, "options": { "profile": 3 } }),
            "invalid options.profile: there is no profile 3; there are 1 and 2",
        ),
    ];
    for api in server.each_family().await {
        for (method, request, message) in &cases {
            let answer = api.call(method, request.clone()).await;
            assert_eq!(answer.code, Code::InvalidArgument as i32, "{answer:?}");
            assert!(answer.message.starts_with(message), "{answer:?}");
        }
    }
}

/// A path and a body, and what the answer says of a name that an enum does not have.
const UNKNOWN_NAMES: [(&str, &str, &str); 6] = [
    (
        "/runtime/v1/flows/FLOW_TYPE_TOKENS/triggers/4:execute",
        "{}",
        "invalid path value \"FLOW_TYPE_TOKENS\" for flow_type: expected a number or one of \
         FLOW_TYPE_UNSPECIFIED, FLOW_TYPE_EXTERNAL_AUTHENTICATION, ",
    ),
    (
        "/runtime/v1/flows/2/triggers/4:execute",
        r#"{"options":{"profile":"LENIENT"}}"#,
        "invalid JSON body: options.profile: expected a number or one of PROFILE_UNSPECIFIED, PROFILE_GOJA, \
         PROFILE_LENIENT, not \"LENIENT\" at line 1 column 31",
    ),
    (
        "/runtime/v1/executions?outcome=FAILED",
        "",
        "invalid query value \"FAILED\" for outcome: expected a number or one of ACTION_OUTCOME_UNSPECIFIED, ",
    ),
    (
        "/portcullis.runtime.v1.RuntimeService/ExecuteTrigger",
        r#"{"flowType":"2"}"#,
        "invalid JSON body: flowType: expected a number or one of FLOW_TYPE_UNSPECIFIED, ",
    ),
    (
        "/portcullis.runtime.v1.RuntimeService/ListExecutions",
        r#"{"outcome":"FAILED"}"#,
        "invalid JSON body: outcome: expected a number or one of ACTION_OUTCOME_UNSPECIFIED, ",
    ),
    // what is no name of an enum is not looked at, as everywhere
    (
        "/runtime/v1/flows/2/triggers/4:execute",
        r#"{"users":1}"#,
        "",
    ),
];

#[tokio::test]
async fn unknown_names_of_enums_are_refused() {
    let server = Server::start().await;
    for (path, body, says) in UNKNOWN_NAMES {
        let verb = if body.is_empty() { "GET" } else { "POST" };
        let request = Request::builder()
            .method(verb)
            .uri(path)
            .header("authorization", format!("Bearer {}", server.admin_token))
            .header("content-type", "application/json")
            .body(Bytes::from(body));
        let reply = h1(server.addr, request.unwrap()).await;
        let answer = reply.json();
        let status = if says.is_empty() { 200 } else { 400 };
        assert_eq!(reply.status, status, "{path} {body}: {answer}");
        let message = answer["message"].as_str().unwrap_or_default();
        assert!(message.starts_with(says), "{path} {body}: {answer}");
    }
}

#[tokio::test]
async fn a_call_ends_with_its_deadline_and_the_next_one_works() {
    let server = Server::start().await;
    let script = "function f() { while (true) {} }";
    let request = json!({
        "flowType": 2, "triggerType": 4,
        "actions": [{ "name": "f", "script": script }],
    });
    for api in server.each_family().await {
        let answer = api.call_within(100, "TestAction", request.clone()).await;
        assert_eq!(answer.code, 4, "{answer:?}");
        assert_eq!(execute(&api).await.ok()["outcome"], "OUTCOME_COMPLETED");
    }
}

#[tokio::test]
async fn findings_are_told_and_stop_nothing() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let request = json!({ "name": "f", "script": "function g(ctx, api) {}" });
        let answer = api.call("LintAction", request.clone()).await;
        let finding = &answer.ok()["findings"][0];
        assert_eq!(finding["rule"], "function-not-found", "{finding}");
        assert_eq!(
            (&finding["line"], &finding["column"]),
            (&json!(1), &json!(10))
        );

        let lenient = json!({ "name": "f", "script": "async function f() {}", "profile": 2 });
        let answer = api.call("LintAction", lenient).await;
        assert!(answer.ok()["findings"].as_array().is_none_or(Vec::is_empty));

        let stored = api.call("CreateAction", request).await;
        let id = stored.ok()["id"].as_str().unwrap();
        check_header(&stored, &["function-not-found"]);
        let better = json!({ "id": id, "name": "f", "script": "function f(ctx, api) {}" });
        check_header(&api.call("UpdateAction", better).await, &[]);
    }
}

/// The rules of the findings in the header.
#[track_caller]
fn check_header(answer: &Answer, expected: &[&str]) {
    answer.ok();
    let found = answer.headers.get("x-portcullis-findings");
    let found = found.map_or("[]", |value| value.to_str().unwrap());
    let found: Vec<Value> = serde_json::from_str(found).unwrap();
    let rules: Vec<_> = found
        .iter()
        .map(|it| it["rule"].as_str().unwrap())
        .collect();
    assert_eq!(rules, expected);
}
