use std::{convert::Infallible, time::Duration};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Frame;
use http_body_util::{BodyExt as _, Full, StreamBody};
use serde::de::MapAccess;
use tonic::{Code, Status, metadata::MetadataValue};
use tower::ServiceExt as _;

use super::{Body, Router, RpcPath};
use crate::{
    details::{pack, status_with_details},
    json::{self, Field, FieldName, FieldSink, Plain},
    rest::{BodyRule, Route},
};

#[derive(Clone, PartialEq, prost::Message)]
struct Item {
    #[prost(string, tag = "1")]
    id: String,
    #[prost(string, tag = "2")]
    name: String,
}

impl json::Message for Item {
    const FIELDS: &'static [FieldName] = &[
        FieldName {
            json: "id",
            proto: "id",
        },
        FieldName {
            json: "name",
            proto: "name",
        },
    ];

    fn field(name: &str) -> Option<usize> {
        Self::FIELDS.iter().position(|field| field.json == name)
    }

    fn read_field<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        field: Field<'_, A>,
    ) -> Result<(), A::Error> {
        match index {
            0 => field.singular::<Plain<_>>(&mut self.id),
            _ => field.singular::<Plain<_>>(&mut self.name),
        }
    }

    fn write_fields<S: FieldSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.singular::<Plain<_>>(&Self::FIELDS[0], &self.id)?;
        sink.singular::<Plain<_>>(&Self::FIELDS[1], &self.name)
    }
}

/// Echoes, or does what the name of the item says.
async fn echo(request: tonic::Request<Item>) -> Result<tonic::Response<Item>, Status> {
    let (metadata, _, mut item) = request.into_parts();
    match item.name.as_str() {
        "details" => {
            let detail = pack(&prost_types::Duration {
                seconds: 1,
                nanos: 0,
            });
            return Err(status_with_details(Code::NotFound, "no item", [detail]));
        }
        "stranger" => {
            let mut status = Status::unauthenticated("who are you");
            status
                .metadata_mut()
                .insert("x-reason", MetadataValue::from_static("none"));
            return Err(status);
        }
        "slow" => tokio::time::sleep(Duration::from_secs(60)).await,
        "org" => {
            let orgs = metadata.get_all("x-org").iter();
            let orgs: Vec<_> = orgs.filter_map(|org| org.to_str().ok()).collect();
            item.name = orgs.join("+");
        }
        _ => {}
    }
    let mut response = tonic::Response::new(item);
    let headers = response.metadata_mut();
    headers.insert("x-item", MetadataValue::from_static("yes"));
    headers.insert("grpc-hidden", MetadataValue::from_static("yes"));
    headers.insert("content-type", MetadataValue::from_static("text/hidden"));
    headers.insert_bin("hidden-bin", MetadataValue::from_bytes(b"x"));
    Ok(response)
}

fn router() -> Router {
    use BodyRule::{Ignored, Message};
    let bind = |item: &mut Item, captures: &mut crate::path::Captures| {
        item.id = captures.string(0);
        Ok(())
    };
    let routes = [
        Route::unary(
            "GET",
            "/items/{id}",
            "/items.Items/Get",
            Ignored,
            echo,
            bind,
        ),
        Route::unary(
            "PUT",
            "/items/{id}",
            "/items.Items/Put",
            Message,
            echo,
            bind,
        ),
        Route::unary(
            "POST",
            "/items",
            "/items.Items/Add",
            Message,
            echo,
            |_, _| Ok(()),
        ),
        Route::unary(
            "POST",
            "/ping",
            "/items.Items/Ping",
            Ignored,
            echo,
            |_, _| Ok(()),
        ),
    ];
    Router::new(routes)
        .unwrap()
        .mount("/v1/")
        .json(json::Options::new().default_values(true))
}

async fn send<B>(router: Router, request: Request<B>) -> Response<Body>
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
{
    let Ok(response) = router.oneshot(request).await;
    response
}

/// Status and body.
async fn summary(response: Response<Body>) -> String {
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    format!("{status} {}", String::from_utf8_lossy(&body))
}

/// `GET /path body`, headers beside it.
async fn answer(request: &str, headers: &[(&str, &str)]) -> Response<Body> {
    let mut words = request.splitn(3, ' ');
    let mut next = || words.next().unwrap_or_default().to_owned();
    let mut request = Request::builder().method(next().as_str()).uri(next());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Full::<Bytes>::from(next())).unwrap();
    send(router(), request).await
}

#[track_caller]
fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(future)
}

#[track_caller]
fn check(request: &str, expected: &str) {
    check_with(request, &[], expected);
}

#[track_caller]
fn check_with(request: &str, headers: &[(&str, &str)], expected: &str) {
    let actual = block_on(async { summary(answer(request, headers).await).await });
    assert_eq!(actual, expected, "{request}");
}

#[test]
fn decodes_and_binds() {
    check("GET /v1/items/1", r#"200 {"id":"1","name":""}"#);
    check("GET /v1/items/a%2Fb?id=2", r#"200 {"id":"a/b","name":""}"#);
    check(
        r#"POST /v1/items {"name":"n"}"#,
        r#"200 {"id":"","name":"n"}"#,
    );
    check("POST /v1/items", r#"200 {"id":"","name":""}"#);
    check(
        r#"PUT /v1/items/1 {"name":"n","id":"2"}"#,
        r#"200 {"id":"1","name":"n"}"#,
    );
}

#[test]
fn a_rule_without_body_does_not_look_at_it() {
    check("POST /v1/ping {broken", r#"200 {"id":"","name":""}"#);
}

#[test]
fn a_broken_body_is_an_invalid_argument() {
    check(
        r#"POST /v1/items {"name":"#,
        r#"400 {"code":3,"message":"invalid JSON body: name: EOF while parsing a value at line 1 column 8"}"#,
    );
}

#[test]
fn paths_that_lead_nowhere() {
    for path in [
        "/v1",
        "/v1/",
        "/v1/nothing",
        "/v1/items/",
        "/v1/items/1/2",
        "/v2/items",
        "/v1items",
    ] {
        check(
            &format!("GET {path}"),
            r#"404 {"code":5,"message":"Not Found"}"#,
        );
    }
    check(
        "GET /v1/items/%zz",
        r#"400 {"code":3,"message":"the path is not valid percent-encoded UTF-8"}"#,
    );
}

#[test]
fn other_verbs_are_told_which_there_are() {
    let request = "DELETE /v1/items/1";
    check(request, r#"405 {"code":12,"message":"Method Not Allowed"}"#);
    check("HEAD /v1/items/1", "405 ");
    let response = block_on(answer(request, &[]));
    assert_eq!(response.headers()["allow"], "GET, PUT");
    assert_eq!(response.headers()["content-type"], "application/json");
}

#[test]
fn owns_its_mount_and_what_is_below() {
    let router = router();
    for (path, expected) in [
        ("/v1", true),
        ("/v1/", true),
        ("/v1/x", true),
        ("/v1x", false),
        ("/", false),
    ] {
        assert_eq!(router.owns(path), expected, "{path}");
    }
}

#[test]
fn errors_carry_details_and_a_challenge() {
    check(
        r#"POST /v1/items {"name":"details"}"#,
        concat!(
            r#"404 {"code":5,"message":"no item","details":["#,
            r#"{"@type":"type.googleapis.com/google.protobuf.Duration","value":"1s"}]}"#
        ),
    );
    let response = block_on(answer(r#"POST /v1/items {"name":"stranger"}"#, &[]));
    assert_eq!(response.status(), 401);
    assert_eq!(response.headers()["www-authenticate"], "who are you");
    assert_eq!(response.headers()["x-reason"], "none");
}

#[test]
fn metadata_becomes_headers() {
    let response = block_on(answer("GET /v1/items/1", &[]));
    assert_eq!(response.headers()["x-item"], "yes");
    assert_eq!(response.headers()["content-type"], "application/json");
    assert!(!response.headers().contains_key("grpc-hidden"));
    assert!(!response.headers().contains_key("hidden-bin"));
    assert_eq!(
        response.extensions().get(),
        Some(&RpcPath("/items.Items/Get"))
    );
}

#[test]
fn headers_become_metadata() {
    check_with(
        r#"POST /v1/items {"name":"org"}"#,
        &[("grpc-metadata-x-org", "b"), ("x-org", "a")],
        r#"200 {"id":"","name":"a+b"}"#,
    );
}

#[test]
fn deadlines() {
    let slow = r#"POST /v1/items {"name":"slow"}"#;
    check_with(
        slow,
        &[("grpc-timeout", "5S")],
        r#"504 {"code":4,"message":"deadline exceeded"}"#,
    );
    check_with(
        slow,
        &[("grpc-timeout", "2M")],
        r#"200 {"id":"","name":"slow"}"#,
    );
    check_with(
        slow,
        &[("grpc-timeout", "abc")],
        r#"400 {"code":3,"message":"invalid grpc-timeout: abc"}"#,
    );
}

/// Sends chunks with a pause before each, to a router that takes 10 bytes in 30 seconds.
#[track_caller]
fn check_chunks(chunks: &'static [&str], pause: Duration, expected: &str) {
    let stream = paused(chunks, pause);
    let request = Request::post("/v1/items")
        .body(StreamBody::new(stream))
        .unwrap();
    let actual = block_on(async {
        let response = send(router().body_limit(10), request).await;
        summary(response).await
    });
    assert_eq!(actual, expected);
}

fn paused(
    chunks: &'static [&str],
    pause: Duration,
) -> impl futures_util::Stream<Item = Result<Frame<Bytes>, Infallible>> + Send {
    futures_util::stream::unfold(chunks, move |chunks| async move {
        let (first, rest) = chunks.split_first()?;
        tokio::time::sleep(pause).await;
        Some((Ok(Frame::data(Bytes::from_static(first.as_bytes()))), rest))
    })
}

#[test]
fn bodies_are_limited_in_size_and_time() {
    let echoed = r#"200 {"id":"","name":""}"#;
    check_chunks(&["{", " ", "}"], Duration::from_secs(9), echoed);
    check_chunks(
        &["{      ", "    ", "}"],
        Duration::ZERO,
        r#"429 {"code":8,"message":"grpc: received message larger than max (11 vs. 10)"}"#,
    );
    check_chunks(
        &["{", "}"],
        Duration::from_secs(16),
        r#"504 {"code":4,"message":"the request body did not arrive within 30 s"}"#,
    );
}

#[test]
fn a_declared_size_over_the_limit_is_named() {
    let request = Request::post("/v1/items")
        .body(Full::<Bytes>::from(vec![b' '; 20]))
        .unwrap();
    let actual = block_on(async { summary(send(router().body_limit(10), request).await).await });
    let expected =
        r#"429 {"code":8,"message":"grpc: received message larger than max (20 vs. 10)"}"#;
    assert_eq!(actual, expected);
}

#[test]
fn refuses_routes_that_cannot_work() {
    let routes = |method, template| {
        let route = Route::unary(method, template, "/a/B", BodyRule::Ignored, echo, |_, _| {
            Ok(())
        });
        Router::new([route.clone(), route])
    };
    for (method, template, expected) in [
        ("GET", "/x", "GET /x matches the same paths as /x"),
        ("G T", "/x", "\"G T\" is no HTTP method"),
        (
            "GET",
            "x",
            "path template \"x\": a template starts with a slash",
        ),
    ] {
        assert_eq!(routes(method, template).unwrap_err().to_string(), expected);
    }
}
