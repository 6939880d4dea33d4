//! Calls that get no answer.

use std::time::Duration;

use portcullis_runtime::FetchRequest;
use tokio::net::TcpListener;

use super::{SHORT, Server, failure, fetcher, get, open, server::raw};

#[tokio::test]
async fn nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = failure(format!("http://{address}/")).await;
    let expected =
        format!("Get \"http://{address}/\": dial tcp {address}: connect: connection refused");
    assert_eq!(error, expected);
}

#[tokio::test]
async fn nobody_has_the_name() {
    let error = failure("http://nobody.test/").await;
    assert_eq!(
        error,
        "Get \"http://nobody.test/\": dial tcp: lookup nobody.test: no such host"
    );
}

#[tokio::test]
async fn time_runs_out() {
    let server = Server::start().await;
    for path in ["/hang", "/stall", "/to/302?/hang"] {
        let mut request = get(server.url(path));
        request.method = "POST".to_owned();
        let error = fetcher().fetch(&request, &open(), SHORT).await.unwrap_err();
        let told = |url: &str| format!("Post \"{url}\": context deadline exceeded");
        let url = request.url.clone();
        let expected = told(&url);
        // the request that was under way is told; on a busy machine it is the first of two
        let is_second = path.contains("302") && error == told(&server.url("/hang"));
        assert!(is_second || error == expected, "{error}");
        let request = FetchRequest { url, ..request };
        let error = fetcher()
            .fetch(&request, &open(), Duration::ZERO)
            .await
            .unwrap_err();
        assert_eq!(error, expected);
    }
}

#[tokio::test]
async fn a_server_that_does_not_speak_http() {
    for (answer, why) in [
        ("", "EOF"),
        ("HTTP/1.1 200", "EOF"),
        (
            "220 mail.test\r\n\r\n",
            "net/http: HTTP/1.x transport connection broken: malformed HTTP response",
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
            "net/http: HTTP/1.x transport connection broken: malformed HTTP response",
        ),
    ] {
        let (address, _) = raw(vec![vec![answer]]).await;
        let error = failure(format!("http://{address}/")).await;
        assert_eq!(error, format!("Get \"http://{address}/\": {why}"));
    }
}

#[tokio::test]
async fn a_head_has_a_limit() {
    let long = format!("HTTP/1.1 200 OK\r\nA: {}\r\n\r\n", "a".repeat(200 * 1024));
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "A: a\r\n".repeat(1000));
    for head in [long, many] {
        let (address, _) = raw(vec![vec![head.leak()]]).await;
        let error = failure(format!("http://{address}/")).await;
        assert!(
            error.contains("response headers exceeded the limit"),
            "{error}"
        );
    }
}
