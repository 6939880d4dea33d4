//! Answers that are worth it are compressed for those who can read them.

use std::io::Read;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use flate2::read::GzDecoder;
use http::Request;
use serde_json::json;

use crate::support::{
    BASE, Protocol, Reply, SERVICE, Server, decode, encode, frame, h1, h2, read_frames,
};

/// Longer than what is sent as it is.
const LONG: usize = 1900;

#[tokio::test]
async fn rest_answers_are_compressed_when_long_and_asked_for() {
    let server = Server::start().await;
    let id = long_action(&server).await;
    let action = format!("{BASE}/actions/{id}");
    let small = format!("{BASE}/orgs/me");
    for (path, accepts, encoding) in [
        (&action, "gzip", "gzip"),
        (&action, "br, gzip;q=0.5", "gzip"),
        (&action, "gzip;q=0", ""),
        (&action, "identity", ""),
        (&small, "gzip", ""),
    ] {
        let reply = get(&server, path, accepts).await;
        assert_eq!(
            reply.header("content-encoding"),
            encoding,
            "{path} {accepts}"
        );
        let body = match encoding {
            "gzip" => unzip(&reply.body),
            _ => reply.body.to_vec(),
        };
        let plain = get(&server, path, "identity").await;
        assert_eq!(body, plain.body, "{path} {accepts}");
    }
}

#[tokio::test]
async fn grpc_messages_are_compressed_both_ways() {
    let server = Server::start().await;
    let id = long_action(&server).await;
    let message = encode("GetAction", &json!({ "id": id }));
    let mut zipped = flate2::write::GzEncoder::new(Vec::new(), Default::default());
    std::io::Write::write_all(&mut zipped, &message).unwrap();
    let request = Request::post(format!("/{SERVICE}/GetAction"))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .header("authorization", format!("Bearer {}", server.admin_token))
        .header("grpc-encoding", "gzip")
        .header("grpc-accept-encoding", "gzip")
        .body(frame(1, &zipped.finish().unwrap()))
        .unwrap();
    let reply = h2(server.addr, request).await;
    assert_eq!(reply.header("grpc-encoding"), "gzip");
    // Reading a frame whose first bit says so unpacks it.
    let frames = read_frames(&reply.body);
    assert_eq!((frames.len(), frames[0].0), (1, 1));
    let answer = decode("GetAction", &frames[0].1);
    assert_eq!(answer["action"]["id"], json!(id));
}

async fn long_action(server: &Server) -> String {
    let script = STANDARD.encode("x".repeat(LONG / 2));
    let request = json!({ "name": "long", "script": script });
    let answer = server
        .api(Protocol::Rest)
        .call("CreateAction", request)
        .await;
    String::from(answer.ok()["id"].as_str().unwrap())
}

async fn get(server: &Server, path: &str, accepts: &str) -> Reply {
    let request = Request::get(path)
        .header("authorization", format!("Bearer {}", server.admin_token))
        .header("accept-encoding", accepts);
    h1(server.addr, request.body(Bytes::new()).unwrap()).await
}

fn unzip(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut plain).unwrap();
    plain
}
