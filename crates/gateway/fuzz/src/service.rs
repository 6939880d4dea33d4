//! A gateway that says back what it is told, and calls of it without a socket.

use std::{convert::Infallible, sync::LazyLock, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt as _, StreamBody};
use portcullis_gateway::{
    Gateway, Limits, Method, Service,
    rest::{Route, Shape},
};
use tokio::runtime::Runtime;
use tonic::{Response, Status, Streaming};
use tower::ServiceExt as _;

/// The largest message that is read.
pub(crate) const LIMIT: usize = 4096;

/// An answer that was read to its end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) trailers: Option<HeaderMap>,
    /// Whether the body broke off.
    pub(crate) is_broken: bool,
}

static TEXT: Shape = Shape { fields: &[] };

static GATEWAY: LazyLock<Gateway> = LazyLock::new(|| {
    let limits = Limits {
        message: LIMIT,
        timeout: Some(Duration::from_secs(1)),
        ..Limits::default()
    };
    let builder = Gateway::builder().service(service()).limits(limits);
    builder.build().expect("the service is well formed")
});

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_time().build().expect("a runtime")
});

fn service() -> Service {
    let echo = [Route::new("POST", "/v1/echo", &[], &TEXT).body()];
    let talk = [Route::new("POST", "/v1/talk", &[], &TEXT).body()];
    Service::new("fuzz.v1.Fuzz")
        .method(
            Method::unary("Echo", echo, async |request: tonic::Request<String>| {
                Ok(Response::new(request.into_inner()))
            })
            .no_side_effects(),
        )
        .method(Method::bidi_streaming(
            "Talk",
            talk,
            async |request: tonic::Request<Streaming<String>>| {
                Ok::<_, Status>(Response::new(request.into_inner()))
            },
        ))
}

/// Sends a request with a body in chunks of this size. All of it is there already, so an answer
/// that has to be waited for is a mistake.
pub(crate) fn call(request: Request<&[u8]>, chunk: usize) -> Answer {
    let request = request.map(|body| {
        let chunks = body.chunks(chunk.max(1)).map(Bytes::copy_from_slice);
        let frames: Vec<_> = chunks
            .map(|chunk| Ok::<_, Infallible>(http_body::Frame::data(chunk)))
            .collect();
        StreamBody::new(tokio_stream::iter(frames))
    });
    RUNTIME.block_on(async {
        let Ok(response) = GATEWAY.clone().oneshot(request).await;
        let (head, body) = response.into_parts();
        let (body, trailers, is_broken) = match body.collect().await {
            Ok(body) => {
                let trailers = body.trailers().cloned();
                (body.to_bytes(), trailers, false)
            }
            Err(_) => (Bytes::new(), None, true),
        };
        Answer {
            status: head.status,
            headers: head.headers,
            body,
            trailers,
            is_broken,
        }
    })
}
