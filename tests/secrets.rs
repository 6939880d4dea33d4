//! Secrets: set, listed and deleted through the API, read by scripts alone.

use serde_json::{Value, json};

use crate::support::{Answer, Api, Code, Protocol, Server};

const VALUE: &str = "hunter2-hunter2";

/// Uses a secret in every way in which it could leave, and as it is meant to.
const SCRIPT: &str = "function useIt(ctx, api) {
  const value = require('portcullis/secrets').get('API_KEY')
  require('zitadel/log').log('the key is ' + value)
  require('zitadel/log').log(JSON.stringify({ value: value }))
  api.v1.claims.setClaim('length', value === null ? -1 : value.length)
  if (value !== null) throw new Error('no good: ' + value)
}";

async fn set(api: &Api, name: &str, value: &str) -> Answer {
    let request = json!({ "name": name, "value": value });
    api.call("SetSecret", request).await
}

async fn names(api: &Api) -> Vec<String> {
    let answer = api.call("ListSecrets", json!({})).await;
    let listed = answer.ok()["secrets"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let name = |secret: &Value| {
        assert!(secret["changeDate"].is_string(), "{secret}");
        assert_eq!(secret.as_object().unwrap().len(), 2, "{secret}");
        secret["name"].as_str().unwrap().to_owned()
    };
    listed.iter().map(name).collect()
}

#[tokio::test]
async fn they_are_set_listed_and_deleted() {
    let server = Server::start().await;
    for api in server.each_family().await {
        assert!(names(&api).await.is_empty());
        set(&api, "b", VALUE).await.ok();
        set(&api, "a.b-C_1", VALUE).await.ok();
        set(&api, "b", "another").await.ok();
        assert_eq!(names(&api).await, ["a.b-C_1", "b"]);
        let b = json!({ "name": "b" });
        api.call("DeleteSecret", b.clone()).await.ok();
        assert_eq!(names(&api).await, ["a.b-C_1"]);
        let gone = api.call("DeleteSecret", b).await;
        gone.refused(Code::NotFound, "Secret not found (SECRET-Nf4nd)");
    }
}

#[tokio::test]
async fn what_does_not_fit_is_refused() {
    let server = Server::start().await;
    let long = "x".repeat(101);
    for api in server.each_family().await {
        set(&api, "a", &"é".repeat(4096)).await.ok();
        for (name, value, says) in [
            (
                "a",
                "",
                "invalid SetSecretRequest.Value: value length must be at least 1 runes",
            ),
            (
                "a",
                &"x".repeat(8193),
                "invalid SetSecretRequest.Value: value length must be at most 8192 bytes",
            ),
            (
                "a b",
                "x",
                "invalid SetSecretRequest.Name: value must contain only letters, digits, '_', '-' and '.'",
            ),
            (
                &*long,
                "x",
                "invalid SetSecretRequest.Name: value length must be between 1 and 100 runes, inclusive",
            ),
        ] {
            set(&api, name, value)
                .await
                .refused(Code::InvalidArgument, says);
        }
    }
}

#[tokio::test]
async fn there_is_room_for_a_hundred() {
    let server = Server::start().await;
    let api = server.api(Protocol::Grpc);
    for number in 0..100 {
        set(&api, &format!("s{number}"), "x").await.ok();
    }
    let full = "an organisation has at most 100 secrets (SECRET-Fu1ll)";
    set(&api, "more", "x")
        .await
        .refused(Code::FailedPrecondition, full);
    set(&api, "s1", "y").await.ok();
}

#[tokio::test]
async fn a_script_reads_them_and_the_answer_does_not_tell() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let action =
            json!({ "name": "useIt", "script": SCRIPT, "timeout": "5s", "allowedToFail": true });
        let created = api.call("CreateAction", action).await;
        let id = created.ok()["id"].as_str().unwrap().to_owned();
        api.set_trigger("2", "4", &[&id]).await;
        let execute = json!({ "flowType": 2, "triggerType": 4, "context": {} });
        let answer = api.call("ExecuteTrigger", execute.clone()).await;
        assert_eq!(
            answer.ok()["finalClaims"]["length"],
            -1,
            "there is none yet"
        );

        set(&api, "API_KEY", VALUE).await.ok();
        let answer = api.call("ExecuteTrigger", execute.clone()).await;
        let answer = answer.ok();
        assert_eq!(answer["finalClaims"]["length"], 15.0, "{answer}");
        let result = &answer["results"][0];
        assert_eq!(result["logs"][1]["message"], "the key is ***");
        assert_eq!(result["logs"][2]["message"], "{\"value\":\"***\"}");
        let message = result["error"]["message"].as_str().unwrap();
        assert!(message.contains("no good: ***"), "{message}");
        assert!(!answer.to_string().contains("hunter2"), "{answer}");

        let stranger = server.add_org(&format!("{:?}", api.protocol)).await;
        assert!(names(&api.in_org(&stranger)).await.is_empty());
    }
}

#[tokio::test]
async fn actions_that_are_tried_see_placeholders() {
    let server = Server::start().await;
    let script = "function f(ctx, api) {
      const secrets = require('portcullis/secrets')
      api.v1.claims.setClaim('seen', [secrets.get('API_KEY'), secrets.get('not a name')])
    }";
    let request = json!({
        "flowType": 2, "triggerType": 4,
        "actions": [{ "name": "f", "script": script }],
    });
    for api in server.each_family().await {
        set(&api, "API_KEY", VALUE).await.ok();
        let answer = api.call("TestAction", request.clone()).await;
        let seen = json!(["placeholder:API_KEY", null]);
        assert_eq!(answer.ok()["finalClaims"]["seen"], seen, "{answer:?}");
    }
}

#[tokio::test]
async fn who_may_what() {
    let server = Server::start().await;
    let org = &*server.default_org;
    for (role, may_write, may_read) in [
        ("ORG_OWNER", true, true),
        ("IAM_ORG_MANAGER", true, true),
        ("ORG_OWNER_VIEWER", false, true),
        ("ORG_ACTION_EXECUTOR", false, false),
        ("ORG_USER_MANAGER", false, false),
    ] {
        let token = server.add_user(org, &[role]).await;
        let api = Api::new(server.addr, Protocol::ConnectJson, &token);
        let allowed = [
            (set(&api, "a", "x").await, may_write),
            (api.call("ListSecrets", json!({})).await, may_read),
            (
                api.call("DeleteSecret", json!({ "name": "a" })).await,
                may_write,
            ),
        ];
        for (at, (answer, allowed)) in allowed.iter().enumerate() {
            let expected = if *allowed {
                0
            } else {
                Code::PermissionDenied as i32
            };
            assert_eq!(answer.code, expected, "{role} {at}: {answer:?}");
        }
    }
}

/// REST has the name in the path; one in the body does not count.
#[tokio::test]
async fn the_path_names_the_secret() {
    let server = Server::start().await;
    let api = server.api(Protocol::Rest);
    set(&api, "in.the-path", VALUE).await.ok();
    assert_eq!(names(&api).await, ["in.the-path"]);
    let slash = set(&api, "a%2Fb", VALUE).await;
    assert_eq!(slash.code, Code::InvalidArgument as i32, "{slash:?}");
}
