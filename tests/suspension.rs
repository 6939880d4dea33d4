//! Suspended triggers: nothing runs there, and nothing else changes.

use serde_json::{Value, json};

use crate::support::{Answer, Api, Code, Protocol, Server};

const SCRIPT: &str = "function f(ctx, api) { api.v1.claims.setClaim('ran', true) }";

fn place(trigger: u8) -> Value {
    json!({ "flowType": 2, "triggerType": trigger })
}

async fn suspend(api: &Api, trigger: u8, reason: &str) -> Answer {
    let mut request = place(trigger);
    request["reason"] = reason.into();
    api.call("SuspendTrigger", request).await
}

async fn resume(api: &Api, trigger: u8) -> Answer {
    api.call("ResumeTrigger", place(trigger)).await
}

/// All that is suspended.
async fn suspended(api: &Api) -> Vec<Value> {
    let answer = api.call("ListSuspensions", json!({})).await;
    let listed = &answer.ok()["suspensions"];
    listed.as_array().cloned().unwrap_or_default()
}

async fn runs(api: &Api, trigger: u8) -> bool {
    let answer = api.call("ExecuteTrigger", place(trigger)).await;
    let answer = answer.ok();
    assert_eq!(answer["outcome"], "OUTCOME_COMPLETED", "{answer}");
    answer["finalClaims"]["ran"] == true
}

#[tokio::test]
async fn nothing_runs_until_it_is_resumed() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let action = json!({ "name": "f", "script": SCRIPT, "timeout": "5s" });
        let created = api.call("CreateAction", action).await;
        let id = created.ok()["id"].as_str().unwrap().to_owned();
        api.set_trigger("2", "4", &[&id]).await;
        api.set_trigger("2", "5", &[&id]).await;
        let flow = api.flow("2").await;
        assert!(runs(&api, 4).await);

        suspend(&api, 4, "nobody gets in").await.ok();
        assert!(!runs(&api, 4).await);
        assert!(runs(&api, 5).await);
        assert_eq!(api.flow("2").await, flow);
        let again = suspend(&api, 4, "").await;
        again.refused(
            Code::FailedPrecondition,
            "Trigger is already suspended (SUSPEND-Al7dy)",
        );

        let listed = suspended(&api).await;
        assert_eq!(listed.len(), 1, "{listed:?}");
        assert_eq!(listed[0]["flowType"], "FLOW_TYPE_CUSTOMISE_TOKEN");
        assert_eq!(
            listed[0]["triggerType"],
            "TRIGGER_TYPE_PRE_USERINFO_CREATION"
        );
        assert_eq!(listed[0]["reason"], "nobody gets in");
        assert!(listed[0]["suspensionDate"].is_string() && listed[0]["suspendedBy"].is_string());

        // Clearing and setting anew does not end it.
        api.call("ClearFlow", json!({ "type": "2" })).await.ok();
        api.set_trigger("2", "4", &[&id]).await;
        assert!(!runs(&api, 4).await);
        resume(&api, 4).await.ok();
        assert!(runs(&api, 4).await);
        assert_eq!(suspended(&api).await, [Value::Null; 0]);
        resume(&api, 4).await.refused(
            Code::FailedPrecondition,
            "Trigger is not suspended (SUSPEND-No7su)",
        );
    }
}

#[tokio::test]
async fn what_does_not_fit_is_refused() {
    let server = Server::start().await;
    for api in server.each_family().await {
        suspend(&api, 4, &"é".repeat(201)).await.refused(
            Code::InvalidArgument,
            "invalid SuspendTriggerRequest.Reason: value length must be at most 200 runes",
        );
        for trigger in [0, 1, 9] {
            for answer in [
                suspend(&api, trigger, "").await,
                resume(&api, trigger).await,
            ] {
                assert_eq!(answer.code, Code::InvalidArgument as i32, "{answer:?}");
            }
        }
        suspend(&api, 4, &"é".repeat(200)).await.ok();
    }
}

#[tokio::test]
async fn who_may_what() {
    let server = Server::start().await;
    let org = &*server.default_org;
    for (role, allowed, may_list) in [
        ("ORG_OWNER", true, true),
        ("IAM_ORG_MANAGER", true, true),
        ("ORG_OWNER_VIEWER", false, true),
        ("ORG_ACTION_EXECUTOR", false, false),
    ] {
        let token = server.add_user(org, &[role]).await;
        let api = Api::new(server.addr, Protocol::Rest, &token);
        let listed = api.call("ListSuspensions", json!({})).await;
        assert_eq!(listed.code == 0, may_list, "{role}: {listed:?}");
        for answer in [suspend(&api, 4, "").await, resume(&api, 4).await] {
            let expected = if allowed {
                0
            } else {
                Code::PermissionDenied as i32
            };
            assert_eq!(answer.code, expected, "{role}: {answer:?}");
        }
    }
}
