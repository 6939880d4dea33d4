//! The same port behind TLS.

use bytes::Bytes;
use http::Request;

use crate::support::{
    BASE, Options, SERVICE, Server, WebAnswer, frame, raw, read_status, tls_h1, tls_h2,
};

#[tokio::test]
async fn every_dialect_works_behind_tls() {
    let server = Server::start_with(Options {
        tls: true,
        ..Options::default()
    })
    .await;
    let certificate = server.certificate.as_ref().unwrap();

    for alpn in [&["http/1.1"][..], &["h2", "http/1.1"][1..], &[]] {
        let request = Request::get(format!("{BASE}/healthz")).body(Bytes::new());
        let reply = tls_h1(server.addr, certificate, alpn, request.unwrap()).await;
        assert_eq!(
            (reply.status, reply.text().as_str()),
            (200, "{}"),
            "{alpn:?}"
        );
    }
    let request = Request::get(format!("{BASE}/healthz")).body(Bytes::new());
    let reply = tls_h2(server.addr, certificate, request.unwrap()).await;
    assert_eq!((reply.status, reply.text().as_str()), (200, "{}"));

    let reply = tls_h2(server.addr, certificate, rpc("application/grpc")).await;
    assert_eq!(
        (reply.body.clone(), read_status(&reply.trailers).0),
        (frame(0, b""), 0)
    );

    let request = rpc("application/grpc-web+proto");
    let reply = tls_h1(server.addr, certificate, &["http/1.1"], request).await;
    let web = WebAnswer::read(&reply.body);
    assert_eq!(
        (web.messages.len(), read_status(&web.trailers.unwrap()).0),
        (1, 0)
    );
}

#[tokio::test]
async fn plain_text_is_turned_away_and_harms_nobody() {
    let server = Server::start_with(Options {
        tls: true,
        ..Options::default()
    })
    .await;
    let plain = format!("GET {BASE}/healthz HTTP/1.1\r\nhost: x\r\n\r\n");
    let answer = raw(server.addr, plain.as_bytes()).await;
    assert!(!answer.starts_with(b"HTTP/1.1 200"), "{answer:?}");

    let certificate = server.certificate.as_ref().unwrap();
    let request = Request::get(format!("{BASE}/healthz")).body(Bytes::new());
    let reply = tls_h1(server.addr, certificate, &[], request.unwrap()).await;
    assert_eq!(reply.status, 200);
}

fn rpc(media: &str) -> Request<Bytes> {
    Request::post(format!("/{SERVICE}/Healthz"))
        .header("content-type", media)
        .header("te", "trailers")
        .body(frame(0, b""))
        .unwrap()
}
