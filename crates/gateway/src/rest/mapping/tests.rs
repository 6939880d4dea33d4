use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, Uri, header::CONTENT_TYPE};
use proptest::prelude::proptest;
use prost::Message as _;
use tonic::{Code, Status};

use super::Route;
use crate::{
    json,
    path::{Captures, Matcher},
    rest::{
        head::{Head, Rules},
        options::{
            BesideMessage, Conflicts, DefaultValues, DuplicateKeys, FieldViolations, MediaTypes,
            Options, Plus, Unknown,
        },
        test_messages::{Part, UPDATE, Update},
        violation::BadRequest,
    },
};

const GET: Route<Update, Update> = Route::new("GET", "/{id}", &["id"], &UPDATE);
const POST: Route<Update, Update> = Route::new("POST", "/{id}", &["id"], &UPDATE).body();
const PATCH: Route<Update, Update> = Route::new("PATCH", "/{part.title}", &["part.title"], &UPDATE)
    .body_field("part")
    .field_mask(|message| &mut message.update_mask);
const RAW: Route<Update, Update> = Route::<Update, Update>::new("POST", "/{id}", &["id"], &UPDATE)
    .body_field("part")
    .raw_body(|message, content_type, data| {
        let part = message.part.get_or_insert_default();
        part.title = content_type;
        part.count = data.len() as i32;
    })
    .raw_response(|message| {
        let part = message.part.as_ref()?;
        Some((part.title.as_str(), part.title.as_bytes()))
    });

fn rules(change: impl FnOnce(&mut Options)) -> Arc<Rules> {
    let mut options = Options::default();
    change(&mut options);
    Arc::new(Rules::new(options, json::Options::new()))
}

/// What `target` and `body` become: the message as JSON, or the reason of INVALID_ARGUMENT.
fn decode(
    rules: &Arc<Rules>,
    route: &Route<Update, Update>,
    target: &str,
    body: &str,
) -> Result<String, Status> {
    let uri: Uri = target.parse().unwrap();
    let mut matcher = Matcher::new();
    matcher
        .insert(None, route.template().parse().unwrap(), ())
        .unwrap();
    let captures = match matcher.lookup(&http::Method::GET, uri.path()) {
        crate::path::Lookup::Found { captures, .. } => captures,
        _ => Captures::default(),
    };
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    let head = Head::new(captures, &uri, &headers, Arc::clone(rules));
    let message = route.decode(&head, &Bytes::copy_from_slice(body.as_bytes()))?;
    let mut json = BytesMut::new();
    json::encode(&message, &json::Options::new(), &mut json).unwrap();
    Ok(String::from_utf8(json.to_vec()).unwrap())
}

#[track_caller]
fn check(route: &Route<Update, Update>, target: &str, body: &str, expected: &str) {
    check_by(|_| {}, route, target, body, expected);
}

#[track_caller]
fn check_by(
    change: impl FnOnce(&mut Options),
    route: &Route<Update, Update>,
    target: &str,
    body: &str,
    expected: &str,
) {
    let decoded = decode(&rules(change), route, target, body);
    let decoded = decoded.unwrap_or_else(|status| {
        assert_eq!(status.code(), Code::InvalidArgument);
        status.message().to_owned()
    });
    assert_eq!(decoded, expected, "{target} {body}");
}

#[test]
fn the_path_fills_fields() {
    check(&GET, "/a%20b", "", r#"{"id":"a b"}"#);
    check(&GET, "/a", "not looked at", r#"{"id":"a"}"#);
    let count = Route::new("GET", "/{part.count}", &["part.count"], &UPDATE);
    check(&count, "/-5", "", r#"{"part":{"count":-5}}"#);
    check(
        &count,
        "/x",
        "",
        concat!(
            "invalid path value \"x\" for part.count: ",
            "invalid value: string \"x\", expected a whole number"
        ),
    );
}

#[test]
fn the_query_fills_the_rest() {
    check(
        &GET,
        "/a?part.count=1.5",
        "",
        concat!(
            "invalid query value \"1.5\" for part.count: ",
            "invalid value: string \"1.5\", expected a whole number"
        ),
    );
    check(
        &GET,
        "/a?tags=1&tags=2&part.title=x+y&part.inner.itemCount=1",
        "",
        r#"{"id":"a","part":{"title":"x y","inner":{"itemCount":1}},"tags":["1","2"]}"#,
    );
    check(
        &GET,
        "/a?updateMask=id,part.itemCount",
        "",
        r#"{"id":"a","updateMask":"id,part.itemCount"}"#,
    );
    check(&GET, "/a?", "", r#"{"id":"a"}"#);
    check_by(
        |options| options.plus = Plus::Literal,
        &GET,
        "/a?tags=x+y",
        "",
        r#"{"id":"a","tags":["x+y"]}"#,
    );
}

#[test]
fn the_query_names_fields_once() {
    for target in ["/a?note=1&note=2", "/a?part.itemCount=1&part.item_count=1"] {
        let error = decode(&rules(|_| {}), &GET, target, "").unwrap_err();
        assert!(
            error.message().ends_with("is given more than once"),
            "{error}"
        );
    }
    for name in ["x", "part.x", "tags.x", "part", "", "note.x", "id."] {
        let error = decode(&rules(|_| {}), &GET, &format!("/a?{name}=1"), "").unwrap_err();
        let unknown = format!("unknown query parameter {name:?}");
        let message = "invalid query value \"1\" for part: a message is set by its fields";
        let expected = if name == "part" { message } else { &unknown };
        assert_eq!(error.message(), expected);
    }
    check_by(
        |options| options.unknown_parameters = Unknown::Ignore,
        &GET,
        "/a?x=1&part.x=2&note=3",
        "",
        r#"{"id":"a","note":"3"}"#,
    );
    let nested = format!("/a?{}note=1", "part.inner.".repeat(200));
    assert!(decode(&rules(|_| {}), &GET, &nested, "").is_err());
    let many = format!("/a?{}", "tags=1&".repeat(1001));
    check(&GET, &many, "", "more than 1000 query parameters");
    check(
        &GET,
        "/a?note=%zz",
        "",
        "query parameter \"note=%zz\" is not valid percent-encoded UTF-8",
    );
}

#[test]
fn a_body_is_the_message() {
    check(&POST, "/a", r#"{"note":"n"}"#, r#"{"id":"a","note":"n"}"#);
    check(&POST, "/a", " \n", r#"{"id":"a"}"#);
    check(&POST, "/a", r#"{"id":"b"}"#, r#"{"id":"a"}"#);
    check(&POST, "/a?note=n", "", "unknown query parameter \"note\"");
    check_by(
        |options| options.parameters_beside_message = BesideMessage::Ignore,
        &POST,
        "/a?note=n",
        "{}",
        r#"{"id":"a"}"#,
    );
    check_by(
        |options| options.parameters_beside_message = BesideMessage::Apply,
        &POST,
        "/a?note=n&tags=t",
        r#"{"note":"m"}"#,
        r#"{"id":"a","tags":["t"],"note":"m"}"#,
    );
}

#[test]
fn a_body_is_a_field() {
    check(
        &PATCH,
        "/t?id=a&updateMask=id",
        r#"{"itemCount":1}"#,
        r#"{"id":"a","part":{"title":"t","itemCount":1},"updateMask":"id"}"#,
    );
    check(
        &PATCH,
        "/t?part.itemCount=7",
        r#"{"count":1}"#,
        r#"{"part":{"title":"t","count":1},"updateMask":"count"}"#,
    );
    check(&PATCH, "/t", "", r#"{"part":{"title":"t"}}"#);
}

#[test]
fn conflicts_can_be_refused() {
    let refuse = |options: &mut Options| options.conflicts = Conflicts::Refuse;
    check_by(
        refuse,
        &POST,
        "/a",
        r#"{"id":"b"}"#,
        "id has other values in path and body",
    );
    check_by(refuse, &POST, "/a", r#"{"id":"a"}"#, r#"{"id":"a"}"#);
    check_by(
        refuse,
        &GET,
        "/a?id=b",
        "",
        "id belongs to the path, not to the query",
    );
    check(&GET, "/a?id=b", "", r#"{"id":"a"}"#);
    check_by(
        refuse,
        &PATCH,
        "/t?part.itemCount=7",
        "{}",
        "part.item_count belongs to the body, not to the query",
    );
}

#[test]
fn the_mask_of_a_patch_names_what_was_sent() {
    check(
        &PATCH,
        "/t",
        r#"{"itemCount":1,"inner":{"title":"","count":0}}"#,
        concat!(
            r#"{"part":{"title":"t","itemCount":1,"inner":{}},"#,
            r#""updateMask":"itemCount,inner.title,inner.count"}"#
        ),
    );
}

#[test]
fn raw_bodies_are_taken_as_they_are() {
    check(
        &RAW,
        "/a?note=n",
        "{[",
        r#"{"id":"a","part":{"title":"text/plain","count":2},"note":"n"}"#,
    );
    let message = Update {
        part: Some(Part {
            title: "x/y".to_owned(),
            ..Part::default()
        }),
        ..Update::default()
    };
    assert_eq!(RAW.raw(&message), Some(("x/y", b"x/y".as_slice())));
    assert_eq!(RAW.raw(&Update::default()), None);
    assert!(RAW.is_raw() && RAW.is_raw_response());
}

#[test]
fn errors_name_the_field() {
    let check = |route, target, body, field: &str| {
        let status = decode(&rules(|_| {}), route, target, body).unwrap_err();
        let details = crate::details::unpack(&status);
        let detail = BadRequest::decode(details[0].value.as_slice()).unwrap();
        let [violation] = detail.field_violations.as_slice() else {
            panic!("{detail:?}");
        };
        assert_eq!(violation.field, field);
        assert_eq!(violation.description, status.message());
    };
    check(&GET, "/a?x=1", "", "x");
    check(&POST, "/a", r#"{"part":{"count":"x"}}"#, "part.count");
    check(&PATCH, "/a", r#"{"count":"x"}"#, "part.count");
    let none = |options: &mut Options| options.field_violations = FieldViolations::None;
    let status = decode(&rules(none), &GET, "/a?x=1", "").unwrap_err();
    assert!(status.details().is_empty());
}

#[test]
fn json_follows_the_options() {
    let twice = r#"{"note":"m","note":"n"}"#;
    assert!(decode(&rules(|_| {}), &POST, "/a", twice).is_err());
    check_by(
        |options| options.duplicate_keys = DuplicateKeys::LastWins,
        &POST,
        "/a",
        twice,
        r#"{"id":"a","note":"n"}"#,
    );
    let unknown = r#"{"x":1}"#;
    assert!(decode(&rules(|_| {}), &POST, "/a", unknown).is_err());
    check_by(
        |options| options.unknown_keys = Unknown::Ignore,
        &POST,
        "/a",
        unknown,
        r#"{"id":"a"}"#,
    );
}

#[test]
fn answers() {
    let encode = |route: Route<Update, Update>, change: fn(&mut Options)| {
        let mut out = BytesMut::new();
        let message = Update {
            id: "a".to_owned(),
            ..Update::default()
        };
        route.encode(&message, &rules(change), &mut out).unwrap();
        String::from_utf8(out.to_vec()).unwrap()
    };
    assert_eq!(encode(GET, |_| {}), r#"{"id":"a"}"#);
    assert_eq!(encode(GET.response_field("id"), |_| {}), r#""a""#);
    assert_eq!(encode(GET.response_field("tags"), |_| {}), "[]");
    let printed = encode(GET, |options| options.default_values = DefaultValues::Print);
    assert_eq!(printed, r#"{"id":"a","tags":[],"note":""}"#);
}

#[test]
fn content_types() {
    let accepts = |route: Route<Update, Update>, content_type: Option<&'static str>| {
        let mut headers = HeaderMap::new();
        if let Some(value) = content_type {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(value));
        }
        let any = rules(|options| options.media_types = MediaTypes::Any);
        assert!(route.binding().accepts(&headers, &any));
        route.binding().accepts(&headers, &rules(|_| {}))
    };
    for good in [
        None,
        Some("application/json"),
        Some("Application/JSON; charset=utf-8"),
        Some("application/merge-patch+json"),
        Some("application/x-ndjson"),
    ] {
        assert!(accepts(POST, good), "{good:?}");
    }
    for bad in [
        "text/plain",
        "application/xml",
        "",
        "application/x-www-form-urlencoded",
    ] {
        assert!(!accepts(POST, Some(bad)), "{bad:?}");
        assert!(
            accepts(GET, Some(bad)) && accepts(RAW, Some(bad)),
            "{bad:?}"
        );
    }
}

proptest! {
    #[test]
    fn never_panics(query in "[a-z.=&%+2F]{0,40}", body in "[{}\\[\\]\":,a-z1 ]{0,30}") {
        let target = format!("/a?{query}");
        for route in [GET, POST, PATCH, RAW] {
            let _ = decode(&rules(|_| {}), &route, &target, &body);
            let _ = decode(&rules(|options| options.conflicts = Conflicts::Refuse), &route, &target, &body);
        }
    }
}
