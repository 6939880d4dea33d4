//! What a server sees of a call, and a script of its answer.

use portcullis_runtime::FetchRequest;

use super::{Server, failure, fetch, get, headers, server::raw};

const EMPTY: &str = "HTTP/1.1 204 No Content\r\n\r\n";

/// What is sent for a request, with `HOST` in the place of host and port.
async fn sent(mut request: FetchRequest) -> String {
    let (address, read) = raw(vec![vec![EMPTY]]).await;
    let host = address.to_string();
    request.url = request.url.replace("HOST", &host);
    assert_eq!(fetch(&request).await.unwrap().status, 204);
    let read = read.lock().unwrap();
    read.replace(&host, "HOST")
}

#[tokio::test]
async fn sends_exactly_what_is_given() {
    let request = FetchRequest {
        headers: headers(&[("X-A", &["1", "2"]), ("Accept", &["text/plain"])]),
        ..get("http://HOST/a b/ä?c='d e'#f")
    };
    let expected = "GET /a%20b/%C3%A4?c=%27d%20e%27 HTTP/1.1\r\n\
        Host: HOST\r\nUser-Agent: test/1\r\nX-A: 1\r\nX-A: 2\r\nAccept: text/plain\r\n\
        Accept-Encoding: gzip\r\n\r\n";
    assert_eq!(sent(request).await, expected);
}

#[tokio::test]
async fn says_lengths_where_servers_expect_them() {
    let request = FetchRequest {
        method: "POST".to_owned(),
        // the script has no say in these
        headers: headers(&[
            ("Host", &["other"]),
            ("Content-Length", &["9"]),
            ("Transfer-Encoding", &["chunked"]),
            ("User-Agent", &["mine"]),
            ("Accept-Encoding", &["identity"]),
        ]),
        ..get("http://HOST")
    };
    let expected = "POST / HTTP/1.1\r\nHost: HOST\r\nUser-Agent: mine\r\n\
        Accept-Encoding: identity\r\nContent-Length: 0\r\n\r\n";
    assert_eq!(sent(request).await, expected);
    let delete = FetchRequest {
        method: "DELETE".to_owned(),
        ..get("http://HOST?q")
    };
    let expected = "DELETE /?q HTTP/1.1\r\nHost: HOST\r\nUser-Agent: test/1\r\n\
        Accept-Encoding: gzip\r\n\r\n";
    assert_eq!(sent(delete).await, expected);
}

#[tokio::test]
async fn sends_bodies_with_any_method() {
    let server = Server::start().await;
    for method in ["POST", "PUT", "GET", "DELETE", "report"] {
        let request = FetchRequest {
            method: method.to_owned(),
            headers: headers(&[("Content-Type", &["application/json"])]),
            body: Some(r#""ä""#.to_owned()),
            ..get(server.url("/text"))
        };
        assert_eq!(fetch(&request).await.unwrap().body, "plain text\n");
        let seen = server.seen().pop().unwrap();
        assert_eq!(
            (seen.method.as_str(), seen.body.as_str()),
            (method, r#""ä""#)
        );
        assert_eq!(server.header("content-length").unwrap(), "4");
    }
}

#[tokio::test]
async fn a_user_in_the_url_logs_in_unless_the_script_does() {
    let server = Server::start().await;
    let url = server.url("/text").replace("//", "//us%40er:p%3Aw@");
    fetch(&get(url.as_str())).await.unwrap();
    assert_eq!(
        server.header("authorization").unwrap(),
        "Basic dXNAZXI6cDp3"
    );
    let request = FetchRequest {
        headers: headers(&[("Authorization", &["Bearer t"])]),
        ..get(url)
    };
    fetch(&request).await.unwrap();
    assert_eq!(server.header("authorization").unwrap(), "Bearer t");
}

#[tokio::test]
async fn gives_status_headers_and_body() {
    let server = Server::start().await;
    for status in [201, 301, 404, 500] {
        let path = format!("/status/{status}");
        let answer = fetch(&get(server.url(&path))).await.unwrap();
        assert_eq!((answer.status, answer.body), (status, path));
    }
    let mut answer = fetch(&get(server.url("/cookies"))).await.unwrap();
    answer.headers.retain(|(name, _)| name != "Date");
    let expected: &[(&str, &[&str])] = &[
        ("Set-Cookie", &["a=1", "b=2"]),
        ("Etag", &["x"]),
        ("Content-Length", &["0"]),
    ];
    assert_eq!(answer.headers, headers(expected));
    let head = FetchRequest {
        method: "HEAD".to_owned(),
        ..get(server.url("/sized"))
    };
    assert_eq!(fetch(&head).await.unwrap().body, "");
    assert_eq!(server.header("accept-encoding"), None);
}

#[tokio::test]
async fn refuses_urls_that_parsers_understand_differently() {
    for (url, expected) in [
        (
            "ftp://127.0.0.1/x",
            r#"Get "ftp://127.0.0.1/x": unsupported protocol scheme "ftp""#,
        ),
        ("/x", r#"Get "/x": unsupported protocol scheme """#),
        ("", r#"Get "": unsupported protocol scheme """#),
        (
            " http://a/",
            r#"Get " http://a/": unsupported protocol scheme """#,
        ),
        (
            "file:///etc/passwd",
            r#"Get "file:///etc/passwd": unsupported protocol scheme "file""#,
        ),
        ("http:/a", r#"Get "http:/a": http: no Host in request URL"#),
        ("http:a", r#"Get "http:a": http: no Host in request URL"#),
        (
            "HTTP:///a",
            r#"Get "HTTP:///a": http: no Host in request URL"#,
        ),
        (
            "http://\\a",
            r#"parse "http://\\a": invalid character "\\" in host name"#,
        ),
        ("http://", r#"Get "http://": http: no Host in request URL"#),
        (
            "http://./",
            r#"Get "http://./": http: no Host in request URL"#,
        ),
        (
            "http://a\n.b/",
            r#"parse "http://a\n.b/": net/url: invalid control character in URL"#,
        ),
        (
            "http://a b/",
            r#"parse "http://a b/": invalid character " " in host name"#,
        ),
        (
            "http://a\\@b/",
            r#"parse "http://a\\@b/": invalid character "\\" in host name"#,
        ),
        (
            "http://a:99999/",
            r#"parse "http://a:99999/": invalid port number"#,
        ),
    ] {
        assert_eq!(failure(url).await, expected, "{url}");
    }
    let long = format!("http://a/{}", "a".repeat(40_000));
    assert!(failure(long).await.ends_with("more than 32768 bytes"));
}

#[tokio::test]
async fn refuses_what_cannot_be_sent() {
    let of_method = |method: &str| FetchRequest {
        method: method.to_owned(),
        ..get("http://127.0.0.1:1/")
    };
    let error = fetch(&of_method("A B")).await.unwrap_err();
    assert_eq!(error, r#"net/http: invalid method "A B""#);
    let error = fetch(&of_method("CONNECT")).await.unwrap_err();
    assert_eq!(error, r#"net/http: invalid method "CONNECT""#);
    let of_header = |name: &str, value: &str| FetchRequest {
        headers: headers(&[(name, &[value])]),
        ..get("http://127.0.0.1:1/")
    };
    let error = fetch(&of_header("a b", "")).await.unwrap_err();
    assert_eq!(
        error,
        r#"Get "http://127.0.0.1:1/": net/http: invalid header field name "a b""#
    );
    let mut request = of_header("a b", "");
    request.url = "http://u:pw@a/".to_owned();
    assert!(
        fetch(&request)
            .await
            .unwrap_err()
            .starts_with("Get \"http://u:***@a/\": ")
    );
    let error = fetch(&of_header("A", "x\r\nB: y")).await.unwrap_err();
    assert_eq!(
        error,
        r#"Get "http://127.0.0.1:1/": net/http: invalid header field value for "A""#
    );
}
