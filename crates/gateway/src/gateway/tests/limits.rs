//! Time: deadlines, slow callers, callers who go away.

use std::{convert::Infallible, time::Duration};

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::Response;
use http_body::Frame;
use http_body_util::StreamBody;
use tokio::time::Instant;
use tonic::Status;
use tower::ServiceExt as _;

use super::support::{builder, enveloped, message, opened, post, send, text};
use crate::{Limits, body::Body};

#[tokio::test(start_paused = true)]
async fn a_deadline_holds_for_the_whole_call() {
    for method in ["Echo", "Letters"] {
        let mut request = post(method, "application/grpc", enveloped(0, &message("wait")));
        request
            .headers_mut()
            .insert("grpc-timeout", "300m".parse().unwrap());
        let start = Instant::now();
        let answer = send(request).await;
        assert_eq!(
            start.elapsed(),
            Duration::from_millis(301).min(start.elapsed()),
            "{method}"
        );
        let status = [
            text(&answer.headers, "grpc-status"),
            text(&answer.trailers, "grpc-status"),
        ];
        assert_eq!(status.concat(), "4", "{method}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_deadline_of_connect() {
    let mut request = post("Echo", "application/proto", message("wait"));
    request
        .headers_mut()
        .insert("connect-timeout-ms", "300".parse().unwrap());
    let answer = send(request).await;
    assert_eq!(answer.status, 504);
    let mut request = post(
        "Letters",
        "application/connect+proto",
        enveloped(0, &message("wait")),
    );
    request
        .headers_mut()
        .insert("connect-timeout-ms", "300".parse().unwrap());
    let answer = send(request).await;
    let envelopes = opened(&answer.body);
    let (_, end) = envelopes.last().unwrap();
    let end = String::from_utf8_lossy(end);
    assert!(end.contains("deadline_exceeded"), "{end}");
    assert_eq!(envelopes.len(), 5, "what was there came before it");
}

#[tokio::test]
async fn a_timeout_that_is_none() {
    let mut request = post("Echo", "application/grpc", enveloped(0, b""));
    request
        .headers_mut()
        .insert("grpc-timeout", "abc".parse().unwrap());
    assert_eq!(text(&send(request).await.headers, "grpc-status"), "13");
    let mut request = post("Echo", "application/proto", "");
    request
        .headers_mut()
        .insert("connect-timeout-ms", "abc".parse().unwrap());
    assert_eq!(send(request).await.status, 400);
}

#[tokio::test(start_paused = true)]
async fn a_message_must_arrive_in_time() {
    let begun = Bytes::from_static(&[0, 0]);
    let slow = stream::iter([Ok::<_, Status>(Frame::data(begun))]).chain(stream::pending());
    let request = post("Echo", "application/grpc", "").map(|_| Body::new(StreamBody::new(slow)));
    let start = Instant::now();
    let answer = send(request).await;
    assert_eq!(text(&answer.headers, "grpc-status"), "4");
    assert_eq!(start.elapsed().as_secs(), 5);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_cancelled() {
    let broken = stream::iter([Err::<Frame<Bytes>, _>(std::io::Error::other("reset"))]);
    let request = post("Echo", "application/grpc", "").map(|_| Body::new(StreamBody::new(broken)));
    assert_eq!(text(&send(request).await.headers, "grpc-status"), "1");
}

#[tokio::test]
async fn a_stream_that_breaks_off_does_not_look_like_its_end() {
    for begun in [b"".as_slice(), b"\0\0"] {
        let sent = [enveloped(0, &message("a")), begun.to_vec()].concat();
        let parts = [
            Ok(Frame::data(Bytes::from(sent))),
            Err(std::io::Error::other("reset")),
        ];
        let body = Body::new(StreamBody::new(stream::iter(parts)));
        let answer = send(post("Join", "application/grpc", "").map(|_| body)).await;
        assert_eq!(text(&answer.headers, "grpc-status"), "1");
    }
}

#[tokio::test(start_paused = true)]
async fn a_methods_own_limits() {
    let limits = Limits {
        concurrency: Some(1),
        timeout: Some(Duration::from_secs(1)),
        ..Limits::default()
    };
    let gateway = builder()
        .method_limits("/test.v1.Test/Echo", limits)
        .build()
        .unwrap();
    let call = |text: &str| {
        let request = post("Echo", "application/grpc", enveloped(0, &message(text)));
        gateway.clone().oneshot(request)
    };
    let (running, refused) = tokio::join!(call("wait"), call("a"));
    let status = |response: Result<Response<Body>, Infallible>| {
        text(response.unwrap().headers(), "grpc-status").to_owned()
    };
    assert_eq!(status(refused), "8");
    assert_eq!(status(running), "4", "the service's own timeout");
    assert_eq!(status(call("a").await), "", "its place is free again");
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_stopped_holds_nothing_beyond_the_deadline() {
    let limits = Limits {
        concurrency: Some(1),
        timeout: Some(Duration::from_secs(1)),
        ..Limits::default()
    };
    let gateway = builder()
        .method_limits("/test.v1.Test/Letters", limits)
        .build()
        .unwrap();
    let call = || async {
        let request = post(
            "Letters",
            "application/grpc",
            enveloped(0, &message("wait")),
        );
        let Ok(response) = gateway.clone().oneshot(request).await;
        response
    };
    let unread = call().await;
    assert_eq!(text(call().await.headers(), "grpc-status"), "8");
    // the clock is a paused one
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(text(call().await.headers(), "grpc-status"), "");
    let late = super::support::receive(unread).await;
    assert_eq!(text(&late.trailers, "grpc-status"), "4");
}

#[test]
fn limits_for_a_method_that_is_not_there() {
    let error = builder()
        .method_limits("/test.v1.Test/Nothing", Limits::default())
        .build()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no method /test.v1.Test/Nothing"
    );
}
