//! What a subscriber of `tracing` is told of a call.
//!
//! Alone in its process: whether anybody wants a span is cached for all threads, and as long as
//! only one subscriber lives, a thread without it that comes first answers no for all of them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on is to fail")]

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use http::{Request, Version};
use http_body_util::{BodyExt as _, Full};
use portcullis_gateway::{Gateway, Method, Service};
use prost::Message as _;
use tonic::Status;
use tower::ServiceExt as _;
use tracing::instrument::WithSubscriber as _;
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

type Answer<T> = Result<tonic::Response<T>, Status>;

/// Notes the fields of every span.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

impl Visit for Notes {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.lock().unwrap().push(format!("{field}={value:?}"));
    }
}

impl Subscriber for Notes {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span() && metadata.target().starts_with("portcullis_gateway")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

async fn echo(request: tonic::Request<String>) -> Answer<String> {
    match request.into_inner().as_str() {
        "fail" => Err(Status::not_found("not here")),
        text => Ok(tonic::Response::new(text.to_owned())),
    }
}

/// Fails behind its first message, when the head of the answer is long out.
async fn letters(_: tonic::Request<String>) -> Answer<BoxStream<'static, Result<String, Status>>> {
    let items = [Ok("f".to_owned()), Err(Status::not_found("not here"))];
    Ok(tonic::Response::new(Box::pin(stream::iter(items))))
}

/// A whole call over gRPC-Web, its answer read to the end.
async fn call(method: &str, text: &str) {
    let gateway = Gateway::builder()
        .service(
            Service::new("test.v1.Test")
                .method(Method::unary("Echo", [], echo))
                .method(Method::server_streaming("Letters", [], letters)),
        )
        .build()
        .unwrap();
    let message = text.to_owned().encode_to_vec();
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    let body = [&[0][..], &length, &message].concat();
    let request = Request::post(format!("/test.v1.Test/{method}"))
        .version(Version::HTTP_2)
        .header("content-type", "application/grpc-web")
        .body(Full::new(Bytes::from(body)))
        .unwrap();
    let response = gateway.oneshot(request).await.unwrap();
    response.into_body().collect().await.unwrap();
}

#[tokio::test]
async fn a_span_has_the_real_status() {
    for (method, sent, status) in [
        ("Echo", "a", 0),
        ("Echo", "fail", 5),
        ("Letters", "fail", 5),
    ] {
        let notes = Notes::default();
        call(method, sent).with_subscriber(notes.clone()).await;
        assert_eq!(
            *notes.0.lock().unwrap(),
            [
                "otel.kind=\"server\"".to_owned(),
                format!("rpc.method=\"test.v1.Test/{method}\""),
                "rpc.system=\"grpc-web\"".to_owned(),
                format!("rpc.grpc.status_code={status}"),
            ]
        );
    }
}
