//! The server that Connect's conformance suite tests: an ordinary tonic service behind the gateway.
//!
//! The suite starts one process for each configuration. It writes what it wants to standard input,
//! reads the address from standard output, sends its requests, and ends the process by SIGTERM.

mod answer;
mod compat;
mod conformance;
mod request_info;
mod stream;
mod tls;

/// What the suite's `.proto` files are compiled to.
#[allow(clippy::all, clippy::pedantic, dead_code, unreachable_pub)]
mod pb {
    include!(concat!(env!("OUT_DIR"), "/connectrpc.conformance.v1.rs"));
    include!(concat!(
        env!("OUT_DIR"),
        "/connectrpc.conformance.v1.json.rs"
    ));
    include!(concat!(
        env!("OUT_DIR"),
        "/connectrpc.conformance.v1.gateway.rs"
    ));
}

use anyhow::Result;
use portcullis_gateway::{
    Gateway, Limits,
    json::{self, TypeRegistry},
    server::Server,
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use crate::{
    conformance::Conformance,
    pb::{
        BidiStreamRequest, ClientStreamRequest, Header, IdempotentUnaryRequest,
        ServerStreamRequest, UnaryRequest, conformance_payload::RequestInfo,
        conformance_service_gateway,
    },
};

#[tokio::main]
async fn main() -> Result<()> {
    let wanted = compat::read()?;
    let mut terminate = signal(SignalKind::terminate())?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;

    let limits = Limits {
        message: usize::try_from(wanted.message_receive_limit)?,
        ..Limits::default()
    };
    let gateway = Gateway::builder()
        .service(conformance_service_gateway::service(Conformance))
        .json(json::Options::new().types(types()))
        .limits(limits)
        .compress_from(0)
        .build()?;
    let mut server = Server::new(gateway);
    if wanted.use_tls {
        server = server.tls(tls::config(&wanted)?);
    }
    compat::write(listener.local_addr()?, wanted)?;
    let stop = async move {
        terminate.recv().await;
    };
    server.serve(listener, stop).await;
    Ok(())
}

/// What stands in an `Any`: requests in answers, and details of errors in both.
fn types() -> TypeRegistry {
    TypeRegistry::new()
        .register::<UnaryRequest>()
        .register::<IdempotentUnaryRequest>()
        .register::<ClientStreamRequest>()
        .register::<ServerStreamRequest>()
        .register::<BidiStreamRequest>()
        .register::<RequestInfo>()
        .register::<Header>()
}
