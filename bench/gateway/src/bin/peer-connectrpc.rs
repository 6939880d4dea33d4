//! The `connectrpc` crate with its own server: Connect, gRPC and gRPC-Web.

use connectrpc::{ConnectRpcService, Server};
use portcullis_bench_gateway::{buffa_notes::Service, buffa_pb::bench::v1::NotesServer};
use tokio::net::TcpListener;

#[tokio::main(worker_threads = 1)]
async fn main() -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    let service = ConnectRpcService::new(NotesServer::new(Service));
    let served = Server::from_listener(listener).serve_with_service(service);
    served.await.map_err(anyhow::Error::from_boxed)
}
