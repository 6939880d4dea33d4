//! Runs over the API what the documentation of actions states.

use serde_json::json;

use crate::{
    facts::{Door, Facts},
    recorded_actions::execute,
    support::Server,
};

#[tokio::test(flavor = "multi_thread")]
async fn statements_hold_for_actions_that_are_tried() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let mut facts = Facts::new(Some(Door::Tried));
        for row in facts.rows() {
            let answer = api.call("TestAction", row.request()).await;
            facts.note(&row, answer.ok());
        }
        facts.check(&format!("TestAction over {:?}", api.protocol));
    }
}

/// The families take turns.
#[tokio::test(flavor = "multi_thread")]
async fn statements_hold_for_actions_that_are_stored() {
    let server = Server::start().await;
    let families = server.each_family().await;
    let mut facts = Facts::new(Some(Door::Stored));
    for (row, api) in facts.rows().iter().zip(families.iter().cycle()) {
        let secrets = row.json("secrets").unwrap_or(json!({}));
        for (name, value) in secrets.as_object().unwrap() {
            let secret = json!({ "name": name, "value": value });
            api.call("SetSecret", secret).await.ok();
        }
        let answer = execute(api, &row.request()).await;
        facts.note(row, answer.ok());
    }
    facts.check("ExecuteTrigger");
}
