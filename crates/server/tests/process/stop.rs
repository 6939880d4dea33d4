//! The end: signals, and calls that are still running.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use bytes::Bytes;
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustix::process::Signal;
use serde_json::Value;
use tempfile::TempDir;

use crate::process::{PATIENCE, Server, unheard};

#[test]
fn signals_end_it_well() {
    for signal in [Signal::TERM, Signal::INT] {
        let data = TempDir::new().unwrap();
        let finished = Server::start(data.path()).stop(signal);
        finished.check(0, &["stopped"]);
    }
}

#[test]
fn a_running_call_is_finished_before_the_end() {
    let data = TempDir::new().unwrap();
    let server = Server::start(data.path());
    let token = std::fs::read_to_string(data.path().join("admin.token")).unwrap();
    let body = r#"{"name":"late","script":"x"}"#;
    let head = format!(
        "POST /management/v1/actions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
         content-length: {}\r\nexpect: 100-continue\r\n\r\n",
        token.trim(),
        body.len()
    );
    let mut stream = TcpStream::connect(server.addr).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    // The server says so only once the call runs and waits for its body.
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    server.signal(Signal::TERM);
    while TcpStream::connect(server.addr).is_ok() {
        std::thread::yield_now();
    }
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    server.finish().check(0, &["stopped"]);
}

#[test]
fn a_call_that_never_ends_is_not_waited_for_longer_than_allowed() {
    let data = TempDir::new().unwrap();
    let words = ["--listen", "127.0.0.1:0", "--drain-timeout", "50ms"];
    let server = Server::start_with(data.path(), &words, &[]);
    let _stuck = stuck(&server);
    server.stop(Signal::TERM).check(0, &["stopped"]);
}

#[test]
fn a_second_signal_cuts_the_drain_short() {
    let data = TempDir::new().unwrap();
    let words = ["--listen", "127.0.0.1:0", "--drain-timeout", "1h"];
    let server = Server::start_with(data.path(), &words, &[]);
    let _stuck = stuck(&server);
    server.signal(Signal::INT);
    while TcpStream::connect(server.addr).is_ok() {
        std::thread::yield_now();
    }
    server
        .stop(Signal::INT)
        .check(0, &["received again", "stopped"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_watches_its_health_is_told_and_not_waited_for() {
    let data = TempDir::new().unwrap();
    let words = ["--listen", "127.0.0.1:0", "--drain-timeout", "1h"];
    let server = Server::start_with(data.path(), &words, &[]);
    let stream = tokio::net::TcpStream::connect(server.addr).await.unwrap();
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
    tokio::spawn(connection);
    let watch = Request::post(format!(
        "http://{}/grpc.health.v1.Health/Watch",
        server.addr
    ))
    .header("content-type", "application/grpc")
    .header("te", "trailers")
    .body(Full::new(Bytes::from_static(&[0; 5])))
    .unwrap();
    let mut body = sender.send_request(watch).await.unwrap().into_body();
    let serving = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(&serving[..], b"\0\0\0\0\x02\x08\x01");
    server.signal(Signal::TERM);
    let rest = tokio::time::timeout(PATIENCE, body.collect()).await;
    let rest = rest.unwrap().unwrap();
    assert_eq!(rest.trailers().unwrap()["grpc-status"], "0");
    assert_eq!(&rest.to_bytes()[..], b"\0\0\0\0\x02\x08\x02");
    server.finish().check(0, &["stopped"]);
}

#[tokio::test]
async fn nobody_needs_to_read_its_log() {
    let data = TempDir::new().unwrap();
    let server = Server::start_unheard(data.path());
    assert_eq!(server.admin().create("a").await.unwrap().0, 200);
    assert_eq!(server.admin().create("a").await.unwrap().0, 409);
    server.stop(Signal::TERM).check(0, &[]);

    let data_dir = data.path().to_str().unwrap();
    let words = ["token", "revoke", "1", "--data-dir", data_dir];
    unheard(&words).check(1, &[]);
    unheard(&["--listen", "8080"]).check(2, &[]);
}

#[tokio::test]
async fn a_failure_is_logged_once_under_the_id_that_the_caller_has() {
    let data = TempDir::new().unwrap();
    let server = Server::start(data.path());
    let database = data.path().join("portcullis.db");
    let connection = rusqlite::Connection::open(database).unwrap();
    connection.execute_batch("DROP TABLE flows").unwrap();
    let admin = server.admin();
    let asked = admin.call(Method::GET, "/flows/1", &Value::Null);
    let (status, body) = asked.await.unwrap();
    assert_eq!(status, 500);
    let message = body["message"].as_str().unwrap();
    let (_, id) = message.split_once("request id ").unwrap();
    let (id, _) = id.split_once(' ').unwrap();
    let finished = server.stop(Signal::TERM);
    finished.check(0, &["no such table: flows"]);
    assert_eq!(
        finished.stderr.matches(id).count(),
        1,
        "{}",
        finished.stderr
    );
    assert_eq!(finished.stderr.matches("ERROR").count(), 1);
}

/// A call whose body never comes.
fn stuck(server: &Server) -> TcpStream {
    let mut stream = TcpStream::connect(server.addr).unwrap();
    let head = "POST /management/v1/actions HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\
                expect: 100-continue\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).unwrap();
    stream
}
