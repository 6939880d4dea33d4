//! Organisations: reading one's own and adding more.

use serde_json::{Value, json};

use crate::support::{Api, Code, Protocol, Rules, Server, differences, refused};

const NO_LABEL: &str = "Invalid non numeric and alphabetical characters were replaced with empty \
                        spaces and resulting domain is an empty string (ORG-RrfXY)";

#[tokio::test]
async fn a_new_organisation_reads_back() {
    let server = Server::start().await;
    for protocol in Protocol::FAMILIES {
        let name = format!("New {protocol:?}");
        let api = server.api(protocol);
        let added = api
            .call("AddOrg", json!({ "name": format!(" {name} ") }))
            .await;
        let id = added.ok()["id"].clone();
        let expected = json!({ "id": "<id>", "details": {
            "sequence": "5", "creationDate": "<timestamp>", "resourceOwner": id,
        }});
        let both_dates = Rules {
            both_dates: true,
            ..Rules::default()
        };
        assert_eq!(
            differences(&expected, added.ok(), &both_dates),
            Vec::<String>::new()
        );

        let api = api.in_org(id.as_str().unwrap());
        let domain = name.to_lowercase().replace(' ', "-");
        api.call("GetMyOrg", json!({})).await.is(&json!({ "org": {
            "id": id, "name": name, "state": "ORG_STATE_ACTIVE",
            "primaryDomain": format!("{domain}.localhost"),
            "details": {
                "sequence": "5", "creationDate": "<timestamp>", "changeDate": "<timestamp>",
                "resourceOwner": id,
            },
        }}));
    }
}

#[tokio::test]
async fn every_change_of_its_flows_counts() {
    let server = Server::start().await;
    for api in server.each_family().await {
        let id = api.create("counted").await;
        let before = my_org(&api).await;
        api.set_trigger("1", "1", &[&id]).await;
        let after = my_org(&api).await;
        assert_eq!(
            (
                &before["details"]["sequence"],
                &after["details"]["sequence"]
            ),
            (&json!("5"), &json!("6"))
        );
        assert_eq!(
            before["details"]["creationDate"],
            after["details"]["creationDate"]
        );
        assert!(after["details"]["changeDate"].as_str() > before["details"]["changeDate"].as_str());
    }
}

#[tokio::test]
async fn names_and_domains_are_unique() {
    let server = Server::start().await;
    for protocol in Protocol::FAMILIES {
        let api = server.api(protocol);
        let name = format!("Taken {protocol:?}");
        api.call("AddOrg", json!({ "name": name })).await.ok();
        let name_taken = "Organisation's name or id already taken (V3-DKcYh)";
        let domain_taken = "Domain already exists (V3-DKcYh)";
        let add = |name: String| json!({ "name": name });
        refused(
            &api,
            &[
                ("AddOrg", add(name.clone()), Code::AlreadyExists, name_taken),
                (
                    "AddOrg",
                    add(name.to_uppercase()),
                    Code::AlreadyExists,
                    name_taken,
                ),
                (
                    "AddOrg",
                    add(format!(" {name}")),
                    Code::AlreadyExists,
                    name_taken,
                ),
                (
                    "AddOrg",
                    add(name.replace(' ', "-")),
                    Code::AlreadyExists,
                    domain_taken,
                ),
                (
                    "AddOrg",
                    add(format!("{name}!")),
                    Code::AlreadyExists,
                    domain_taken,
                ),
            ],
        )
        .await;
    }
}

#[tokio::test]
async fn a_domain_is_made_from_the_name() {
    let long = "x".repeat(70);
    let cut = format!("{}.localhost", "x".repeat(63));
    let cases = [
        ("ACME Corp", "acme-corp.localhost"),
        ("Foo  Bar", "foo--bar.localhost"),
        ("a_b.c/d", "abcd.localhost"),
        ("--a-- x--", "-a---x-.localhost"),
        ("Größe 1", "größe-1.localhost"),
        ("rocket 🚀", "rocket.localhost"),
        (&long, &cut),
    ];
    let server = Server::start().await;
    let api = server.api(Protocol::Grpc);
    for (name, domain) in cases {
        let id = server.add_org(name).await;
        assert_eq!(
            my_org(&api.in_org(&id)).await["primaryDomain"],
            domain,
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_name_must_leave_something() {
    let server = Server::start().await;
    let invalid = Code::InvalidArgument;
    for api in server.each_family().await {
        for name in [" ", "  ", "!!!", "🚀"] {
            refused(
                &api,
                &[("AddOrg", json!({ "name": name }), invalid, NO_LABEL)],
            )
            .await;
        }
        let blank = "Organisation is invalid (EVENT-Mf9sd)";
        refused(
            &api,
            &[("AddOrg", json!({ "name": "   " }), invalid, blank)],
        )
        .await;
    }
}

#[tokio::test]
async fn whoever_adds_an_organisation_owns_it() {
    let server = Server::start().await;
    let token = server
        .add_user(&server.default_org, &["SELF_MANAGEMENT_GLOBAL"])
        .await;
    for protocol in Protocol::FAMILIES {
        let api = server.api(protocol).with_token(&token);
        let added = api
            .call("AddOrg", json!({ "name": format!("Own {protocol:?}") }))
            .await;
        let own = api.in_org(added.ok()["id"].as_str().unwrap());
        own.create("first").await;
        let denied = "No matching permissions found (AUTH-5mWD2)";
        refused(
            &api,
            &[("ListActions", json!({}), Code::PermissionDenied, denied)],
        )
        .await;
    }
}

async fn my_org(api: &Api) -> Value {
    api.call("GetMyOrg", json!({})).await.ok()["org"].clone()
}
