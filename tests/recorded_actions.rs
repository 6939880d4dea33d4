//! Runs over the API what the old engine was recorded to run.

#[path = "recorded/actions.rs"]
mod actions;
#[path = "recorded/actions/http_server.rs"]
mod http_server;

use serde_json::{Value, json};

use self::actions::Tally;
pub(crate) use self::http_server::HttpServer;
use crate::support::{Answer, Api, Options, Server};

#[tokio::test(flavor = "multi_thread")]
async fn recorded_actions_have_the_same_effects_when_they_are_tried() {
    let server = Server::start().await;
    let http = HttpServer::start();
    for api in server.each_family().await {
        let mut tally = Tally::new(true);
        for case in tally.cases(http.base()) {
            let answer = api.call("TestAction", case.request()).await;
            let got = http.got(case.calls().len());
            tally.note(&case, answer.ok(), Some(&got));
        }
        tally.check(&format!("TestAction over {:?}", api.protocol));
    }
}

/// The families take turns: what they make of requests and answers was seen above.
#[tokio::test(flavor = "multi_thread")]
async fn recorded_actions_have_the_same_effects_when_they_are_stored() {
    let options = Options {
        max_script_bytes: Some(40_000),
        ..Options::default()
    };
    let server = Server::start_with(options).await;
    let http = HttpServer::start();
    let families = server.each_family().await;
    let mut tally = Tally::new(true);
    for (case, api) in tally.cases(http.base()).iter().zip(families.iter().cycle()) {
        let request = case.request();
        // only those that are tried can be told that the store fails
        let test = &request["test"];
        if test["failLookups"] == true || test["failMetadataWrites"] == true {
            continue;
        }
        let answer = execute(api, &request).await;
        let got = http.got(case.calls().len());
        tally.note(case, answer.ok(), Some(&got));
    }
    tally.check("ExecuteTrigger");
}

/// Stores the actions for as long as it takes to execute their trigger.
pub(crate) async fn execute(api: &Api, request: &Value) -> Answer {
    let mut ids = Vec::new();
    for action in request["actions"].as_array().unwrap() {
        let mut stored = action.clone();
        stored.as_object_mut().unwrap().remove("isInactive");
        let answer = api.call("CreateAction", stored).await;
        let id = answer.ok()["id"].as_str().unwrap().to_owned();
        if action["isInactive"] == true {
            let it = json!({ "id": id });
            api.call("DeactivateAction", it).await.ok();
        }
        ids.push(id);
    }
    let text = |name: &str| request[name].to_string();
    let these: Vec<_> = ids.iter().map(String::as_str).collect();
    api.set_trigger(&text("flowType"), &text("triggerType"), &these)
        .await;
    let fired = json!({
        "flowType": request["flowType"],
        "triggerType": request["triggerType"],
        "context": request["context"],
        "options": request["options"],
    });
    let answer = api.call("ExecuteTrigger", fired).await;
    for id in ids {
        api.call("DeleteAction", json!({ "id": id })).await.ok();
    }
    answer
}
