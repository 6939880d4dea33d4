use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tokio::io::AsyncWriteExt as _;

use super::{paused, start};
use crate::server::{Peer, RequestBody, Server};

/// Tells the client who it is.
async fn who(request: Request<RequestBody>) -> Result<Response<Full<Bytes>>, Infallible> {
    let peer = request.extensions().get::<Peer>().unwrap();
    let mut text = peer.address().to_string();
    #[cfg(feature = "tls")]
    for certificate in peer.certificates() {
        text += &format!(" with {} bytes", certificate.len());
    }
    text += " over ";
    text += &format!("{:?} hello", request.version());
    Ok(Response::new(Full::new(Bytes::from(text))))
}

#[test]
fn handlers_see_where_a_request_comes_from() {
    paused(async {
        let server = start(Server::new(tower::service_fn(who))).await;
        let mut stream = server.connect().await;
        let from = stream.local_addr().unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
        let told = super::answer(&mut stream).await;
        assert!(
            told.ends_with(&format!("{from} over HTTP/1.1 hello")),
            "{told}"
        );
    });
}

#[cfg(feature = "tls")]
mod tls {
    use std::sync::Arc;

    use http_body_util::{BodyExt as _, Empty};
    use hyper_util::rt::{TokioExecutor, TokioIo};
    use rustls::{
        ClientConfig, RootCertStore, ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName},
        server::WebPkiClientVerifier,
    };
    use tokio_rustls::{TlsConnector, client::TlsStream};

    use super::*;
    use crate::server::tests::{Running, hello, until_hung_up};

    struct Identity {
        certificate: CertificateDer<'static>,
        key: PrivateKeyDer<'static>,
        roots: Arc<RootCertStore>,
    }

    fn identity() -> Identity {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let certificate = made.cert.der().clone();
        let mut roots = RootCertStore::empty();
        roots.add(certificate.clone()).unwrap();
        Identity {
            certificate,
            key: PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()).into(),
            roots: roots.into(),
        }
    }

    fn server_config(server: Identity, clients: Option<&Identity>) -> Arc<ServerConfig> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .unwrap();
        let config = match clients {
            None => config.with_no_client_auth(),
            Some(clients) => {
                let roots = Arc::clone(&clients.roots);
                let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider);
                config.with_client_cert_verifier(verifier.build().unwrap())
            }
        };
        let config = config.with_single_cert(vec![server.certificate], server.key);
        Arc::new(config.unwrap())
    }

    async fn connect(
        server: &Running,
        roots: Arc<RootCertStore>,
        own: Option<Identity>,
        alpn: &[&str],
    ) -> std::io::Result<TlsStream<tokio::net::TcpStream>> {
        let provider = rustls::crypto::ring::default_provider();
        let config = ClientConfig::builder_with_provider(provider.into())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots);
        let mut config = match own {
            None => config.with_no_client_auth(),
            Some(own) => config
                .with_client_auth_cert(vec![own.certificate], own.key)
                .unwrap(),
        };
        config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
        let name = ServerName::try_from("localhost").unwrap();
        let stream = server.connect().await;
        TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await
    }

    #[test]
    fn a_handshake_is_not_waited_for() {
        let (took, _) = paused(async {
            let server = start(hello().tls(server_config(identity(), None))).await;
            until_hung_up(server.connect().await).await
        });
        assert_eq!(took, 30);
    }

    #[test]
    fn alpn_offers_both_versions() {
        for (offered, expected) in [("h2", "HTTP/2.0"), ("http/1.1", "HTTP/1.1")] {
            let told = paused(async {
                let own = identity();
                let roots = Arc::clone(&own.roots);
                let service = tower::service_fn(who);
                let server = start(Server::new(service).tls(server_config(own, None))).await;
                let stream = connect(&server, roots, None, &[offered]).await.unwrap();
                let chosen = stream.get_ref().1.alpn_protocol().map(<[u8]>::to_vec);
                assert_eq!(chosen.as_deref(), Some(offered.as_bytes()));
                ask(stream, offered == "h2").await
            });
            assert!(told.ends_with(&format!("{expected} hello")), "{told}");
        }
    }

    #[test]
    fn handlers_see_the_certificate_of_a_client() {
        let (server, client) = (identity(), identity());
        let expected = format!("with {} bytes", client.certificate.len());
        let told = paused(async {
            let roots = Arc::clone(&server.roots);
            let config = server_config(server, Some(&client));
            let server = start(Server::new(tower::service_fn(who)).tls(config)).await;
            let stream = connect(&server, roots, Some(client), &["h2"])
                .await
                .unwrap();
            ask(stream, true).await
        });
        assert!(told.contains(&expected), "{told}");
    }

    #[test]
    fn a_client_without_the_certificate_it_needs_gets_nothing() {
        let said = paused(async {
            let (server, client) = (identity(), identity());
            let roots = Arc::clone(&server.roots);
            let config = server_config(server, Some(&client));
            let server = start(Server::new(tower::service_fn(who)).tls(config)).await;
            // With TLS 1.3 the client has shaken hands before the server looked at them.
            let mut stream = connect(&server, roots, None, &["http/1.1"]).await.unwrap();
            let _ = stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await;
            let mut said = Vec::new();
            let read = tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut said).await;
            assert!(read.is_err());
            said
        });
        assert_eq!(said, b"");
    }

    /// The body of the answer to one request.
    async fn ask(stream: TlsStream<tokio::net::TcpStream>, is_http2: bool) -> String {
        let io = TokioIo::new(stream);
        let request = Request::get("https://localhost/")
            .body(Empty::<Bytes>::new())
            .unwrap();
        let response = if is_http2 {
            let shaken = hyper::client::conn::http2::handshake(TokioExecutor::new(), io).await;
            let (mut sender, connection) = shaken.unwrap();
            tokio::spawn(connection);
            sender.send_request(request).await
        } else {
            let shaken = hyper::client::conn::http1::handshake(io).await;
            let (mut sender, connection) = shaken.unwrap();
            tokio::spawn(connection);
            sender.send_request(request).await
        };
        let body = response.unwrap().into_body().collect().await.unwrap();
        String::from_utf8(body.to_bytes().to_vec()).unwrap()
    }
}
