//! An organisation's actions and flows do not exist for another one.

use serde_json::json;

use crate::support::{Api, Code, Refusal, Server, refused, unknown_action};

#[tokio::test]
async fn an_id_of_another_organisation_is_unknown_to_every_method() {
    let server = Server::start().await;
    let stranger_org = server.add_org("strangers").await;
    for api in server.each_family().await {
        let id = api.create("mine").await;
        api.set_trigger("1", "1", &[&id]).await;
        let before = (api.action(&id).await, api.flow("1").await);

        let stranger = api.in_org(&stranger_org);
        refused(&stranger, &refusals(&id)).await;
        let query = json!({ "queries": [{ "actionIdQuery": { "id": id } }] });
        for request in [json!({}), query] {
            assert!(stranger.call("ListActions", request).await.ok()["result"].is_null());
        }
        assert_eq!(stranger.flow("1").await["details"], json!({}));

        assert_eq!((api.action(&id).await, api.flow("1").await), before);
    }
}

#[tokio::test]
async fn names_and_sequences_are_each_organisations_own() {
    let server = Server::start().await;
    let apis = server.each_family().await;
    let mut flows = Vec::new();
    for api in &apis {
        let id = api.create("same name").await;
        flows.push(details_after_setting(api, &id).await);
        assert_eq!(api.action(&id).await["details"]["resourceOwner"], api.org());
    }
    assert!(flows.iter().all(|sequence| sequence == "6"), "{flows:?}");
}

/// What an action's id and the flow that names it come to elsewhere.
fn refusals(id: &str) -> Vec<Refusal<'static>> {
    let set = json!({ "flowType": "1", "triggerType": "1", "actionIds": [id] });
    let clear = json!({ "type": "1" });
    let failed = Code::FailedPrecondition;
    let mut all = Vec::from(unknown_action(id));
    all.extend([
        (
            "SetTriggerActions",
            set,
            failed,
            "ActionIDs do not exist (COMMAND-dg422)",
        ),
        (
            "ClearFlow",
            clear,
            failed,
            "Flow is already empty (COMMAND-DgGh3)",
        ),
    ]);
    all
}

async fn details_after_setting(api: &Api, id: &str) -> String {
    let set = api.set_trigger("2", "5", &[id]).await;
    String::from(set.sequence())
}
