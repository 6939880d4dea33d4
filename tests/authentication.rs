//! Who may call what: tokens, organisations, memberships, permissions, and the order in which
//! they are looked at.

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use crate::support::{Api, BASE, Code, Protocol, Server, h1, refused};

const MISSING: &str = "auth header missing";
const MALFORMED: &str = "invalid auth header (AUTH-toLo1)";
const UNKNOWN_TOKEN: &str = "* (AUTH-7fs1e)";
const NO_ORG: &str = "Organisation doesn't exist (AUTH-Bs7Ds)";
const NO_MEMBER: &str = "membership not found (AUTHZ-cdgFk)";
const NO_PERMISSION: &str = "No matching permissions found (AUTH-5mWD2)";

/// A call per permission, and whether each of the roles below allows it.
const PERMISSIONS: [(&str, &str); 8] = [
    ("ListActions", "{}"),
    ("CreateAction", "{}"),
    ("DeleteAction", r#"{"id":"1"}"#),
    ("ListFlowTypes", "{}"),
    ("SetTriggerActions", r#"{"flowType":"9","triggerType":"9"}"#),
    ("ClearFlow", r#"{"type":"9"}"#),
    ("GetMyOrg", "{}"),
    ("AddOrg", "{}"),
];

/// Which of the permissions a role gives, `x` for yes.
const ROLES: [(&str, &str); 12] = [
    ("IAM_OWNER", "xxxxxxxx"),
    ("IAM_ORG_MANAGER", "xxxxxxxx"),
    ("IAM_OWNER_VIEWER", "x--x--x-"),
    ("IAM_USER_MANAGER", "------x-"),
    ("IAM_LOGIN_CLIENT", "------x-"),
    ("ORG_OWNER", "xxxxxxx-"),
    ("ORG_OWNER_VIEWER", "x--x--x-"),
    ("ORG_USER_MANAGER", "------x-"),
    ("ORG_SETTINGS_MANAGER", "------x-"),
    ("ORG_USER_PERMISSION_EDITOR", "------x-"),
    ("ORG_PROJECT_PERMISSION_EDITOR", "------x-"),
    ("SELF_MANAGEMENT_GLOBAL", "-------x"),
];

#[tokio::test]
async fn a_header_must_hold_one_bearer_token() {
    let server = Server::start().await;
    let token = server.admin_token.as_str();
    let cases = [
        ("", Some(MISSING)),
        ("Basic x", Some(MALFORMED)),
        ("Bearer", Some(MALFORMED)),
        (token, Some(MALFORMED)),
        (&format!("Bearer{token}"), Some(MALFORMED)),
        (&format!("x Bearer {token}"), Some(MALFORMED)),
        (&format!("Bearer,{token}"), Some(MALFORMED)),
        ("Bearer nonsense", Some(UNKNOWN_TOKEN)),
        (&format!("Bearer {token}x"), Some(UNKNOWN_TOKEN)),
        (&format!("Bearer {token}"), None),
        (&format!("bearer {token}"), None),
        (&format!("BEARER {token}"), None),
        (&format!("Bearer   {token}"), None),
    ];
    for protocol in Protocol::FAMILIES {
        let api = server.api(protocol).without_token();
        refused(
            &api,
            &[("GetMyOrg", json!({}), Code::Unauthenticated, MISSING)],
        )
        .await;
        for (header, expected) in cases {
            let answer = api
                .call_with("GetMyOrg", json!({}), &[("authorization", header)])
                .await;
            match expected {
                Some(message) => answer.refused(Code::Unauthenticated, message),
                None => drop(answer.ok()),
            }
        }
    }
}

#[tokio::test]
async fn a_token_is_good_until_its_time_is_up() {
    const HOUR: u64 = 60 * 60;
    let server = Server::start().await;
    let tokens = [
        server.token_for(HOUR).await,
        server.token_for(3 * HOUR).await,
    ];
    for (passed, good) in [
        (0, [true, true]),
        (HOUR, [false, true]),
        (2 * HOUR, [false, false]),
    ] {
        server.clock.advance(passed);
        for protocol in Protocol::FAMILIES {
            for (token, good) in tokens.iter().zip(good) {
                let api = server.api(protocol).with_token(token);
                let answer = api.call("GetMyOrg", json!({})).await;
                match good {
                    true => drop(answer.ok()),
                    false => answer.refused(Code::Unauthenticated, UNKNOWN_TOKEN),
                }
            }
        }
    }
}

#[tokio::test]
async fn health_asks_for_nothing() {
    let server = Server::start().await;
    for protocol in Protocol::FAMILIES {
        let api = server.api(protocol).with_token("nonsense").in_org("1");
        api.call("Healthz", json!({})).await.is(&json!({}));
        api.without_token()
            .call("Healthz", json!({}))
            .await
            .is(&json!({}));
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_in_a_fixed_order() {
    let server = Server::start().await;
    let home = server.default_org.as_str();
    let nobody = server.add_user(home, &[]).await;
    let viewer = server.add_user(home, &["ORG_OWNER_VIEWER"]).await;
    let other = server.add_org("elsewhere").await;
    for protocol in Protocol::FAMILIES {
        let admin = server.api(protocol);
        let (nobody, viewer) = (admin.with_token(&nobody), admin.with_token(&viewer));
        // Each caller has the fault named and every later one too: the request is invalid as well.
        let faults = [
            (
                admin.without_token().in_org("1"),
                Code::Unauthenticated,
                MISSING,
            ),
            (
                nobody.with_token("x").in_org("1"),
                Code::Unauthenticated,
                UNKNOWN_TOKEN,
            ),
            (nobody.in_org("1"), Code::PermissionDenied, NO_ORG),
            (nobody, Code::NotFound, NO_MEMBER),
            (viewer.in_org(&other), Code::NotFound, NO_MEMBER),
            (viewer, Code::PermissionDenied, NO_PERMISSION),
        ];
        for (api, code, message) in faults {
            refused(&api, &[("CreateAction", json!({}), code, message)]).await;
        }
    }
}

#[tokio::test]
async fn a_body_that_is_no_request_is_told_before_anything_else() {
    let server = Server::start().await;
    let request = Request::post(format!("{BASE}/actions")).body(Bytes::from("{"));
    let reply = h1(server.addr, request.unwrap()).await;
    assert_eq!((reply.status, &reply.json()["code"]), (400, &json!(3)));
}

#[tokio::test]
async fn a_role_gives_its_permissions_and_no_more() {
    let server = Server::start().await;
    let home = server.default_org.as_str();
    for (role, allowed) in ROLES {
        let token = server.add_user(home, &[role]).await;
        let api = server.api(Protocol::Grpc).with_token(&token);
        for ((method, request), mark) in PERMISSIONS.iter().zip(allowed.chars()) {
            let request: Value = serde_json::from_str(request).unwrap();
            let answer = api.call(method, request).await;
            let refused = answer.code == Code::PermissionDenied as i32;
            assert_eq!(refused, mark == '-', "{role} {method}: {answer:?}");
            if refused {
                answer.refused(Code::PermissionDenied, NO_PERMISSION);
            }
        }
    }
}

#[tokio::test]
async fn several_roles_add_up() {
    let server = Server::start().await;
    let roles = ["ORG_OWNER_VIEWER", "SELF_MANAGEMENT_GLOBAL"];
    let token = server.add_user(&server.default_org, &roles).await;
    let api = server.api(Protocol::Grpc).with_token(&token);
    api.call("ListActions", json!({})).await.ok();
    api.call("AddOrg", json!({ "name": "by a viewer" }))
        .await
        .ok();
}

#[tokio::test]
async fn a_role_of_the_instance_reaches_every_organisation() {
    let server = Server::start().await;
    let other = server.add_org("reached").await;
    let home = server.default_org.as_str();
    let of_instance = server.add_user(home, &["IAM_OWNER_VIEWER"]).await;
    let of_org = server.add_user(home, &["ORG_OWNER"]).await;
    for protocol in Protocol::FAMILIES {
        let api = server.api(protocol).in_org(&other);
        api.with_token(&of_instance)
            .call("ListActions", json!({}))
            .await
            .ok();
        let stranger = api.with_token(&of_org);
        refused(
            &stranger,
            &[("ListActions", json!({}), Code::NotFound, NO_MEMBER)],
        )
        .await;
    }
}

#[tokio::test]
async fn the_organisation_is_the_one_asked_for_or_ones_own() {
    let server = Server::start().await;
    let (home, other) = (server.default_org.clone(), server.add_org("other").await);
    let header = "x-zitadel-orgid";
    let padded = format!("  {other}  ");
    let cases: [(&[(&str, &str)], &str); 5] = [
        (&[], &home),
        (&[(header, "")], &home),
        (&[(header, "  ")], &home),
        (&[(header, &padded)], &other),
        (&[(header, &other), (header, "1")], &other),
    ];
    for protocol in Protocol::FAMILIES {
        let api = server.api(protocol);
        for (headers, org) in cases {
            assert_eq!(my_org(&api, headers).await, org, "{headers:?}");
        }
        if protocol.is_rest() {
            let prefixed = [("Grpc-Metadata-X-Zitadel-Orgid", other.as_str())];
            assert_eq!(my_org(&api, &prefixed).await, other);
            let bearer = format!("Bearer {}", server.admin_token);
            let bearer = [("Grpc-Metadata-Authorization", bearer.as_str())];
            assert_eq!(my_org(&api.without_token(), &bearer).await, home);
        }
    }
}

async fn my_org(api: &Api, headers: &[(&str, &str)]) -> String {
    let answer = api.call_with("GetMyOrg", json!({}), headers).await;
    String::from(answer.ok()["org"]["id"].as_str().unwrap())
}
