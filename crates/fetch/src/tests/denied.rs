//! Hosts that may not be reached.

use std::net::IpAddr;

use super::{LONG, LOOPBACK, Policy, Server, fetcher, fetcher_with, get, names};

const PRIVATE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));

/// Why a call is refused by a policy.
async fn refusal(policy: &Policy, url: &str) -> String {
    let fetcher = fetcher_with(names([&[LOOPBACK]]));
    fetcher.fetch(&get(url), policy, LONG).await.unwrap_err()
}

#[tokio::test]
async fn addresses_are_denied_in_any_form() {
    let policy = Policy::default();
    for (url, address, entry) in [
        ("http://127.0.0.1/", "127.0.0.1:80", "127.0.0.0/8"),
        ("http://2130706433:8080/", "127.0.0.1:8080", "127.0.0.0/8"),
        ("https://0/", "0.0.0.0:443", "0.0.0.0/8"),
        ("http://[::]/", "[::]:80", "::/128"),
        (
            "http://[::ffff:a00:1]/",
            "[::ffff:10.0.0.1]:80",
            "10.0.0.0/8",
        ),
        (
            "http://[64:ff9b::a00:1]/",
            "[64:ff9b::a00:1]:80",
            "10.0.0.0/8",
        ),
        ("http://name.test/", "127.0.0.1:80", "127.0.0.0/8"),
    ] {
        let why = format!("dial tcp {address}: address is denied by '{entry}'");
        assert_eq!(refusal(&policy, url).await, format!("Get \"{url}\": {why}"));
    }
}

#[tokio::test]
async fn names_are_denied_before_they_are_looked_up() {
    let policy = Policy::parse(["localhost"]).unwrap();
    let error = refusal(&policy, "http://LocalHost:1/json").await;
    let why = "ID=ACTIO-N72d0 Message=host is denied Parent=(address is denied by 'localhost')";
    assert_eq!(error, format!("Get \"http://LocalHost:1/json\": {why}"));
    let error = refusal(&policy, "http://user:password@localhost./").await;
    assert_eq!(error, format!("Get \"http://user:***@localhost./\": {why}"));
}

#[tokio::test]
async fn one_denied_address_denies_the_name() {
    let server = Server::start().await;
    let policy = Policy::parse(["10.0.0.0/8"]).unwrap();
    let fetcher = fetcher_with(names([&[LOOPBACK, PRIVATE]]));
    let url = format!("http://mixed.test:{}/text", server.address.port());
    let error = fetcher.fetch(&get(url), &policy, LONG).await.unwrap_err();
    assert!(
        error.ends_with("address is denied by '10.0.0.0/8'"),
        "{error}"
    );
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_name_that_changes_its_address_is_checked_again() {
    let server = Server::start().await;
    let policy = Policy::parse(["10.0.0.0/8"]).unwrap();
    let fetcher = fetcher_with(names([&[LOOPBACK], &[PRIVATE]]));
    let url = format!("http://rebound.test:{}/close", server.address.port());
    let answer = fetcher.fetch(&get(url.as_str()), &policy, LONG).await;
    assert_eq!(answer.unwrap().body, "closed");
    let error = fetcher.fetch(&get(url), &policy, LONG).await.unwrap_err();
    assert!(
        error.ends_with("address is denied by '10.0.0.0/8'"),
        "{error}"
    );
}

#[tokio::test]
async fn a_waiting_connection_is_checked_by_each_policy() {
    let server = Server::start().await;
    let fetcher = fetcher();
    let request = get(server.url("/text"));
    let default = Policy::default();
    let lax = default.clone().allow(["127.0.0.1"]).unwrap();
    fetcher.fetch(&request, &lax, LONG).await.unwrap();
    assert!(fetcher.fetch(&request, &default, LONG).await.is_err());
    let strict = lax.tightened(["127.0.0.1"], None).unwrap();
    assert!(fetcher.fetch(&request, &strict, LONG).await.is_err());
    fetcher.fetch(&request, &lax, LONG).await.unwrap();
    assert_eq!(server.connections(), 1);
}
