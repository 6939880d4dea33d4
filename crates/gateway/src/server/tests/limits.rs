use tokio::{
    io::AsyncWriteExt as _,
    time::{Duration, timeout},
};

use super::{ANSWER_END, HTTP2, answer, frame_types, hello, paused, start, until_hung_up};

/// Sends these bytes and no more; checks after how many seconds the server hangs up, and what it
/// said.
#[track_caller]
fn check(bytes: &[u8], seconds: u64, said: &str) {
    let (took, heard) = paused(async {
        let server = start(hello()).await;
        let mut stream = server.connect().await;
        stream.write_all(bytes).await.unwrap();
        until_hung_up(stream).await
    });
    let heard = String::from_utf8_lossy(&heard);
    let sent = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]);
    assert!(took.abs_diff(seconds) <= 1, "{sent:?}: {took} s, {heard:?}");
    assert!(heard.starts_with(said), "{sent:?}: {heard:?}");
}

#[test]
fn a_silent_peer_is_not_waited_for() {
    check(b"", 30, "");
}

#[test]
fn nor_one_who_never_says_which_http_it_speaks() {
    check(b"P", 30, "");
    check(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r", 30, "");
}

#[test]
fn nor_one_who_stops_after_it() {
    check(b"G", 30, "");
    check(b"GET / HTTP/1.1\r\nhost", 30, "");
    // Asked after a minute whether it is still there, it has 20 seconds to say so.
    check(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 80, "\0");
    check(HTTP2, 80, "\0");
}

#[test]
fn a_short_request_is_answered() {
    check(b"GET / HTTP/1.1\r\n\r\n", 30, "HTTP/1.1 200 OK");
}

#[test]
fn headers_over_the_limit_are_refused() {
    let long = |length: usize| format!("GET / HTTP/1.0\r\nx: {}\r\n\r\n", "x".repeat(length));
    check(long(60_000).as_bytes(), 0, "HTTP/1.0 200 OK");
    check(long(70_000).as_bytes(), 0, "HTTP/1.0 431 ");
    // more than is buffered
    check(long(500_000).as_bytes(), 0, "HTTP/1.1 431 ");
    let many = format!("GET / HTTP/1.0\r\n{}\r\n", "x: y\r\n".repeat(101));
    check(many.as_bytes(), 0, "HTTP/1.1 431 ");
}

#[test]
fn the_application_sets_other_times() {
    let (took, _) = paused(async {
        let server = start(hello().head_timeout(Duration::from_secs(7))).await;
        until_hung_up(server.connect().await).await
    });
    assert_eq!(took, 7);
    let (took, _) = paused(async {
        let often = hello().http2_keepalive(Duration::from_secs(5), Duration::from_secs(3));
        let mut stream = start(often).await.connect().await;
        stream.write_all(HTTP2).await.unwrap();
        until_hung_up(stream).await
    });
    assert_eq!(took, 8);
}

#[test]
fn http2_is_told_the_limits() {
    let said = paused(async {
        let server = start(hello().max_streams(77).header_limit(0x1_2345)).await;
        let mut stream = server.connect().await;
        stream.write_all(HTTP2).await.unwrap();
        until_hung_up(stream).await.1
    });
    let holds = |setting: &[u8]| said.windows(6).any(|window| window == setting);
    assert!(holds(&[0, 3, 0, 0, 0, 77]), "{said:?}");
    assert!(holds(&[0, 6, 0, 1, 0x23, 0x45]), "{said:?}");
}

#[test]
fn who_resets_without_end_is_cut_off() {
    // HEADERS of a GET without a body, then RST_STREAM with CANCEL.
    let call = |stream: u32| {
        let id = stream.to_be_bytes();
        let headers = [&[0, 0, 3, 1, 5][..], &id, b"\x82\x86\x84"].concat();
        [&headers[..], &[0, 0, 4, 3, 0], &id, &[0, 0, 0, 8]].concat()
    };
    let flood: Vec<u8> = (0..1000).flat_map(|n| call(2 * n + 1)).collect();
    let (took, said) = paused(async {
        let server = start(hello()).await;
        let mut stream = server.connect().await;
        let _ = stream.write_all(&[HTTP2, &flood].concat()).await;
        until_hung_up(stream).await
    });
    assert_eq!(took, 0);
    let enhance_your_calm = [0, 0, 0, 0xb];
    assert!(frame_types(&said).contains(&7), "{said:?}");
    assert!(said.windows(4).any(|window| window == enhance_your_calm));
}

#[test]
fn further_connections_wait_for_a_place() {
    paused(async {
        let server = start(hello().max_connections(1)).await;
        let request = b"GET / HTTP/1.1\r\n\r\n";
        let mut first = server.connect().await;
        first.write_all(request).await.unwrap();
        assert!(answer(&mut first).await.starts_with("HTTP/1.1 200"));
        let mut second = server.connect().await;
        second.write_all(request).await.unwrap();
        let a_while = Duration::from_secs(20);
        assert!(timeout(a_while, answer(&mut second)).await.is_err());
        drop(first);
        let answered = answer(&mut second).await;
        assert!(answered.as_bytes().ends_with(ANSWER_END), "{answered}");
    });
}
