//! Bodies of answers: their limit, compression, and text.

use std::sync::atomic::Ordering;

use super::{
    LONG, Server, failure, fetch, fetcher, get, headers, open,
    server::{PIECE, raw},
};

const TOO_LONG: &str = "response body exceeded maximum allowed size";

#[tokio::test]
async fn a_long_body_is_cut_at_the_limit() {
    let server = Server::start().await;
    for path in ["/hundred", "/endless"] {
        assert_eq!(failure(server.url(path)).await, TOO_LONG);
        let sent = server.pieces.swap(0, Ordering::Relaxed) * PIECE;
        assert!(sent < 40 * 1024 * 1024, "{sent} bytes were sent");
    }
}

#[tokio::test]
async fn the_limit_itself_fits() {
    let server = Server::start().await;
    let (fetcher, request) = (fetcher(), get(server.url("/sized")));
    let fits = fetcher
        .fetch(&request, &open().max_body_bytes(30), LONG)
        .await;
    assert_eq!(fits.unwrap().body.len(), 30);
    let error = fetcher
        .fetch(&request, &open().max_body_bytes(29), LONG)
        .await
        .unwrap_err();
    let url = request.url;
    assert_eq!(
        error,
        format!("Get \"{url}\": {TOO_LONG}: Content-Length is 30 (limit 29)")
    );
}

#[tokio::test]
async fn inflates_within_the_limit() {
    let server = Server::start().await;
    let answer = fetch(&get(server.url("/gzip"))).await.unwrap();
    assert_eq!(answer.body, "packed");
    assert!(
        answer.headers.iter().all(|(name, _)| name == "Date"),
        "{:?}",
        answer.headers
    );
    let limited = open().max_body_bytes(1024 * 1024);
    let request = get(server.url("/bomb"));
    let bomb = fetcher().fetch(&request, &limited, LONG).await;
    assert_eq!(bomb.unwrap_err(), TOO_LONG);
    assert_eq!(
        failure(server.url("/not-gzip")).await,
        "gzip: invalid header"
    );
    assert_eq!(failure(server.url("/cut-gzip")).await, "unexpected EOF");
}

#[tokio::test]
async fn leaves_compression_to_a_script_that_asks_for_it() {
    let server = Server::start().await;
    let mut request = get(server.url("/gzip"));
    request.headers = headers(&[("Accept-Encoding", &["gzip"])]);
    let answer = fetch(&request).await.unwrap();
    assert!(answer.body.starts_with("\u{1f}\u{fffd}\u{8}"));
    let encoding = answer
        .headers
        .iter()
        .find(|header| header.0 == "Content-Encoding");
    assert_eq!(encoding.unwrap().1, ["GZIP"]);
}

#[tokio::test]
async fn what_is_no_text_is_replaced() {
    let server = Server::start().await;
    assert_eq!(
        fetch(&get(server.url("/bytes"))).await.unwrap().body,
        "a\u{fffd}b"
    );
    assert_eq!(fetch(&get(server.url("/empty"))).await.unwrap().body, "");
}

#[tokio::test]
async fn a_body_that_ends_early_is_none() {
    for answer in [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nabc",
    ] {
        let (address, _) = raw(vec![vec![answer]]).await;
        assert_eq!(
            failure(format!("http://{address}/")).await,
            "unexpected EOF"
        );
    }
    let (address, _) = raw(vec![vec!["HTTP/1.0 200 OK\r\n\r\nto the end"]]).await;
    let answer = fetch(&get(format!("http://{address}/"))).await.unwrap();
    assert_eq!(answer.body, "to the end");
}
