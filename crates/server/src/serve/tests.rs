use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    time::{Duration, Instant},
};
use tower::service_fn;

use super::serve;

fn tls() -> rustls::ServerConfig {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let provider = rustls::crypto::ring::default_provider();
    rustls::ServerConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap()
}

/// Sends these bytes and no more; tells after how many seconds the server hangs up, and what it
/// said. Only waiting moves the clock.
async fn hang_up(tls: Option<rustls::ServerConfig>, bytes: &[u8]) -> (u64, Vec<u8>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = service_fn(|_: Request<Incoming>| async {
        Ok::<_, Infallible>(Response::new(Full::new(Bytes::from_static(b"hello"))))
    });
    let for_ever = std::future::pending();
    let server = serve(
        listener,
        tls.map(Into::into),
        service,
        Duration::ZERO,
        for_ever,
    );
    let server = tokio::spawn(server);
    let mut stream = TcpStream::connect(address).await.unwrap();
    let start = Instant::now();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    server.abort();
    (start.elapsed().as_secs(), answer)
}

#[track_caller]
fn check(tls: Option<rustls::ServerConfig>, bytes: &[u8], seconds: u64, answer: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    let (took, said) = runtime.block_on(hang_up(tls, bytes));
    let said = String::from_utf8_lossy(&said);
    assert!(took.abs_diff(seconds) <= 1, "{bytes:?}: {took} s, {said:?}");
    assert!(said.starts_with(answer), "{bytes:?}: {said:?}");
}

#[test]
fn a_silent_peer_is_not_waited_for() {
    check(None, b"", 30, "");
    check(Some(tls()), b"", 30, "");
}

#[test]
fn nor_one_who_never_says_which_http_it_speaks() {
    check(None, b"P", 30, "");
    check(None, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r", 30, "");
}

#[test]
fn nor_one_who_stops_after_it() {
    check(None, b"G", 30, "");
    check(None, b"GET / HTTP/1.1\r\nhost", 30, "");
    // Asked after a minute whether it is still there, it has 20 seconds to say so.
    check(None, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 80, "\0");
}

#[test]
fn a_short_request_is_answered() {
    check(None, b"GET / HTTP/1.1\r\n\r\n", 30, "HTTP/1.1 200 OK");
}

#[test]
fn headers_over_the_limit_are_refused() {
    let long = |length: usize| format!("GET / HTTP/1.0\r\nx: {}\r\n\r\n", "x".repeat(length));
    check(None, long(60_000).as_bytes(), 0, "HTTP/1.0 200 OK");
    check(None, long(70_000).as_bytes(), 0, "HTTP/1.1 431 ");
    let many = format!("GET / HTTP/1.0\r\n{}\r\n", "x: y\r\n".repeat(101));
    check(None, many.as_bytes(), 0, "HTTP/1.1 431 ");
}
