//! Which connection a call takes.

use std::net::Ipv6Addr;

use portcullis_runtime::FetchRequest;

use super::{LONG, LOOPBACK, Server, fetcher, fetcher_with, get, names, open, server::raw};

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

#[tokio::test]
async fn one_connection_serves_many_calls() {
    let server = Server::start().await;
    let fetcher = fetcher();
    for path in ["/text", "/empty", "/gzip", "/redirect?n=4", "/status/404"] {
        let clone = fetcher.clone();
        clone
            .fetch(&get(server.url(path)), &open(), LONG)
            .await
            .unwrap();
    }
    assert_eq!(server.connections(), 1);
    // what was not read to its end is not used again
    let cut = open().max_body_bytes(10);
    fetcher
        .fetch(&get(server.url("/endless")), &cut, LONG)
        .await
        .unwrap_err();
    fetcher
        .fetch(&get(server.url("/text")), &open(), LONG)
        .await
        .unwrap();
    assert_eq!(server.connections(), 2);
}

/// Two calls, of which the second finds a connection that the server closes when it is used.
async fn second(method: &str) -> Result<String, String> {
    let (address, _) = raw(vec![vec![OK, ""], vec![OK]]).await;
    let fetcher = fetcher();
    let url = format!("http://{address}/");
    fetcher
        .fetch(&get(url.as_str()), &open(), LONG)
        .await
        .unwrap();
    let request = FetchRequest {
        method: method.to_owned(),
        ..get(url)
    };
    let answer = fetcher.fetch(&request, &open(), LONG).await;
    answer.map(|answer| answer.body)
}

#[tokio::test]
async fn only_what_does_no_harm_is_sent_again() {
    assert_eq!(second("GET").await.unwrap(), "ok");
    assert_eq!(second("HEAD").await.unwrap(), "");
    assert!(second("POST").await.unwrap_err().ends_with(": EOF"));
    assert!(second("DELETE").await.unwrap_err().ends_with(": EOF"));
}

#[tokio::test]
async fn the_next_address_is_tried() {
    let server = Server::start().await;
    let fetcher = fetcher_with(names([&[Ipv6Addr::LOCALHOST.into(), LOOPBACK]]));
    let url = format!("http://both.test:{}/text", server.address.port());
    assert_eq!(
        fetcher
            .fetch(&get(url), &open(), LONG)
            .await
            .unwrap()
            .status,
        200
    );
}
