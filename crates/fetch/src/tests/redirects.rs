//! Where redirects lead, and what goes with them.

use portcullis_runtime::FetchRequest;

use super::{
    LONG, LOOPBACK, Policy, Server, failure, fetch, fetcher, fetcher_with, get, headers, names,
    open,
    server::{Seen, raw},
};

const JSON: (&str, &[&str]) = ("Content-Type", &["application/json"]);
const ACCEPT: (&str, &[&str]) = ("Accept", &["text/plain"]);

/// What the server is asked for last, by a call that is redirected there.
async fn after(method: &str, status: u16) -> Seen {
    let server = Server::start().await;
    let request = FetchRequest {
        method: method.to_owned(),
        headers: headers(&[JSON, ACCEPT]),
        body: Some("body".to_owned()),
        ..get(server.url(&format!("/to/{status}?/text")))
    };
    fetch(&request).await.unwrap();
    let mut last = server.seen().pop().unwrap();
    last.headers.retain(|(name, _)| name != "referer");
    last
}

fn seen(method: &str, headers: &[(&str, &str)], body: &str) -> Seen {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Seen {
        method: method.to_owned(),
        path: "/text".to_owned(),
        headers: headers.iter().map(owned).collect(),
        body: body.to_owned(),
    }
}

#[tokio::test]
async fn methods_and_bodies_change_as_statuses_say() {
    let accept = ("accept", "text/plain");
    let json = ("content-type", "application/json");
    for status in [301, 302, 303] {
        assert_eq!(after("POST", status).await, seen("GET", &[accept], ""));
        assert_eq!(after("GET", status).await, seen("GET", &[accept], ""));
        assert_eq!(after("HEAD", status).await, seen("HEAD", &[accept], ""));
    }
    for status in [307, 308] {
        assert_eq!(
            after("PUT", status).await,
            seen("PUT", &[json, accept], "body")
        );
    }
}

#[tokio::test]
async fn four_are_followed() {
    let server = Server::start().await;
    let mut request = get(server.url("/redirect?n=4"));
    request.headers = headers(&[JSON]);
    assert_eq!(fetch(&request).await.unwrap().body, "\"arrived\"");
    request.url = server.url("/redirect?n=5");
    let error = fetch(&request).await.unwrap_err();
    assert_eq!(
        error,
        "Get \"/redirect?n=0\": stopped after too many redirects"
    );
    let seen = server.seen().split_off(5);
    assert_eq!(seen.len(), 5);
    assert_eq!(
        seen[0].headers,
        [("content-type".to_owned(), "application/json".to_owned())]
    );
    let referer = |n: u32| {
        vec![(
            "referer".to_owned(),
            server.url(&format!("/redirect?n={n}")),
        )]
    };
    assert_eq!(seen[1].headers, referer(5));
    assert_eq!(seen[4].headers, referer(2));
    let none = open().max_redirects(0);
    assert!(fetcher().fetch(&request, &none, LONG).await.is_err());
}

#[tokio::test]
async fn a_loop_ends() {
    let (address, _) = raw(vec![vec![
        "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /\r\n\r\n";
        5
    ]])
    .await;
    let error = failure(format!("http://{address}/")).await;
    assert_eq!(error, "Get \"/\": stopped after too many redirects");
}

/// The secrets that arrive after a redirect from one host to another.
async fn secrets(from: &str, to: &str) -> Vec<String> {
    let server = Server::start().await;
    let port = server.address.port();
    let request = FetchRequest {
        headers: headers(&[
            ("Authorization", &["secret"]),
            ("Cookie", &["secret"]),
            ACCEPT,
        ]),
        ..get(format!(
            "http://{from}:{port}/to/307?http://{to}:{port}/text"
        ))
    };
    let fetcher = fetcher_with(names([&[LOOPBACK], &[LOOPBACK]]));
    fetcher.fetch(&request, &open(), LONG).await.unwrap();
    let headers = server.seen().pop().unwrap().headers;
    let names = headers.into_iter().map(|header| header.0);
    names
        .filter(|name| !["accept", "referer"].contains(&name.as_str()))
        .collect()
}

#[tokio::test]
async fn secrets_stay_with_their_host() {
    let both = ["authorization", "cookie"];
    assert_eq!(secrets("a.test", "a.test").await, both);
    assert_eq!(secrets("a.test", "www.a.test").await, both);
    assert!(secrets("a.test", "b.test").await.is_empty());
    assert!(secrets("a.test", "evila.test").await.is_empty());
    assert!(secrets("www.a.test", "a.test").await.is_empty());
    assert!(secrets("a.test", "127.0.0.1").await.is_empty());
}

#[tokio::test]
async fn the_page_before_is_named_without_its_user() {
    let server = Server::start().await;
    let path = "/to/302?/text";
    let url = server.url(path).replace("//", "//user:password@");
    fetch(&get(format!("{url}#part"))).await.unwrap();
    assert_eq!(server.header("referer").unwrap(), server.url(path));
    // the place is relative, so the user is the same
    assert!(server.header("authorization").is_some());
}

#[tokio::test]
async fn lead_only_where_calls_may_go() {
    let server = Server::start().await;
    let policy = Policy::parse(["10.0.0.0/8", "denied.test", "::1"]).unwrap();
    for (location, why) in [
        ("http://10.1.2.3/", "address is denied by '10.0.0.0/8'"),
        ("//0xa000001/x", "address is denied by '10.0.0.0/8'"),
        (
            "http://[::ffff:10.0.0.1]/",
            "address is denied by '10.0.0.0/8'",
        ),
        (
            "http://Denied.test./",
            "ID=ACTIO-N72d0 Message=host is denied Parent=(address is denied by 'denied.test')",
        ),
        ("ftp://a/", "unsupported protocol scheme \"ftp\""),
    ] {
        let request = get(server.url(&format!("/to/302?{location}")));
        let error = fetcher().fetch(&request, &policy, LONG).await.unwrap_err();
        assert_eq!(error, format!("Get \"{location}\": {why}"));
    }
    let url = server.url("/to/302?/%09x");
    let why = "parse \"/\\tx\": net/url: invalid control character in URL";
    let expected = format!("Get \"{url}\": failed to parse Location header \"/\\tx\": {why}");
    assert_eq!(failure(url).await, expected);
    let url = server.url("/to/302?http:///x");
    let why = "failed to parse Location header \"http:///x\": http: no Host in request URL";
    assert_eq!(failure(url.as_str()).await, format!("Get \"{url}\": {why}"));
}

#[tokio::test]
async fn names_behind_them_are_looked_up_and_checked() {
    let server = Server::start().await;
    let policy = Policy::parse(["10.0.0.0/8"]).unwrap();
    let request = get(server.url("/to/302?http://private.test/"));
    let fetcher = fetcher_with(names([&["10.0.0.1".parse().unwrap()]]));
    let error = fetcher.fetch(&request, &policy, LONG).await.unwrap_err();
    let expected = "Get \"http://private.test/\": dial tcp 10.0.0.1:80: \
        address is denied by '10.0.0.0/8'";
    assert_eq!(error, expected);
}
