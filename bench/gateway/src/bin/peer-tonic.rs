//! Stock tonic: `grpc`, or `grpc-web` with the layer of tonic-web.

use anyhow::bail;
use portcullis_bench_gateway::{pb::notes_server::NotesServer, tonic_notes::Service};
use tokio::net::TcpListener;
use tonic::transport::{Server, server::TcpIncoming};
use tonic_web::GrpcWebLayer;

#[tokio::main(worker_threads = 1)]
async fn main() -> anyhow::Result<()> {
    let service = NotesServer::new(Service);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    match std::env::args().nth(1).as_deref() {
        Some("grpc") => {
            let mut server = Server::builder();
            let router = server.add_service(service);
            router.serve_with_incoming(incoming).await?;
        }
        Some("grpc-web") => {
            let server = Server::builder().accept_http1(true);
            let router = server.layer(GrpcWebLayer::new()).add_service(service);
            router.serve_with_incoming(incoming).await?;
        }
        _ => bail!("peer-tonic grpc|grpc-web"),
    }
    Ok(())
}
