//! The gateway with its own connection server: every dialect.

use std::future;

use portcullis_bench_gateway::{pb::notes_gateway, tonic_notes::Service};
use portcullis_gateway::{Gateway, server::Server};
use tokio::net::TcpListener;

#[tokio::main(worker_threads = 1)]
async fn main() -> anyhow::Result<()> {
    let gateway = Gateway::builder()
        .service(notes_gateway::service(Service))
        .build()?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    Server::new(gateway)
        .serve(listener, future::pending())
        .await;
    Ok(())
}
