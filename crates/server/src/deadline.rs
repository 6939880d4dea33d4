//! A bound on the time that the message of a unary call may take to arrive.

use std::time::Duration;

use http::Request;
use http_body_util::{BodyExt as _, combinators::MapErr};
use tonic::{Status, body::Body};
use tower::{BoxError, util::MapRequestLayer};
use tower_http::timeout::DeadlineBody;

type Bounded = MapErr<DeadlineBody<Body>, fn(BoxError) -> Status>;

/// How long a caller may take to send the whole body of a REST or unary call.
pub(crate) const BODY_TIME_MAX: Duration = Duration::from_secs(30);

/// Bounds the bodies of unary calls. For streams it would be wrong: those may stay open.
pub(crate) fn layer() -> MapRequestLayer<fn(Request<Body>) -> Request<Bounded>> {
    MapRequestLayer::new(bound)
}

fn bound(request: Request<Body>) -> Request<Bounded> {
    request.map(|body| {
        let body = DeadlineBody::new(BODY_TIME_MAX, body);
        body.map_err(explain as fn(BoxError) -> Status)
    })
}

/// What the transport says itself passes as it is.
fn explain(error: BoxError) -> Status {
    if error.is::<tower_http::timeout::TimeoutError>() {
        let limit = BODY_TIME_MAX.as_secs();
        let message = format!("the request body did not arrive within {limit} s");
        return Status::deadline_exceeded(message);
    }
    Status::from_error(error)
}

#[cfg(test)]
mod tests {
    use std::{convert::Infallible, time::Duration};

    use bytes::Bytes;
    use futures_util::stream::unfold;
    use http::Request;
    use http_body::Frame;
    use http_body_util::StreamBody;
    use tokio::time::{Instant, sleep};
    use tonic::{body::Body, service::LayerExt as _};
    use tower::ServiceExt as _;

    /// The status of a call whose empty message comes byte by byte, and when it is there.
    async fn call(pause: Duration) -> (String, u64) {
        let bytes = unfold(5_u8, move |left| async move {
            let left = left.checked_sub(1)?;
            sleep(pause).await;
            let frame = Frame::data(Bytes::from_static(&[0]));
            Some((Ok::<_, Infallible>(frame), left))
        });
        let request = Request::post("/grpc.health.v1.Health/Check")
            .header("content-type", "application/grpc")
            .body(Body::new(StreamBody::new(bytes)))
            .unwrap();
        let (_reporter, health) = tonic_health::server::health_reporter();
        let start = Instant::now();
        let Ok(response) = super::layer().named_layer(health).oneshot(request).await;
        let status = response.headers().get("grpc-status");
        let status = status.map_or("in the trailers", |status| status.to_str().unwrap());
        (status.to_owned(), start.elapsed().as_secs())
    }

    #[track_caller]
    fn check(pause: u64, status: &str, seconds: u64) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let answer = runtime.block_on(call(Duration::from_secs(pause)));
        assert_eq!(answer, (status.to_owned(), seconds), "{pause}");
    }

    #[test]
    fn the_whole_message_counts_not_its_parts() {
        check(5, "in the trailers", 25);
        check(7, "4", 30);
        check(1000, "4", 30);
    }
}
