//! Certificate and key of the port.

use std::sync::Arc;

use rustls::{
    ServerConfig,
    pki_types::{
        CertificateDer, PrivateKeyDer,
        pem::{self, PemObject},
    },
};

use super::{Mistakes, Setting, raw::Raw};

/// HTTP/2 first: gRPC needs it.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

pub(super) fn read(raw: &Raw, mistakes: &mut Mistakes) -> Option<Arc<ServerConfig>> {
    let chain = raw.read(Setting::TlsCert, mistakes, read_chain);
    let key = raw.read(Setting::TlsKey, mistakes, read_key);
    match (raw.get(Setting::TlsCert), raw.get(Setting::TlsKey)) {
        (Some(certificate), None) => mistakes.add(certificate.mistake(&needs(Setting::TlsKey))),
        (None, Some(key)) => mistakes.add(key.mistake(&needs(Setting::TlsCert))),
        _ => {}
    }
    let (chain, key) = (chain?, key?);
    raw.read(Setting::TlsKey, mistakes, |_| join(chain, key))
}

fn read_chain(path: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let found = CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
    match found {
        Ok(chain) if Vec::is_empty(&chain) => Err(
            "holds no certificate; give a PEM file with the chain, own certificate first"
                .to_owned(),
        ),
        Ok(chain) => Ok(chain),
        Err(error) => Err(explain(&error, "no certificate")),
    }
}

fn read_key(path: &str) -> Result<PrivateKeyDer<'static>, String> {
    PrivateKeyDer::from_pem_file(path).map_err(|error| explain(&error, "no private key"))
}

fn explain(error: &pem::Error, missing: &str) -> String {
    match error {
        pem::Error::Io(error) => format!("cannot be read: {error}"),
        pem::Error::NoItemsFound => format!("holds {missing}; give a PEM file"),
        other => format!("is not a good PEM file: {other}"),
    }
}

fn join(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<Arc<ServerConfig>, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let built = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map(|builder| builder.with_no_client_auth())
        .and_then(|builder| builder.with_single_cert(chain, key));
    let mut config = match built {
        Ok(config) => config,
        Err(rustls::Error::InconsistentKeys(_)) => {
            return Err(
                "does not belong to the certificate; give the key it was made with".to_owned(),
            );
        }
        Err(error) => return Err(format!("cannot be used with the certificate: {error}")),
    };
    config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
    Ok(Arc::new(config))
}

fn needs(other: Setting) -> String {
    format!(
        "needs {} (or {}) beside it; TLS takes both",
        other.flag(),
        other.variable()
    )
}
