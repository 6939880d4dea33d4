//! `if-match`: a change is made only while the sequence is still the one the caller saw.

use serde_json::{Value, json};

use crate::support::{Answer, Api, Code, Server};

#[tokio::test]
async fn an_action_changes_only_at_the_named_sequence() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let id = api.create("guarded").await;
        let it = json!({ "id": id });
        let change = json!({ "id": id, "name": "guarded", "script": "y" });
        let steps = [
            ("UpdateAction", change, "1"),
            ("DeactivateAction", it.clone(), "2"),
            ("ReactivateAction", it.clone(), "3"),
            ("DeleteAction", it, "4"),
        ];
        for (method, request, sequence) in steps {
            let before = api.action(&id).await;
            for stale in ["0", "5", "18446744073709551615"] {
                refused(&guarded(&api, method, &request, stale).await, Code::Aborted);
            }
            for broken in ["", "x", "-1", "1.0", "*", "18446744073709551616", "1,2"] {
                refused(
                    &guarded(&api, method, &request, broken).await,
                    Code::InvalidArgument,
                );
            }
            assert_eq!(api.action(&id).await, before, "{method}");
            guarded(&api, method, &request, sequence).await.ok();
        }
    }
}

#[tokio::test]
async fn a_flow_changes_only_at_the_named_sequence() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let id = api.create("guarded").await;
        let set = json!({ "flowType": "1", "triggerType": "1", "actionIds": [id] });
        let other = json!({ "flowType": "1", "triggerType": "2", "actionIds": [id] });
        let clear = json!({ "type": "1" });
        // A flow never set is at 0; the organisation's sixth event is its first change.
        let steps = [
            ("SetTriggerActions", set.clone(), "0"),
            ("SetTriggerActions", other, "6"),
            ("ClearFlow", clear, "7"),
        ];
        for (method, request, sequence) in steps {
            let before = api.flow("1").await;
            for stale in ["5", "9"] {
                refused(&guarded(&api, method, &request, stale).await, Code::Aborted);
            }
            refused(
                &guarded(&api, method, &request, "x").await,
                Code::InvalidArgument,
            );
            assert_eq!(api.flow("1").await, before, "{method}");
            guarded(&api, method, &request, sequence).await.ok();
        }
    }
}

#[tokio::test]
async fn flows_are_guarded_one_by_one() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let id = api.create("guarded").await;
        api.set_trigger("1", "1", &[&id]).await;
        let set = json!({ "flowType": "2", "triggerType": "4", "actionIds": [id] });
        guarded(&api, "SetTriggerActions", &set, "0").await.ok();
        let clear = json!({ "type": "1" });
        guarded(&api, "ClearFlow", &clear, "6").await.ok();
    }
}

#[tokio::test]
async fn the_new_sequence_is_the_one_to_name_next() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let id = api.create("chained").await;
        let mut sequence = String::from("1");
        for script in ["a", "b", "c"] {
            let change = json!({ "id": id, "name": "chained", "script": script });
            let answer = guarded(&api, "UpdateAction", &change, &sequence).await;
            sequence = String::from(answer.sequence());
        }
        assert_eq!(sequence, "4");
    }
}

async fn guarded(api: &Api, method: &str, request: &Value, sequence: &str) -> Answer {
    api.call_with(method, request.clone(), &[("if-match", sequence)])
        .await
}

#[track_caller]
fn refused(answer: &Answer, code: Code) {
    answer.has_code(code);
    let status = if answer.protocol.has_http_status() {
        code.http_status()
    } else {
        200
    };
    assert_eq!(answer.http_status, status, "{answer:?}");
}
