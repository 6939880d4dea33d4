//! Calls over TLS.

use std::{net::IpAddr, sync::Arc};

use rustls::{RootCertStore, ServerConfig, pki_types::PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

use super::{LONG, LOOPBACK, Server, get, names, open};
use crate::{Fetcher, tls::Tls};

/// A server with a certificate for `good.test`, and the roots that vouch for it.
async fn start() -> (Server, RootCertStore) {
    let made = rcgen::generate_simple_self_signed(["good.test".to_owned()]).unwrap();
    let certificate = made.cert.der().clone();
    let mut roots = RootCertStore::empty();
    roots.add(certificate.clone()).unwrap();
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key.into())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    (Server::start_with(Some(acceptor)).await, roots)
}

fn fetcher(roots: RootCertStore) -> Fetcher {
    let answers: [&[IpAddr]; 2] = [&[LOOPBACK], &[LOOPBACK]];
    Fetcher::with("test/1", names(answers), Tls::with_roots(roots)).unwrap()
}

#[tokio::test]
async fn a_host_must_prove_who_it_is() {
    let (server, roots) = start().await;
    let port = server.address.port();
    let url = format!("https://good.test:{port}/text");
    let answer = fetcher(roots.clone())
        .fetch(&get(url.as_str()), &open(), LONG)
        .await;
    assert_eq!(answer.unwrap().body, "plain text\n");
    let unknown = fetcher(RootCertStore::empty());
    let failed = "tls: failed to verify certificate: x509:";
    let error = unknown
        .fetch(&get(url.as_str()), &open(), LONG)
        .await
        .unwrap_err();
    let why = format!("{failed} certificate signed by unknown authority");
    assert_eq!(error, format!("Get \"{url}\": {why}"));
    for host in ["bad.test", "127.0.0.1"] {
        let url = format!("https://{host}:{port}/text");
        let error = fetcher(roots.clone())
            .fetch(&get(url.as_str()), &open(), LONG)
            .await;
        let why = format!("{failed} certificate is not valid for {host}");
        assert_eq!(error.unwrap_err(), format!("Get \"{url}\": {why}"));
    }
}

#[tokio::test]
async fn no_redirect_leaves_tls() {
    let (server, roots) = start().await;
    let port = server.address.port();
    let url = format!("https://good.test:{port}/to/302?http://good.test/");
    let error = fetcher(roots)
        .fetch(&get(url), &open(), LONG)
        .await
        .unwrap_err();
    let why = "redirect downgrade from https to http is not allowed";
    assert_eq!(error, format!("Get \"http://good.test/\": {why}"));
}

#[tokio::test]
async fn a_server_without_tls_is_told() {
    let url = format!(
        "https://good.test:{}/",
        Server::start().await.address.port()
    );
    let error = fetcher(RootCertStore::empty())
        .fetch(&get(url.as_str()), &open(), LONG)
        .await;
    let why = "http: server gave HTTP response to HTTPS client";
    assert_eq!(error.unwrap_err(), format!("Get \"{url}\": {why}"));
}

#[tokio::test]
async fn the_system_resolves_and_vouches() {
    let fetcher = Fetcher::new("test/1").unwrap();
    let plain = Server::start().await;
    let url = format!("http://localhost:{}/text", plain.address.port());
    assert_eq!(
        fetcher
            .fetch(&get(url), &open(), LONG)
            .await
            .unwrap()
            .status,
        200
    );
    let (server, _) = start().await;
    let url = format!("https://localhost:{}/text", server.address.port());
    let error = fetcher.fetch(&get(url), &open(), LONG).await.unwrap_err();
    assert!(
        error.contains("tls: failed to verify certificate: x509"),
        "{error}"
    );
    assert!(Fetcher::new("a\nb").is_err());
}
