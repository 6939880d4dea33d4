use std::{convert::Infallible, future::Future, pin::Pin, time::Duration};

use bytes::Bytes;
use futures_util::Stream;
use http::{Request, Response, Version};
use http_body::{Body, Frame};
use http_body_util::{BodyExt as _, Full, StreamBody};
use tokio::time::{Instant, sleep, timeout};
use tower::{Layer as _, ServiceExt as _, service_fn};

use super::{DrainBody, DrainLayer};

type Chunks = Pin<Box<dyn Stream<Item = Result<Frame<Bytes>, Infallible>> + Send>>;

/// What the service does with the body before it answers.
#[derive(Clone, Copy, Debug)]
enum Reads {
    Nothing,
    One,
    All,
    /// Gives up after a second.
    Impatiently,
}

/// A body of this many kilobytes, one a second.
fn chunks(number: usize) -> StreamBody<Chunks> {
    let stream = futures_util::stream::unfold(number, |left| async move {
        let left = left.checked_sub(1)?;
        sleep(Duration::from_secs(1)).await;
        Some((Ok(Frame::data(Bytes::from_static(&[b' '; 1024]))), left))
    });
    StreamBody::new(Box::pin(stream))
}

async fn read(mut body: DrainBody<StreamBody<Chunks>>, reads: Reads) {
    match reads {
        Reads::Nothing => {}
        Reads::One => assert!(body.frame().await.is_some()),
        Reads::All => assert!(body.collect().await.is_ok()),
        Reads::Impatiently => {
            let half = Duration::from_millis(500);
            assert!(timeout(half, body.collect()).await.is_err());
        }
    }
}

async fn whole(body: impl Body<Data = Bytes, Error = Infallible>) -> Bytes {
    let Ok(body) = body.collect().await;
    body.to_bytes()
}

/// Runs with a clock that only waiting moves.
fn paused<T>(test: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(test)
}

/// How long the answer takes, in milliseconds of a clock that only waiting moves.
#[track_caller]
fn check(version: Version, expect: &str, seconds: usize, reads: Reads, expected: u128) {
    check_within(DrainLayer::new(), version, expect, seconds, reads, expected);
}

#[track_caller]
fn check_within(
    layer: DrainLayer,
    version: Version,
    expect: &str,
    seconds: usize,
    reads: Reads,
    expected: u128,
) {
    let service = service_fn(move |request: Request<DrainBody<_>>| async move {
        read(request.into_body(), reads).await;
        Ok::<_, Infallible>(Response::new(Full::new(Bytes::from_static(b"answer"))))
    });
    let request = Request::post("/")
        .version(version)
        .header("expect", expect)
        .body(chunks(seconds))
        .unwrap();
    let took = paused(async {
        let start = Instant::now();
        let Ok(response) = layer.layer(service).oneshot(request).await;
        let took = start.elapsed().as_millis();
        assert_eq!(whole(response.into_body()).await, "answer");
        assert_eq!(start.elapsed().as_millis(), took, "the body has no pause");
        took
    });
    assert_eq!(took, expected, "{version:?} {expect:?} {reads:?}");
}

#[test]
fn an_answer_waits_for_the_rest_of_an_http1_body() {
    check(Version::HTTP_11, "", 3, Reads::Nothing, 3000);
    check(Version::HTTP_11, "", 3, Reads::One, 3000);
    check(Version::HTTP_10, "", 3, Reads::One, 3000);
    check(Version::HTTP_11, "", 3, Reads::All, 3000);
}

#[test]
fn it_does_not_wait_for_ever() {
    check(Version::HTTP_11, "", 60, Reads::Nothing, 5000);
    check(Version::HTTP_11, "", 60, Reads::Impatiently, 500);
}

/// A service that answers at once, with what it reads of the body, up to so many frames.
async fn echo(
    request: Request<DrainBody<StreamBody<Chunks>>>,
    frames: usize,
) -> Result<Response<StreamBody<Chunks>>, Infallible> {
    let body = (request.into_body(), frames);
    let echoed = futures_util::stream::unfold(body, |(mut body, left)| async move {
        let left = left.checked_sub(1)?;
        let frame = body.frame().await?;
        Some((frame, (body, left)))
    });
    Ok(Response::new(StreamBody::new(Box::pin(echoed))))
}

/// When frames of a streamed answer come, the last time being that of its end.
#[track_caller]
fn check_stream(version: Version, seconds: usize, frames: usize, expected: &[u128]) {
    let layer = DrainLayer::new();
    let service = layer.layer(service_fn(move |request| echo(request, frames)));
    let request = Request::post("/").version(version);
    let request = request.body(chunks(seconds)).unwrap();
    let times = paused(async {
        let start = Instant::now();
        let Ok(response) = service.oneshot(request).await;
        let mut body = response.into_body();
        let mut times = Vec::new();
        while let Some(Ok(_)) = body.frame().await {
            times.push(start.elapsed().as_millis());
        }
        times.push(start.elapsed().as_millis());
        times
    });
    assert_eq!(times, expected, "{version:?} {seconds} {frames}");
}

#[test]
fn the_end_of_a_stream_waits_for_the_rest_of_an_http1_body() {
    check_stream(Version::HTTP_11, 3, 1, &[1000, 3000]);
    check_stream(Version::HTTP_11, 3, 9, &[1000, 2000, 3000, 3000]);
    check_stream(Version::HTTP_11, 60, 2, &[1000, 2000, 7000]);
    check_stream(Version::HTTP_2, 3, 1, &[1000, 1000]);
}

#[test]
fn how_long_is_for_the_application_to_say() {
    let (version, nothing) = (Version::HTTP_11, Reads::Nothing);
    let brief = DrainLayer::new().max_time(Duration::from_secs(2));
    check_within(brief, version, "", 60, nothing, 2000);
    let small = DrainLayer::new().max_bytes(3 * 1024);
    check_within(small, version, "", 60, nothing, 3000);
}

#[test]
fn it_does_not_wait_over_http2() {
    check(Version::HTTP_2, "", 3, Reads::Nothing, 0);
    check(Version::HTTP_2, "", 3, Reads::One, 1000);
}

#[test]
fn a_body_that_was_not_asked_for_stays_where_it_is() {
    check(Version::HTTP_11, "100-Continue", 3, Reads::Nothing, 0);
    check(Version::HTTP_11, "100-continue", 3, Reads::One, 3000);
}

#[test]
fn the_reader_sees_the_body_as_it_is() {
    let (body, rest) = DrainBody::lent(http_body_util::Full::new(Bytes::from_static(b"x")), true);
    assert_eq!(body.size_hint().exact(), Some(1));
    assert!(!body.is_end_stream());
    drop(body);
    assert!(rest.take().is_some_and(|body| !body.is_end_stream()));
    assert!(rest.take().is_none());
}
