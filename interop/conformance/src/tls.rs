//! TLS with the certificates that the suite hands out.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use rustls::{
    RootCertStore, ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    server::WebPkiClientVerifier,
};

use crate::pb::ServerCompatRequest;

/// Clients need a certificate if the suite names one.
pub(crate) fn config(wanted: &ServerCompatRequest) -> Result<Arc<ServerConfig>> {
    let creds = wanted
        .server_creds
        .as_ref()
        .context("TLS without credentials")?;
    let chain = CertificateDer::pem_slice_iter(&creds.cert).collect::<Result<_, _>>()?;
    let key = PrivateKeyDer::from_pem_slice(&creds.key)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?;
    let config = if wanted.client_tls_cert.is_empty() {
        config.with_no_client_auth()
    } else {
        let mut roots = RootCertStore::empty();
        for root in CertificateDer::pem_slice_iter(&wanted.client_tls_cert) {
            roots.add(root?)?;
        }
        let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider);
        config.with_client_cert_verifier(verifier.build()?)
    };
    Ok(Arc::new(config.with_single_cert(chain, key)?))
}
