//! The end: signals, and calls that are still running.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::process::Server;

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
