use std::{collections::BTreeSet, time::Duration};

use portcullis_core::{
    EventData, Timestamp,
    flow::{FlowType, TriggerType},
    id::{ActionId, TokenId, UserId},
    role::Role,
    token::TokenHash,
};

use super::{decode, encode};

#[track_caller]
fn check(data: &EventData, json: &str) {
    assert_eq!(encode(data).unwrap(), json);
    assert_eq!(&decode(data.type_name(), json).unwrap(), data);
}

#[track_caller]
fn refused(event_type: &str, json: &str, says: &str) {
    let error = decode(event_type, json).unwrap_err().to_string();
    assert!(error.contains(says), "{error}");
}

#[test]
fn actions() {
    let full = EventData::ActionAdded {
        name: "n".to_owned(),
        script: "function n() { return \"\u{1}é\" }".to_owned(),
        timeout: Duration::new(10, 5),
        allowed_to_fail: true,
    };
    check(
        &full,
        r#"{"name":"n","script":"function n() { return \"\u0001é\" }","timeout":10000000005,"allowedToFail":true}"#,
    );
    let bare = EventData::ActionAdded {
        name: "n".to_owned(),
        script: String::new(),
        timeout: Duration::ZERO,
        allowed_to_fail: false,
    };
    check(&bare, r#"{"name":"n","allowedToFail":false}"#);
    let changed = EventData::ActionChanged {
        name: None,
        script: None,
        timeout: Some(Duration::ZERO),
        allowed_to_fail: Some(false),
    };
    check(&changed, r#"{"timeout":0,"allowedToFail":false}"#);
    check(&EventData::ActionDeactivated, "{}");
    check(&EventData::ActionReactivated, "{}");
    check(&EventData::ActionRemoved, "{}");
}

#[test]
fn flows() {
    let set = |actions| EventData::TriggerActionsSet {
        flow: FlowType::InternalAuthentication,
        trigger: TriggerType::PreCreation,
        actions,
    };
    check(
        &set(vec![ActionId::new("2"), ActionId::new("1")]),
        r#"{"flowType":3,"triggerType":2,"actionIDs":["2","1"]}"#,
    );
    check(
        &set(Vec::new()),
        r#"{"flowType":3,"triggerType":2,"actionIDs":null}"#,
    );
    let removed = EventData::TriggerActionsCascadeRemoved {
        flow: FlowType::CustomiseToken,
        action: ActionId::new("7"),
    };
    check(&removed, r#"{"flowType":2,"triggerType":0,"actionID":"7"}"#);
    let flow = FlowType::ExternalAuthentication;
    check(&EventData::FlowCleared { flow }, r#"{"flowType":1}"#);
}

#[test]
fn suspensions() {
    let flow = FlowType::InternalAuthentication;
    let trigger = TriggerType::PostAuthentication;
    let reason = "nobody gets in".to_owned();
    check(
        &EventData::TriggerSuspended {
            flow,
            trigger,
            reason,
        },
        r#"{"flowType":3,"triggerType":1,"reason":"nobody gets in"}"#,
    );
    check(
        &EventData::TriggerResumed { flow, trigger },
        r#"{"flowType":3,"triggerType":1}"#,
    );
    refused(
        "org.flow.trigger.suspended",
        r#"{"flowType":3,"triggerType":7,"reason":""}"#,
        "triggerType has the unknown value 7",
    );
    refused(
        "org.flow.trigger.resumed",
        r#"{"flowType":3,"triggerType":1,"reason":""}"#,
        "reason",
    );
}

#[test]
fn orgs_and_members() {
    let name = "Ä".to_owned();
    check(&EventData::OrgAdded { name }, r#"{"name":"Ä"}"#);
    let domain = || "a.localhost".to_owned();
    let json = r#"{"domain":"a.localhost"}"#;
    check(&EventData::OrgDomainAdded { domain: domain() }, json);
    check(&EventData::OrgDomainVerified { domain: domain() }, json);
    check(&EventData::OrgDomainPrimarySet { domain: domain() }, json);
    let user = || UserId::new("u");
    let roles = BTreeSet::from([Role::IamOwner, Role::OrgOwner]);
    let json = r#"{"userId":"u","roles":["IAM_OWNER","ORG_OWNER"]}"#;
    let (added, changed) = (roles.clone(), roles.clone());
    check(
        &EventData::OrgMemberAdded {
            user: user(),
            roles: added,
        },
        json,
    );
    check(
        &EventData::OrgMemberChanged {
            user: user(),
            roles: changed,
        },
        json,
    );
    check(
        &EventData::InstanceMemberAdded {
            user: user(),
            roles,
        },
        json,
    );
    check(
        &EventData::OrgMemberRemoved { user: user() },
        r#"{"userId":"u"}"#,
    );
}

#[test]
fn users_and_tokens() {
    let name = "ci".to_owned();
    check(
        &EventData::UserMachineAdded { name },
        r#"{"userName":"ci"}"#,
    );
    check(&EventData::UserRemoved, "{}");
    let added = |expires_at, preset| EventData::UserTokenAdded {
        token: TokenId::new("t"),
        hash: TokenHash::from_bytes([0; 32]),
        expires_at,
        preset,
    };
    let zeros = "A".repeat(43);
    check(
        &added(Some(Timestamp::from_micros(-1)), false),
        &format!(r#"{{"tokenId":"t","hash":"{zeros}","expirationDate":-1,"preset":false}}"#),
    );
    check(
        &added(None, true),
        &format!(r#"{{"tokenId":"t","hash":"{zeros}","preset":true}}"#),
    );
    let token = TokenId::new("t");
    check(&EventData::UserTokenRemoved { token }, r#"{"tokenId":"t"}"#);
}

#[test]
fn what_was_never_written_is_refused() {
    refused("org.renamed", "{}", "unknown event type \"org.renamed\"");
    refused("action.removed", r#"{"x":1}"#, "payload of action.removed");
    refused("action.removed", "", "payload of action.removed");
    refused("action.added", r#"{"name":"n"}"#, "allowedToFail");
    refused("action.changed", r#"{"nmae":"n"}"#, "nmae");
    refused("action.changed", r#"{"timeout":-1}"#, "action.changed");
    refused(
        "org.flow.cleared",
        r#"{"flowType":9}"#,
        "flowType has the unknown value 9",
    );
    refused(
        "org.flow.trigger_actions.set",
        r#"{"flowType":1,"triggerType":0,"actionIDs":null}"#,
        "triggerType has the unknown value 0",
    );
    refused(
        "org.flow.trigger_actions.cascade.removed",
        r#"{"flowType":1,"triggerType":1,"actionID":"1"}"#,
        "triggerType has the unknown value 1",
    );
    refused(
        "org.member.added",
        r#"{"userId":"u","roles":["ROOT"]}"#,
        "roles has the unknown value ROOT",
    );
    refused(
        "user.token.added",
        r#"{"tokenId":"t","hash":"AA","preset":true}"#,
        "hash has the unknown value of 2 characters",
    );
}
