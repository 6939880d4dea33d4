use tokio::{
    io::AsyncWriteExt as _,
    time::{Duration, Instant, sleep},
};

use super::{HTTP2, frame_types, hello, paused, start, until_hung_up};

/// Stops ten seconds after these bytes; tells how long the server took to end then, and what it
/// said to the end.
async fn stop_after(bytes: &[u8], drain: Duration) -> (u64, Vec<u8>) {
    let server = start(hello().drain(drain)).await;
    let mut stream = server.connect().await;
    stream.write_all(bytes).await.unwrap();
    let heard = tokio::spawn(until_hung_up(stream));
    sleep(Duration::from_secs(10)).await;
    let stopped = Instant::now();
    let _ = server.stop.send(());
    server.ended.await.unwrap();
    let took = stopped.elapsed().as_secs();
    (took, heard.await.unwrap().1)
}

#[track_caller]
fn check(bytes: &[u8], seconds: u64, said: &str) {
    let (took, heard) = paused(stop_after(bytes, Duration::from_secs(20)));
    let heard = String::from_utf8_lossy(&heard);
    assert_eq!(took, seconds, "{heard}");
    assert!(heard.contains(said), "{heard}");
}

#[test]
fn idle_connections_are_closed_at_once() {
    check(b"", 0, "");
    check(b"GET / HTTP/1.1\r\n\r\n", 0, "hello");
}

#[test]
fn what_runs_may_finish() {
    check(b"GET /25 HTTP/1.1\r\n\r\n", 15, "connection: close");
}

#[test]
fn but_only_within_its_time() {
    check(b"GET /1000 HTTP/1.1\r\n\r\n", 20, "");
    let (took, _) = paused(stop_after(b"GET /25 HTTP/1.1\r\n\r\n", Duration::ZERO));
    assert_eq!(took, 0);
}

#[test]
fn http2_is_told_by_goaway() {
    let (took, said) = paused(stop_after(HTTP2, Duration::from_secs(20)));
    assert_eq!(took, 20);
    assert!(frame_types(&said).contains(&7), "{said:?}");
}

#[test]
fn nobody_is_let_in_any_more() {
    paused(async {
        let server = start(hello()).await;
        let _ = server.stop.send(());
        server.ended.await.unwrap();
        let refused = tokio::net::TcpStream::connect(server.address).await;
        assert!(refused.is_err());
    });
}
