//! Sends every pair of the suite to the gateway and compares what arrives and what comes back.

mod service;
mod suite;
mod transcode;

use std::{net::SocketAddr, process::ExitCode, sync::Arc};

use anyhow::{Context as _, ensure};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use http_body_util::BodyExt as _;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use portcullis_gateway::Gateway;
use prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, Value};
use tokio::net::TcpListener;

use self::{
    service::Echo,
    showcase::{RepeatRequest, compliance_gateway},
    suite::Pair,
    transcode::{Call, Style},
};

#[allow(clippy::all, dead_code)]
mod showcase {
    include!(concat!(env!("OUT_DIR"), "/google.showcase.v1beta1.rs"));
    include!(concat!(env!("OUT_DIR"), "/google.showcase.v1beta1.json.rs"));
    include!(concat!(
        env!("OUT_DIR"),
        "/google.showcase.v1beta1.gateway.rs"
    ));
}

/// Requests by methods, as the authors of the suite count them.
const PAIRS: usize = 53;

/// The server, and how to reach it.
struct Target {
    address: SocketAddr,
    echo: Arc<Echo>,
    client: Client<HttpConnector, Body>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<ExitCode> {
    let pool = suite::pool()?;
    let pairs = suite::pairs(&pool)?;
    ensure!(pairs.len() == PAIRS, "the suite has {} pairs", pairs.len());

    let target = Target::start().await?;
    let mut passed = 0;
    for pair in &pairs {
        let name = pair.request.get_field_by_name("name");
        let name = name
            .as_deref()
            .and_then(|name| name.as_str())
            .unwrap_or_default();
        let label = format!("{}: {name}", pair.method.name());
        match check(&target, &pool, pair).await {
            Ok(()) => passed += 1,
            Err(error) => println!("{label}: FAILED: {error:#}"),
        }
    }
    println!("showcase: {passed} of {PAIRS} pairs passed");
    Ok(match passed {
        PAIRS => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// Sends one pair in both styles.
async fn check(target: &Target, pool: &DescriptorPool, pair: &Pair) -> anyhow::Result<()> {
    for style in [Style::Json, Style::Proto] {
        let call = transcode::call(&pair.method, &pair.request, style)?;
        let described = format!("{} {} {:?}", call.verb, call.target, call.body);
        check_call(target, pool, pair, call)
            .await
            .context(described)?;
    }
    Ok(())
}

async fn check_call(
    target: &Target,
    pool: &DescriptorPool,
    pair: &Pair,
    call: Call,
) -> anyhow::Result<()> {
    let template = call.template.clone();
    let (status, body) = target.send(call).await?;
    ensure!(status == StatusCode::OK, "{status} {body}");

    let sent = RepeatRequest::decode(pair.request.encode_to_vec().as_slice())?;
    let arrived = target.echo.take().context("nothing arrived")?;
    if let Some(intended) = &sent.intended_binding_uri {
        ensure!(
            *intended == template,
            "sent by {template}, intended was {intended}"
        );
    }
    ensure!(
        arrived.rpc == pair.method.name(),
        "{} was called",
        arrived.rpc
    );
    ensure!(
        arrived.template == template,
        "{} was matched",
        arrived.template
    );
    ensure!(
        arrived.request == sent,
        "arrived: {:?}, sent: {sent:?}",
        arrived.request
    );

    let answered: serde_json::Value = serde_json::from_str(&body)?;
    let expected = answer(pool, pair, template)?;
    ensure!(
        answered == expected,
        "answered: {body}, expected: {expected}"
    );
    Ok(())
}

/// What has to come back, by another implementation of JSON than the gateway's.
fn answer(
    pool: &DescriptorPool,
    pair: &Pair,
    template: String,
) -> anyhow::Result<serde_json::Value> {
    let descriptor = pool.get_message_by_name("google.showcase.v1beta1.RepeatResponse");
    let mut response = DynamicMessage::new(descriptor.context("no message RepeatResponse")?);
    response.set_field_by_name("request", Value::Message(pair.request.clone()));
    response.set_field_by_name("binding_uri", Value::String(template));
    // by way of text: a tree of its own has every number in double precision
    Ok(serde_json::from_str(&serde_json::to_string(&response)?)?)
}

// === impl Target ===

impl Target {
    async fn start() -> anyhow::Result<Self> {
        let echo = Arc::new(Echo::default());
        let gateway = Gateway::builder()
            .service(compliance_gateway::from_arc(Arc::clone(&echo)))
            .build()?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let router = axum::Router::new().fallback_service(gateway);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self {
            address,
            echo,
            client: Client::builder(TokioExecutor::new()).build_http(),
        })
    }

    async fn send(&self, call: Call) -> anyhow::Result<(StatusCode, String)> {
        let uri = format!("http://{}{}", self.address, call.target);
        let mut request = Request::builder().method(call.verb.as_str()).uri(uri);
        if call.body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let body = call.body.map_or_else(Body::empty, Body::from);
        let response = self.client.request(request.body(body)?).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        Ok((status, String::from_utf8_lossy(&body).into_owned()))
    }
}
