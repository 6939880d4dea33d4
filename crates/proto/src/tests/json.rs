use std::fmt::Debug;

use bytes::BytesMut;
use portcullis_gateway::json::{self, Options};
use prost_types::{Duration, Timestamp};

use crate::zitadel::{
    action::v1::{Action, ActionFieldName, ActionState},
    management::v1::{
        ActionQuery, CreateActionRequest, DeleteActionResponse, GetFlowResponse,
        ListActionsRequest, ListActionsResponse, action_query::Query,
    },
    v1::{ListDetails, ObjectDetails},
};

#[track_caller]
fn check_output(message: &impl json::Message, expected: &str) {
    let mut out = BytesMut::new();
    json::encode(message, &Options::new(), &mut out).unwrap();
    assert_eq!(out, expected);
}

#[track_caller]
fn check_input<M: json::Message + Debug + PartialEq>(text: &str, expected: &M) {
    let options = Options::new().ignore_unknown_fields(true);
    let message: M = json::decode(text.as_bytes(), &options).unwrap();
    assert_eq!(&message, expected, "{text}");
}

#[track_caller]
fn check_refused<M: json::Message + Debug>(text: &str) {
    json::decode::<M>(text.as_bytes(), &Options::new()).unwrap_err();
}

#[test]
fn defaults_are_left_out() {
    check_output(&DeleteActionResponse::default(), "{}");
    check_output(&Action::default(), "{}");
    check_output(
        &ListActionsResponse {
            details: Some(ListDetails::default()),
            ..Default::default()
        },
        r#"{"details":{}}"#,
    );
}

#[test]
fn every_kind_of_field() {
    let action = Action {
        id: "1".to_owned(),
        details: Some(ObjectDetails {
            sequence: u64::MAX,
            creation_date: Some(Timestamp {
                seconds: 0,
                nanos: 120_000_000,
            }),
            change_date: Some(Timestamp {
                seconds: 1,
                nanos: 0,
            }),
            resource_owner: "2".to_owned(),
        }),
        state: ActionState::Active.into(),
        name: "n".to_owned(),
        script: "s".to_owned(),
        timeout: Some(Duration {
            seconds: 0,
            nanos: 500_000_000,
        }),
        allowed_to_fail: true,
    };
    let json = concat!(
        r#"{"id":"1","details":{"sequence":"18446744073709551615","#,
        r#""creationDate":"1970-01-01T00:00:00.120Z","changeDate":"1970-01-01T00:00:01Z","#,
        r#""resourceOwner":"2"},"state":"ACTION_STATE_ACTIVE","name":"n","script":"s","#,
        r#""timeout":"0.500s","allowedToFail":true}"#,
    );
    check_output(&action, json);
    check_input(json, &action);
}

#[test]
fn timestamps_with_as_many_decimals_as_needed() {
    for (nanos, expected) in [
        (0, r#"{"viewTimestamp":"1970-01-01T00:00:00Z"}"#),
        (1_000_000, r#"{"viewTimestamp":"1970-01-01T00:00:00.001Z"}"#),
        (1_000, r#"{"viewTimestamp":"1970-01-01T00:00:00.000001Z"}"#),
        (1, r#"{"viewTimestamp":"1970-01-01T00:00:00.000000001Z"}"#),
    ] {
        let details = ListDetails {
            view_timestamp: Some(Timestamp { seconds: 0, nanos }),
            ..Default::default()
        };
        check_output(&details, expected);
    }
}

#[test]
fn names_in_either_form_and_unknown_ones() {
    let expected = CreateActionRequest {
        allowed_to_fail: true,
        ..Default::default()
    };
    check_input(r#"{"allowedToFail":true}"#, &expected);
    check_input(
        r#"{"allowed_to_fail":true,"unknown":[{}],"unknown":1}"#,
        &expected,
    );
    check_refused::<CreateActionRequest>(r#"{"allowed_to_fail":true,"allowedToFail":true}"#);
}

#[test]
fn numbers_and_enums_in_either_form() {
    let details = ListDetails {
        total_result: 5,
        ..Default::default()
    };
    check_input(r#"{"totalResult":"5"}"#, &details);
    check_input(r#"{"totalResult":5}"#, &details);
    check_refused::<ListDetails>(r#"{"totalResult":-5}"#);
    check_refused::<ListDetails>(r#"{"totalResult":true}"#);

    let request = ListActionsRequest {
        sorting_column: ActionFieldName::Id.into(),
        ..Default::default()
    };
    check_input(r#"{"sortingColumn":"ACTION_FIELD_NAME_ID"}"#, &request);
    check_input(r#"{"sortingColumn":2}"#, &request);
}

#[test]
fn durations_are_strict() {
    let expected = CreateActionRequest {
        timeout: Some(Duration {
            seconds: 10,
            nanos: 0,
        }),
        ..Default::default()
    };
    check_input(r#"{"timeout":"10s"}"#, &expected);
    check_input(r#"{"timeout":null}"#, &CreateActionRequest::default());
    for timeout in [
        r#""10""#,
        "10",
        r#""1m""#,
        r#"".5s""#,
        r#""+1s""#,
        r#""010s""#,
    ] {
        check_refused::<CreateActionRequest>(&format!("{{\"timeout\":{timeout}}}"));
    }
}

#[test]
fn one_member_of_a_oneof() {
    let query = |query| ListActionsRequest {
        queries: vec![ActionQuery { query }],
        ..Default::default()
    };
    let by_id = Some(Query::ActionIdQuery(Default::default()));
    check_input(r#"{"queries":[{"actionIdQuery":{}}]}"#, &query(by_id));
    check_input(r#"{"queries":[{}]}"#, &query(None));
    check_refused::<ListActionsRequest>(
        r#"{"queries":[{"actionIdQuery":{},"actionStateQuery":{}}]}"#,
    );
}

#[test]
fn wrong_shapes() {
    for json in [
        "null",
        "[]",
        "1",
        r#"{"queries":{}}"#,
        r#"{"queries":[null]}"#,
        "{} {}",
    ] {
        check_refused::<ListActionsRequest>(json);
    }
    check_refused::<GetFlowResponse>(r#"{"flow":"x"}"#);
}
