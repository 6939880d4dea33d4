use tokio::{io::AsyncWriteExt as _, time::Duration};

use super::{HTTP2, frame_types, hello, paused, start, until_hung_up};

/// With connections that grow a minute old, give or take six seconds, and a grace of 40 seconds.
fn hang_up(bytes: &[u8]) -> (u64, Vec<u8>) {
    let (age, grace) = (Duration::from_secs(60), Duration::from_secs(40));
    let never = Duration::from_secs(1_000_000);
    paused(async {
        let server = hello()
            .max_connection_age(age, grace)
            .head_timeout(never)
            .http2_keepalive(never, never);
        let mut stream = start(server).await.connect().await;
        stream.write_all(bytes).await.unwrap();
        until_hung_up(stream).await
    })
}

#[track_caller]
fn check(bytes: &[u8], least: u64, most: u64, said: &str) {
    let (took, heard) = hang_up(bytes);
    let heard = String::from_utf8_lossy(&heard);
    assert!((least..=most).contains(&took), "{took} s: {heard}");
    assert!(heard.contains(said), "{heard}");
}

#[test]
fn an_old_connection_is_closed() {
    check(b"", 53, 66, "");
    check(b"GET / HTTP/1.1\r\n\r\n", 53, 66, "hello");
}

#[test]
fn what_runs_is_answered_first() {
    check(b"GET /80 HTTP/1.1\r\n\r\n", 80, 81, "connection: close");
}

#[test]
fn but_not_for_ever() {
    check(b"GET /1000 HTTP/1.1\r\n\r\n", 93, 106, "");
}

#[test]
fn http2_is_told_by_goaway() {
    // The client does not even answer the ping behind it.
    let (took, said) = hang_up(HTTP2);
    assert!((93..=106).contains(&took), "{took} s");
    assert!(frame_types(&said).contains(&7), "{said:?}");
}
