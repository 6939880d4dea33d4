//! REST callers, by the routes of every kind of method.

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use tonic::{Status, Streaming};
use tower::ServiceExt as _;

use crate::{
    Gateway, Method, Service,
    body::Body,
    rest::{
        MatchedRoute, Options, Route, StreamItems,
        test_messages::{Part, UPDATE, Update},
    },
};

type Answer<T> = Result<tonic::Response<T>, Status>;
type Parts = stream::BoxStream<'static, Result<Update, Status>>;

const fn route(method: &'static str, template: &'static str) -> Route<Update, Update> {
    Route::new(method, template, &["id"], &UPDATE)
}

const fn raw(route: Route<Update, Update>) -> Route<Update, Update> {
    route
        .body_field("part")
        .raw_body(|message, content_type, data| {
            message.note = String::from_utf8_lossy(&data).into_owned();
            message.part.get_or_insert_default().title = content_type;
        })
        .raw_response(|message| {
            let part = message.part.as_ref()?;
            Some((part.title.as_str(), message.note.as_bytes()))
        })
}

pub(super) fn service() -> Service {
    let get = [route("GET", "/items/{id}")];
    let put = [route("PUT", "/items/{id}").body()];
    let upload = [raw(route("POST", "/files/{id}"))];
    let letters = [route("GET", "/letters/{id}")];
    let files = [raw(route("GET", "/files/{id}"))];
    let join = [Route::new("POST", "/join", &[], &UPDATE).body()];
    let merge = [raw(route("POST", "/merge/{id}"))];
    Service::new("test.v1.Items")
        .method(Method::unary("Get", get, echo))
        .method(Method::unary("Put", put, echo))
        .method(Method::unary("Upload", upload, echo))
        .method(Method::server_streaming("Letters", letters, spell))
        .method(Method::server_streaming("Files", files, spell))
        .method(Method::client_streaming("Join", join, collect))
        .method(Method::client_streaming("Merge", merge, collect))
}

pub(super) async fn echo(request: tonic::Request<Update>) -> Answer<Update> {
    let route = request.extensions().get::<MatchedRoute>().copied();
    let mut message = request.into_inner();
    match message.id.as_str() {
        "fail" => return Err(Status::not_found("not here")),
        "route" => message.note = route.map(|it| it.template.to_owned()).unwrap_or_default(),
        _ => {}
    }
    Ok(tonic::Response::new(message))
}

/// One message for each letter of the id; a `!` fails.
async fn spell(request: tonic::Request<Update>) -> Answer<Parts> {
    let letters: Vec<_> = request.into_inner().id.chars().collect();
    let messages = stream::iter(letters).map(|letter| match letter {
        '!' => Err(Status::data_loss("lost")),
        letter => Ok(Update {
            note: letter.to_string(),
            part: Some(Part {
                title: "x/y".to_owned(),
                ..Part::default()
            }),
            ..Update::default()
        }),
    });
    Ok(tonic::Response::new(messages.boxed()))
}

/// All that was sent in one message: the ids and notes as tags.
async fn collect(request: tonic::Request<Streaming<Update>>) -> Answer<Update> {
    let mut messages = request.into_inner();
    let mut joined = Update::default();
    while let Some(message) = messages.message().await? {
        joined.tags.push(format!("{}{}", message.id, message.note));
        joined.part = message.part.or(joined.part);
    }
    joined.note = joined.tags.concat();
    Ok(tonic::Response::new(joined))
}

/// `GET /path body` with a content type and an `accept`, both optional.
pub(super) async fn send(
    gateway: Gateway,
    line: &str,
    content_type: &str,
    accept: &str,
) -> Response<Body> {
    let mut words = line.splitn(3, ' ');
    let mut next = || words.next().unwrap_or_default().to_owned();
    let mut request = Request::builder().method(next().as_str()).uri(next());
    for (name, value) in [("content-type", content_type), ("accept", accept)] {
        if !value.is_empty() {
            request = request.header(name, value);
        }
    }
    let request = request.body(Full::<Bytes>::from(next())).unwrap();
    let Ok(response) = gateway.oneshot(request).await;
    response
}

/// Status, content type and body.
pub(super) async fn summary(response: Response<Body>) -> String {
    let header = response.headers().get("content-type").cloned();
    let content_type = header.map(|it| it.to_str().unwrap().to_owned());
    let status = response.status().as_u16();
    let body = match response.into_body().collect().await {
        Ok(body) => String::from_utf8_lossy(&body.to_bytes()).into_owned(),
        Err(error) => format!("broken off: {error}"),
    };
    format!("{status} {} {body}", content_type.unwrap_or_default())
}

fn gateway() -> Gateway {
    Gateway::builder().service(service()).build().unwrap()
}

pub(super) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(future)
}

#[track_caller]
fn check(line: &str, content_type: &str, accept: &str, expected: &str) {
    let actual = run(async { summary(send(gateway(), line, content_type, accept).await).await });
    assert_eq!(actual, expected, "{line}");
}

#[test]
fn unary() {
    check(
        "GET /items/a?note=n",
        "",
        "",
        r#"200 application/json {"id":"a","note":"n"}"#,
    );
    check(
        "PUT /items/a {\"note\":\"n\"}",
        "application/json",
        "",
        r#"200 application/json {"id":"a","note":"n"}"#,
    );
    check(
        "GET /items/route",
        "",
        "",
        r#"200 application/json {"id":"route","note":"/items/{id}"}"#,
    );
    check(
        "GET /items/fail",
        "",
        "",
        r#"404 application/json {"code":5,"message":"not here"}"#,
    );
    check(
        "GET /items/a?x=1",
        "",
        "",
        concat!(
            r#"400 application/json {"code":3,"message":"unknown query parameter \"x\"","details":"#,
            r#"[{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":"#,
            r#"[{"field":"x","description":"unknown query parameter \"x\""}]}]}"#
        ),
    );
}

#[test]
fn refusals() {
    check(
        "PUT /items/a <a/>",
        "text/xml",
        "",
        r#"415 application/json {"code":3,"message":"the body has to be JSON"}"#,
    );
    check(
        "DELETE /items/a",
        "",
        "",
        r#"405 application/json {"code":12,"message":"Method Not Allowed"}"#,
    );
    check(
        "GET /nowhere",
        "",
        "",
        r#"404 application/json {"code":5,"message":"Not Found"}"#,
    );
    let allow = |line: &str| {
        let response = run(send(gateway(), line, "", ""));
        let allow = response.headers()["allow"].to_str().unwrap().to_owned();
        (response.status().as_u16(), allow)
    };
    let methods = "GET, HEAD, OPTIONS, PUT".to_owned();
    assert_eq!(allow("DELETE /items/a"), (405, methods.clone()));
    assert_eq!(allow("OPTIONS /items/a"), (204, methods));
}

#[test]
fn head_tells_the_length() {
    let response = run(send(gateway(), "HEAD /items/a", "", ""));
    assert_eq!(response.headers()["content-length"], "10");
    assert_eq!(run(summary(response)), "200 application/json ");
}

#[test]
fn streams_of_answers() {
    let item = |letter: &str| format!(r#"{{"part":{{"title":"x/y"}},"note":"{letter}"}}"#);
    let (a, b) = (item("a"), item("b"));
    let error = r#"{"code":15,"message":"lost"}"#;
    check(
        "GET /letters/ab",
        "",
        "",
        &format!("200 application/x-ndjson {a}\n{b}\n"),
    );
    check(
        "GET /letters/a!b",
        "",
        "",
        &format!("200 application/x-ndjson {a}\n{{\"error\":{error}}}\n"),
    );
    check(
        "GET /letters/ab",
        "",
        "application/json",
        &format!("200 application/json [{a},{b}]"),
    );
    check(
        "GET /letters/a!",
        "",
        "text/event-stream",
        &format!("200 text/event-stream data: {a}\n\nevent: error\ndata: {error}\n\n"),
    );
    let options = Options {
        stream_items: StreamItems::Wrapped,
        ..Options::default()
    };
    let wrapped = Gateway::builder()
        .service(service())
        .rest(options)
        .build()
        .unwrap();
    let answer = run(async { summary(send(wrapped, "GET /letters/a", "", "").await).await });
    assert_eq!(
        answer,
        format!("200 application/x-ndjson {{\"result\":{a}}}\n")
    );
}

#[test]
fn streams_of_requests() {
    let expected = r#"200 application/json {"tags":["1","2"],"note":"12"}"#;
    let (one, two) = (r#"{"id":"1"}"#, r#"{"note":"2"}"#);
    check(
        &format!("POST /join {one}\n{two}\n"),
        "application/x-ndjson",
        "",
        expected,
    );
    check(
        &format!("POST /join [{one},{two}]"),
        "application/json",
        "",
        expected,
    );
    check("POST /join", "", "", "200 application/json {}");
    check(
        "POST /join [{}",
        "",
        "",
        r#"400 application/json {"code":3,"message":"invalid JSON stream: the body ends too early"}"#,
    );
}

#[test]
fn raw_bodies() {
    check(
        "POST /files/a {not json",
        "image/png",
        "",
        "200 image/png {not json",
    );
    check("POST /files/a", "", "", "200  ");
    check("GET /files/abc", "", "", "200 x/y abc");
    check(
        "GET /files/ab!",
        "",
        "",
        "200 x/y broken off: code: 'Unrecoverable data loss or corruption', message: \"lost\"",
    );
    check(
        "GET /files/!",
        "",
        "",
        r#"500 application/json {"code":15,"message":"lost"}"#,
    );
    check("POST /merge/a xyz", "text/plain", "", "200 text/plain axyz");
}

/// The answer to a body in this coding: its HTTP status and the codings that would do.
fn coded(line: &str, coding: &str) -> (u16, String) {
    let (verb, path) = line.split_once(' ').unwrap();
    let request = Request::builder()
        .method(verb)
        .uri(path)
        .header("content-encoding", coding)
        .body(Body::from(b"{}".to_vec()))
        .unwrap();
    let gateway = Gateway::builder().service(service()).build().unwrap();
    let Ok(response) = run(gateway.oneshot(request));
    let known = response.headers().get("accept-encoding");
    let known = known.map(|it| it.to_str().unwrap().to_owned());
    (response.status().as_u16(), known.unwrap_or_default())
}

#[test]
fn an_unknown_coding_is_answered_with_the_known_ones() {
    let (status, known) = coded("PUT /items/a", "rot13");
    assert_eq!((status, known.contains("gzip,deflate")), (415, true));
    // it is known, but the body is not compressed
    assert_eq!(coded("PUT /items/a", "gzip"), (400, String::new()));
    assert_eq!(coded("POST /join", "gzip"), (415, "identity".to_owned()));
    // without a body there is nothing to decode
    assert_eq!(coded("GET /items/a", "rot13"), (200, String::new()));
}

#[test]
fn events_are_not_stored() {
    let header = |accept: &str| {
        let gateway = Gateway::builder().service(service()).build().unwrap();
        let response = run(send(gateway, "GET /letters/a", "", accept));
        let value = response.headers().get("cache-control").cloned();
        value.map(|it| it.to_str().unwrap().to_owned())
    };
    assert_eq!(header("text/event-stream").as_deref(), Some("no-store"));
    assert_eq!(header("application/json"), None);
}
