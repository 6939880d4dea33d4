//! Bare axum and serde_json: REST.

use axum::serve::ListenerExt as _;
use portcullis_bench_gateway::plain_notes;
use tokio::net::TcpListener;

#[tokio::main(worker_threads = 1)]
async fn main() -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    let listener = listener.tap_io(|stream| {
        // A stream that is already gone shows when it is read.
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, plain_notes::router()).await?;
    Ok(())
}
