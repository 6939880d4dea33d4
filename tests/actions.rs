//! Actions: creating, reading, changing, switching off and on, deleting.

use serde_json::{Value, json};

use crate::support::{Api, Code, Server, refused, unknown_action};

const TAKEN: &str = "* (V3-DKcYh)";

#[tokio::test]
async fn a_new_action_reads_back_as_it_was_given() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let request = json!({
            "name": "first", "script": "let first = 1", "timeout": "10s", "allowedToFail": true,
        });
        let created = api.call("CreateAction", request).await;
        let id = created.ok()["id"].clone();
        let details = details(&api, "1");
        created.is(&json!({ "id": "<id>", "details": details }));
        api.call("GetAction", json!({ "id": id }))
            .await
            .is(&json!({ "action": {
                "id": id, "details": details, "state": "ACTION_STATE_ACTIVE", "name": "first",
                "script": "let first = 1", "timeout": "10s", "allowedToFail": true,
            }}));
    }
}

#[tokio::test]
async fn what_is_left_out_takes_its_default() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let created = api
            .call("CreateAction", json!({ "name": " ", "script": " " }))
            .await;
        let id = created.ok()["id"].clone();
        api.call("GetAction", json!({ "id": id }))
            .await
            .is(&json!({ "action": {
                "id": id, "details": details(&api, "1"), "state": "ACTION_STATE_ACTIVE",
                "name": " ", "script": " ", "timeout": "20s",
            }}));
    }
}

#[tokio::test]
async fn names_are_unique_in_an_organisation_whatever_their_case() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let first = api.create("Name").await;
        let second = api.create("second").await;
        let same = json!({ "name": "nAME", "script": "x" });
        let rename = |id: &str, name: &str| json!({ "id": id, "name": name, "script": "x" });
        let taken = Code::AlreadyExists;
        refused(
            &api,
            &[
                ("CreateAction", same.clone(), taken, TAKEN),
                ("UpdateAction", rename(&second, "NAME"), taken, TAKEN),
            ],
        )
        .await;
        api.create("Name ").await;
        api.call("DeactivateAction", json!({ "id": first }))
            .await
            .ok();
        refused(&api, &[("CreateAction", same.clone(), taken, TAKEN)]).await;

        // A rename frees the name, a change of case alone is a rename to oneself.
        api.call("UpdateAction", rename(&first, "NAME")).await.ok();
        api.call("UpdateAction", rename(&first, "other")).await.ok();
        let heir = api.call("CreateAction", same.clone()).await;
        let heir = heir.ok()["id"].clone();

        api.call("DeleteAction", json!({ "id": heir })).await.ok();
        api.call("CreateAction", same).await.ok();
    }
}

#[tokio::test]
async fn names_are_compared_letter_by_letter() {
    let server = Server::start().await;
    for api in server.each_family().await {
        for name in [
            "e\u{301}", "\u{e9}", "straße", "STRASSE", "a/b", "a\nb", "😀",
        ] {
            api.create(name).await;
        }
        let upper = json!({ "name": "\u{c9}", "script": "x" });
        refused(&api, &[("CreateAction", upper, Code::AlreadyExists, TAKEN)]).await;
    }
}

#[tokio::test]
async fn a_timeout_of_nothing_means_the_longest() {
    let server = Server::start().await;
    let cases = [
        (json!({}), "20s"),
        (json!({ "timeout": "0s" }), "20s"),
        (json!({ "timeout": "20s" }), "20s"),
        (json!({ "timeout": "1s" }), "1s"),
        (json!({ "timeout": "0.500s" }), "0.500s"),
        (json!({ "timeout": "19.999999s" }), "19.999999s"),
        (json!({ "timeout": "0.000000001s" }), "0.000000001s"),
    ];
    for api in server.each_family().await {
        for (index, (given, read)) in cases.iter().enumerate() {
            let mut request = given.clone();
            request["name"] = format!("timeout {index}").into();
            request["script"] = "x".into();
            let created = api.call("CreateAction", request).await;
            let id = created.ok()["id"].as_str().unwrap();
            assert_eq!(api.action(id).await["timeout"], *read, "{given}");
        }
    }
}

#[tokio::test]
async fn an_update_replaces_everything() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let created = api.call(
            "CreateAction",
            json!({
                "name": "whole", "script": "x", "timeout": "10s", "allowedToFail": true,
            }),
        );
        let created = created.await;
        let id = created.ok()["id"].as_str().unwrap();
        let update = |fields: &Value| with(json!({ "id": id, "name": "whole" }), fields);
        // What changes, the sequence after it, and the timeout that reads back.
        let steps = [
            (
                json!({ "script": "y", "timeout": "10s", "allowedToFail": true }),
                "2",
                "10s",
            ),
            (json!({ "script": "y", "timeout": "10s" }), "3", "10s"),
            (json!({ "script": "y" }), "4", "20s"),
            (json!({ "script": "y", "timeout": "20s" }), "5", "20s"),
            (json!({ "script": "y", "timeout": "0s" }), "6", "20s"),
        ];
        for (fields, sequence, timeout) in steps {
            let changed = api.call("UpdateAction", update(&fields)).await;
            changed.is(&json!({ "details": details(&api, sequence) }));
            assert_eq!(api.action(id).await["timeout"], timeout);
        }
        let same = [
            json!({ "script": "y" }),
            json!({ "script": "y", "timeout": "0s" }),
        ];
        for fields in same {
            let answer = api.call("UpdateAction", update(&fields)).await;
            answer.refused(Code::FailedPrecondition, "No changes (ACTION-dg4t2)");
        }
        let read = api.action(id).await;
        assert_eq!(
            (&read["allowedToFail"], &read["script"]),
            (&Value::Null, &json!("y"))
        );
    }
}

#[tokio::test]
async fn an_action_is_switched_off_and_on_and_keeps_its_state_when_changed() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let id = api.create("switched").await;
        let it = json!({ "id": id });
        let changed = json!({ "id": id, "name": "switched", "script": "y" });
        let not_active = "Action is not active (COMMAND-Dgj92)";
        let not_inactive = "Action is not inactive (COMMAND-J53zh)";
        let failed = Code::FailedPrecondition;

        refused(
            &api,
            &[("ReactivateAction", it.clone(), failed, not_inactive)],
        )
        .await;
        let off = api.call("DeactivateAction", it.clone()).await;
        off.is(&json!({ "details": details(&api, "2") }));
        refused(
            &api,
            &[("DeactivateAction", it.clone(), failed, not_active)],
        )
        .await;
        api.call("UpdateAction", changed).await.ok();
        assert_eq!(api.action(&id).await["state"], "ACTION_STATE_INACTIVE");
        let on = api.call("ReactivateAction", it.clone()).await;
        on.is(&json!({ "details": details(&api, "4") }));
        refused(&api, &[("ReactivateAction", it, failed, not_inactive)]).await;
        assert_eq!(api.action(&id).await["state"], "ACTION_STATE_ACTIVE");
    }
}

#[tokio::test]
async fn the_dates_are_those_of_the_first_and_the_last_change() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let request = json!({ "name": "dated", "script": "x" });
        let created = api.call("CreateAction", request).await;
        let first = created.ok()["details"].clone();
        assert_eq!(first["creationDate"], first["changeDate"]);
        let it = json!({ "id": created.ok()["id"] });
        let changed = api.call("DeactivateAction", it.clone()).await;
        let last = changed.ok()["details"].clone();
        assert_eq!(last["creationDate"], first["creationDate"]);
        assert!(last["changeDate"].as_str() > first["changeDate"].as_str());
        let read = api.call("GetAction", it).await;
        assert_eq!(read.ok()["action"]["details"], last);
    }
}

#[tokio::test]
async fn a_deleted_action_is_gone_for_ever() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let active = api.create("active").await;
        let inactive = api.create("inactive").await;
        api.call("DeactivateAction", json!({ "id": inactive }))
            .await
            .ok();
        for id in [active, inactive] {
            api.call("DeleteAction", json!({ "id": id }))
                .await
                .is(&json!({}));
            refused(&api, &unknown_action(&id)).await;
        }
        let list = api.call("ListActions", json!({})).await;
        list.is(&json!({ "details": { "viewTimestamp": "<timestamp>" } }));
    }
}

#[tokio::test]
async fn an_id_of_any_shape_is_merely_unknown() {
    let server = Server::start().await;
    let long = "1".repeat(200);
    let ids = [
        "123456789012345678",
        "abc",
        "-1",
        " ",
        "a b",
        "é",
        "_search",
        "%41",
        &long,
    ];
    for api in server.each_family().await {
        for id in ids {
            refused(&api, &unknown_action(id)).await;
        }
    }
}

#[tokio::test]
async fn an_empty_id_is_told_apart_where_it_can_be_said() {
    let server = Server::start().await;
    let cases = [
        (
            "GetAction",
            json!({}),
            Code::NotFound,
            "Action not found (QUERY-GEfnb)",
        ),
        (
            "DeactivateAction",
            json!({}),
            Code::InvalidArgument,
            "ID missing (COMMAND-DAhk5)",
        ),
        (
            "ReactivateAction",
            json!({}),
            Code::InvalidArgument,
            "ID missing (COMMAND-BNm56)",
        ),
        (
            "DeleteAction",
            json!({}),
            Code::InvalidArgument,
            "ID missing (COMMAND-Gfg3g)",
        ),
    ];
    for api in server.each_family().await {
        if !api.protocol.is_rest() {
            refused(&api, &cases).await;
        }
    }
}

fn details(api: &Api, sequence: &str) -> Value {
    json!({
        "sequence": sequence, "creationDate": "<timestamp>", "changeDate": "<timestamp>",
        "resourceOwner": api.org(),
    })
}

fn with(mut base: Value, fields: &Value) -> Value {
    let more = fields.as_object().unwrap().clone();
    base.as_object_mut().unwrap().extend(more);
    base
}
