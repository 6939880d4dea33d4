//! Unary calls in this process, without a socket: `instructions TARGET DIALECT CALLS`.
//!
//! For `valgrind --tool=callgrind`, whose counts don't depend on what else the machine does: two
//! runs of different length give the instructions of a call.

mod targets;

use anyhow::{Context as _, ensure};
use bytes::Bytes;
use clap::ValueEnum as _;
use http::{HeaderMap, Request, Response, StatusCode, Version};
use http_body_util::{BodyExt as _, Full};
use portcullis_bench_gateway::dialect::{self, Dialect, Parts, Work};
use tower::{Service, ServiceExt as _};

/// A request as a server hands it over.
type Call = Request<Full<Bytes>>;

/// An answer, read to its end.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    trailers: HeaderMap,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let mut words = std::env::args().skip(1);
    let mut word = || words.next().context("instructions TARGET DIALECT CALLS");
    let target = word()?;
    let dialect = Dialect::from_str(&word()?, false).map_err(anyhow::Error::msg)?;
    let calls = word()?.parse()?;
    match (target.as_str(), dialect) {
        ("ours", _) => drive(targets::ours()?, dialect, calls).await,
        ("tonic", Dialect::Grpc) => drive(targets::tonic(), dialect, calls).await,
        ("tonic", Dialect::GrpcWeb) => drive(targets::tonic_web(), dialect, calls).await,
        ("axum", Dialect::Rest) => drive(targets::axum(), dialect, calls).await,
        ("connectrpc", _) => drive(targets::connectrpc(), dialect, calls).await,
        _ => anyhow::bail!("{target} does not speak that"),
    }
}

/// Makes the calls one after another; the first answer is checked, the others must equal it.
async fn drive<S, B>(service: S, dialect: Dialect, calls: usize) -> anyhow::Result<()>
where
    S: Service<Call, Response = Response<B>> + Clone,
    S::Error: std::error::Error + Send + Sync + 'static,
    B: http_body::Body<Data = Bytes>,
    B::Error: std::fmt::Debug,
{
    let mut request = dialect.request(Work::Note, "http://localhost")?;
    if dialect == Dialect::Grpc {
        *request.version_mut() = Version::HTTP_2;
    }
    let first = call(&service, &request).await?;
    let parts = Parts {
        status: first.status,
        headers: &first.headers,
        body: &first.body,
        trailers: &first.trailers,
    };
    let messages = dialect::messages(dialect, Work::Note, &parts)?;
    dialect::check(dialect, Work::Note, &messages)?;
    for _ in 1..calls {
        let answer = call(&service, &request).await?;
        ensure!(answer.body == first.body, "another answer than the first");
    }
    Ok(())
}

async fn call<S, B>(service: &S, request: &Request<Bytes>) -> anyhow::Result<Answer>
where
    S: Service<Call, Response = Response<B>> + Clone,
    S::Error: std::error::Error + Send + Sync + 'static,
    B: http_body::Body<Data = Bytes>,
    B::Error: std::fmt::Debug,
{
    let response = service
        .clone()
        .oneshot(request.clone().map(Full::new))
        .await?;
    let (head, body) = response.into_parts();
    let mut body = std::pin::pin!(body);
    let mut whole = Bytes::new();
    let mut trailers = HeaderMap::new();
    // Frames as a server takes them; an answer here has one with data, or two.
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| anyhow::anyhow!("{error:?}"))?;
        match frame.into_data() {
            Ok(data) if whole.is_empty() => whole = data,
            Ok(data) => whole = [whole, data].concat().into(),
            Err(frame) => trailers = frame.into_trailers().unwrap_or_default(),
        }
    }
    Ok(Answer {
        status: head.status,
        headers: head.headers,
        body: whole,
        trailers,
    })
}
