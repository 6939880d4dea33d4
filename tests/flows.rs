//! Flows and triggers: their types, what is set, what is seen, what clearing and deleting leave.

use serde_json::{Value, json};

use crate::support::{Api, Code, Server, refused};

const NO_CHANGES: &str = "No Changes (COMMAND-Nfh52)";
const NOT_EXIST: &str = "ActionIDs do not exist (COMMAND-dg422)";
const EMPTY: &str = "Flow is already empty (COMMAND-DgGh3)";

/// Flow id, key, English name, trigger ids.
const FLOWS: [(&str, &str, &str, &[&str]); 4] = [
    (
        "1",
        "ExternalAuthentication",
        "External Authentication",
        &["1", "2", "3"],
    ),
    ("2", "CustomiseToken", "Complement Token", &["4", "5"]),
    (
        "3",
        "InternalAuthentication",
        "Internal Authentication",
        &["1", "2", "3"],
    ),
    (
        "4",
        "CustomizeSAMLResponse",
        "Complement SAMLResponse",
        &["6"],
    ),
];

/// Spellings that name no flow.
const UNKNOWN_FLOWS: [&str; 8] = [
    "0",
    "5",
    "01",
    "1 ",
    "-1",
    "x",
    "FLOW_TYPE_CUSTOMISE_TOKEN",
    "flow_type_x",
];

/// Trigger id, key, English name.
const TRIGGERS: [(&str, &str, &str); 6] = [
    ("1", "PostAuthentication", "Post Authentication"),
    ("2", "PreCreation", "Pre Creation"),
    ("3", "PostCreation", "Post Creation"),
    ("4", "PreUserinfoCreation", "Pre Userinfo creation"),
    ("5", "PreAccessTokenCreation", "Pre access token creation"),
    ("6", "PreSAMLResponseCreation", "Pre SAMLResponse creation"),
];

#[tokio::test]
async fn there_are_four_flows_with_their_triggers() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let flows: Vec<Value> = FLOWS.iter().map(|flow| flow_type(flow.0)).collect();
        api.call("ListFlowTypes", json!({}))
            .await
            .is(&json!({ "result": flows }));
        for (id, _, _, triggers) in FLOWS {
            let triggers: Vec<Value> = triggers.iter().map(|id| trigger_type(id)).collect();
            let answer = api
                .call("ListFlowTriggerTypes", json!({ "type": id }))
                .await;
            answer.is(&json!({ "result": triggers }));
        }
    }
}

#[tokio::test]
async fn a_flow_is_named_by_number_or_by_its_old_name() {
    let server = Server::start().await;
    let known = [
        ("1", "1"),
        ("2", "2"),
        ("3", "3"),
        ("4", "4"),
        ("FLOW_TYPE_EXTERNAL_AUTHENTICATION", "1"),
    ];
    for api in server.each_family().await {
        for (spelling, id) in known {
            let flow = api.flow(spelling).await;
            let unset = json!({
                "type": flow_type(id), "details": {}, "state": "FLOW_STATE_ACTIVE",
            });
            assert_eq!(flow, unset, "{spelling}");
        }
    }
}

#[tokio::test]
async fn a_flow_named_otherwise_is_none() {
    let server = Server::start().await;
    for api in server.each_family().await {
        for spelling in UNKNOWN_FLOWS {
            let it = json!({ "type": spelling });
            let unspecified = json!({
                "key": "Action.Flow.Type.Unspecified", "localizedMessage": "Unspecified",
            });
            assert_eq!(
                api.flow(spelling).await,
                json!({
                    "type": { "id": "0", "name": unspecified },
                    "details": {}, "state": "FLOW_STATE_ACTIVE",
                })
            );
            let set = json!({ "flowType": spelling, "triggerType": "1" });
            let missing = Code::InvalidArgument;
            refused(
                &api,
                &[
                    (
                        "ListFlowTriggerTypes",
                        it.clone(),
                        Code::NotFound,
                        "* (MANAG-P2OBk)",
                    ),
                    ("ClearFlow", it, missing, "FlowType missing (COMMAND-Dfw2h)"),
                    (
                        "SetTriggerActions",
                        set,
                        missing,
                        "FlowType missing (COMMAND-Dfhj5)",
                    ),
                ],
            )
            .await;
        }
    }
}

#[tokio::test]
async fn a_trigger_belongs_to_its_flows_only() {
    let server = Server::start().await;
    let wrong = "TriggerType is invalid (COMMAND-Dfgh6)";
    let names = ["POST_AUTHENTICATION", "PRE_CREATION", "POST_CREATION"];
    for api in server.each_family().await {
        let id = api.create("triggered").await;
        for (flow, _, _, triggers) in FLOWS {
            for trigger in ["1", "2", "3", "4", "5", "6"] {
                match triggers.contains(&trigger) {
                    true => drop(api.set_trigger(flow, trigger, &[&id]).await),
                    false => {
                        let set = json!({ "flowType": flow, "triggerType": trigger });
                        refused(
                            &api,
                            &[("SetTriggerActions", set, Code::InvalidArgument, wrong)],
                        )
                        .await;
                    }
                }
            }
        }
        for name in names {
            let trigger = format!("TRIGGER_TYPE_{name}");
            api.set_trigger("1", &trigger, &[]).await;
        }
        for trigger in ["0", "7", "01", "x", "TRIGGER_TYPE_PRE_USERINFO_CREATION"] {
            let set = json!({ "flowType": "2", "triggerType": trigger });
            refused(
                &api,
                &[("SetTriggerActions", set, Code::InvalidArgument, wrong)],
            )
            .await;
        }
    }
}

#[tokio::test]
async fn a_flow_shows_its_triggers_in_order_with_the_actions_as_set() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let (a, b, c) = (
            api.create("a").await,
            api.create("b").await,
            api.create("c").await,
        );
        let set = api.set_trigger("1", "3", &[&c, &a, &b]).await;
        set.is(&json!({ "details": details(&api, "6") }));
        api.set_trigger("1", "1", &[&b]).await;
        api.call("DeactivateAction", json!({ "id": b })).await.ok();

        let actions = |ids: [&Value; 3]| ids.map(Value::clone);
        let (a, b, c) = (
            api.action(&a).await,
            api.action(&b).await,
            api.action(&c).await,
        );
        assert_eq!(b["state"], "ACTION_STATE_INACTIVE");
        api.call("GetFlow", json!({ "type": "1" }))
            .await
            .is(&json!({ "flow": {
                "type": flow_type("1"), "state": "FLOW_STATE_ACTIVE", "details": details(&api, "7"),
                "triggerActions": [
                    { "triggerType": trigger_type("1"), "actions": [b] },
                    { "triggerType": trigger_type("3"), "actions": actions([&c, &a, &b]) },
                ],
            }}));
    }
}

#[tokio::test]
async fn a_setting_is_refused_for_the_first_thing_wrong() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let id = api.create("only").await;
        let set = |ids: &[&str]| json!({ "flowType": "1", "triggerType": "1", "actionIds": ids });
        let failed = Code::FailedPrecondition;
        refused(
            &api,
            &[
                ("SetTriggerActions", set(&[]), failed, NO_CHANGES),
                ("SetTriggerActions", set(&["5"]), failed, NOT_EXIST),
                ("SetTriggerActions", set(&[&id, "5"]), failed, NOT_EXIST),
                ("SetTriggerActions", set(&[&id, &id]), failed, NOT_EXIST),
                ("SetTriggerActions", set(&[""]), failed, NOT_EXIST),
            ],
        )
        .await;
        api.set_trigger("1", "1", &[&id]).await;
        refused(
            &api,
            &[("SetTriggerActions", set(&[&id]), failed, NO_CHANGES)],
        )
        .await;
        // The recorded list still names the deleted action, so it is the same, not unknown.
        api.call("DeleteAction", json!({ "id": id })).await.ok();
        refused(
            &api,
            &[("SetTriggerActions", set(&[&id]), failed, NO_CHANGES)],
        )
        .await;
    }
}

#[tokio::test]
async fn order_counts_as_a_change() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let (a, b) = (api.create("a").await, api.create("b").await);
        api.set_trigger("1", "1", &[&a, &b]).await;
        api.set_trigger("1", "1", &[&b, &a]).await;
        assert_eq!(visible(&api, "1").await, [json!(["1", [b, a]])]);
    }
}

#[tokio::test]
async fn clearing_forgets_every_trigger_of_the_flow_only() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let id = api.create("cleared").await;
        let flow = json!({ "type": "1" });
        let failed = Code::FailedPrecondition;
        refused(&api, &[("ClearFlow", flow.clone(), failed, EMPTY)]).await;
        api.set_trigger("1", "1", &[&id]).await;
        api.set_trigger("1", "2", &[&id]).await;
        api.set_trigger("3", "1", &[&id]).await;
        let cleared = api.call("ClearFlow", flow.clone()).await;
        assert_eq!(cleared.sequence(), "9");
        assert_eq!(api.flow("1").await["details"], json!({}));
        assert!(visible(&api, "1").await.is_empty());
        assert_eq!(visible(&api, "3").await, [json!(["1", [id]])]);
        refused(&api, &[("ClearFlow", flow, failed, EMPTY)]).await;
        api.set_trigger("1", "1", &[&id]).await;
    }
}

#[tokio::test]
async fn deleting_hides_an_action_but_not_what_was_recorded() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let (gone, stays) = (api.create("gone").await, api.create("stays").await);
        api.set_trigger("1", "1", &[&gone, &stays]).await;
        api.set_trigger("2", "4", &[&gone]).await;
        api.set_trigger("3", "1", &[&gone]).await;
        let before = api.flow("1").await["details"].clone();
        api.call("DeleteAction", json!({ "id": gone })).await.ok();

        assert_eq!(visible(&api, "1").await, [json!(["1", [stays]])]);
        assert!(visible(&api, "2").await.is_empty());
        let after = api.flow("1").await["details"].clone();
        assert_eq!(before["creationDate"], after["creationDate"]);
        assert!(after["changeDate"].as_str() > before["changeDate"].as_str());

        // Both ways to empty a trigger whose only action is gone work, once.
        let unset = json!({ "flowType": "2", "triggerType": "4" });
        api.call("SetTriggerActions", unset.clone()).await.ok();
        let failed = Code::FailedPrecondition;
        refused(&api, &[("SetTriggerActions", unset, failed, NO_CHANGES)]).await;
        api.call("ClearFlow", json!({ "type": "2" })).await.ok();
        api.call("ClearFlow", json!({ "type": "3" })).await.ok();
        refused(
            &api,
            &[("ClearFlow", json!({ "type": "3" }), failed, EMPTY)],
        )
        .await;
    }
}

/// What a flow shows: trigger and action ids.
async fn visible(api: &Api, flow: &str) -> Vec<Value> {
    let flow = api.flow(flow).await;
    let entries = flow["triggerActions"].as_array().into_iter().flatten();
    let pairs = entries.map(|entry| {
        let actions = entry["actions"].as_array().into_iter().flatten();
        let ids: Vec<&Value> = actions.map(|action| &action["id"]).collect();
        json!([entry["triggerType"]["id"], ids])
    });
    pairs.collect()
}

fn flow_type(id: &str) -> Value {
    let (_, key, name, _) = FLOWS.iter().find(|flow| flow.0 == id).unwrap();
    let key = format!("Action.Flow.Type.{key}");
    json!({ "id": id, "name": { "key": key, "localizedMessage": name } })
}

fn trigger_type(id: &str) -> Value {
    let (_, key, name) = TRIGGERS.iter().find(|trigger| trigger.0 == id).unwrap();
    let key = format!("Action.TriggerType.{key}");
    json!({ "id": id, "name": { "key": key, "localizedMessage": name } })
}

fn details(api: &Api, sequence: &str) -> Value {
    json!({
        "sequence": sequence, "creationDate": "<timestamp>", "changeDate": "<timestamp>",
        "resourceOwner": api.org(),
    })
}
