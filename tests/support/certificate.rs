//! A certificate for `localhost`, made for one test and trusted by nobody else.

use std::sync::Arc;

use rcgen::generate_simple_self_signed;
use tokio_rustls::rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};

/// What a server offers, and what its clients are to trust.
#[derive(Debug)]
pub(crate) struct Certificate {
    pub(crate) config: Arc<ServerConfig>,
    pub(crate) trusted: CertificateDer<'static>,
}

// === impl Certificate ===

impl Certificate {
    /// Makes a self-signed one.
    pub(crate) fn generate() -> Self {
        let made = generate_simple_self_signed([String::from("localhost")]).unwrap();
        let trusted = made.cert.der().clone();
        let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let mut config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![trusted.clone()], PrivateKeyDer::Pkcs8(key))
            .unwrap();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Self {
            config: Arc::new(config),
            trusted,
        }
    }
}
