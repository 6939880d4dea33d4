//! Over real sockets, with a clock that only waiting moves.

mod age;
mod limits;
mod peers;
mod stop;

use std::{convert::Infallible, future::Future, net::SocketAddr};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tokio::{
    io::AsyncReadExt as _,
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::{Duration, Instant, sleep},
};
use tower_service::Service;

use super::{RequestBody, Server};

/// A server at work.
struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

/// What of an answer makes a whole one here.
const ANSWER_END: &[u8] = b"hello";

/// What a client of HTTP/2 says first: the preface, and settings that change nothing.
const HTTP2: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

/// Runs with a clock that only waiting moves.
fn paused<T>(test: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(test)
}

/// Says hello, after as many seconds as the path says.
fn hello() -> Server<
    impl Service<
        Request<RequestBody>,
        Response = Response<Full<Bytes>>,
        Error = Infallible,
        Future: Send,
    > + Clone
    + Send,
> {
    Server::new(tower::service_fn(
        |request: Request<RequestBody>| async move {
            let seconds = request.uri().path().trim_start_matches('/').parse();
            sleep(Duration::from_secs(seconds.unwrap_or(0))).await;
            Ok(Response::new(Full::new(Bytes::from_static(ANSWER_END))))
        },
    ))
}

async fn start<S>(server: Server<S>) -> Running
where
    S: Service<Request<RequestBody>, Response = Response<Full<Bytes>>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let ended = tokio::spawn(server.serve(listener, async move {
        if stopped.await.is_err() {
            // Nobody is left to stop it.
            std::future::pending::<()>().await;
        }
    }));
    Running {
        address,
        stop,
        ended,
    }
}

impl Running {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }
}

/// Everything until the server hangs up, and how many seconds that took.
async fn until_hung_up(mut stream: TcpStream) -> (u64, Vec<u8>) {
    let start = Instant::now();
    let mut said = Vec::new();
    let _ = stream.read_to_end(&mut said).await;
    (start.elapsed().as_secs(), said)
}

/// One answer.
async fn answer(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    while !said.ends_with(ANSWER_END) && stream.read_buf(&mut said).await.unwrap() > 0 {}
    String::from_utf8(said).unwrap()
}

/// The types of all frames of HTTP/2 in what was said.
fn frame_types(mut said: &[u8]) -> Vec<u8> {
    let mut types = Vec::new();
    while let Some((head, rest)) = said.split_at_checked(9) {
        types.push(head[3]);
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
        said = rest.get(length..).unwrap_or_default();
    }
    types
}
