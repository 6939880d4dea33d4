//! TLS towards the hosts that are called.

use std::{io, sync::Arc};

use rustls::{
    CertificateError, ClientConfig, InvalidMessage, RootCertStore, pki_types::ServerName,
};
use tokio::{net::TcpStream, sync::OnceCell, task};
use tokio_rustls::{TlsConnector, client::TlsStream};
use url::Host;

use crate::cause::Cause;

/// TLS with the roots of the system, which are read when they are first needed.
pub(crate) struct Tls {
    config: OnceCell<Arc<ClientConfig>>,
}

// === impl Tls ===

impl Tls {
    pub(crate) fn new() -> Self {
        let config = OnceCell::new();
        Self { config }
    }

    /// With roots of one's own.
    #[cfg(test)]
    pub(crate) fn with_roots(roots: RootCertStore) -> Self {
        let config = OnceCell::new_with(configure(roots).ok());
        Self { config }
    }

    /// Speaks TLS over a connection, if the host proves that it is this one.
    pub(crate) async fn connect(
        &self,
        stream: TcpStream,
        host: &Host,
    ) -> Result<TlsStream<TcpStream>, Cause> {
        let config = self.config.get_or_try_init(load).await?;
        let connector = TlsConnector::from(Arc::clone(config));
        let connected = connector.connect(server_name(host)?, stream).await;
        connected.map_err(|error| Cause::Tls(explain(&error, host)))
    }
}

async fn load() -> Result<Arc<ClientConfig>, Cause> {
    let loading = task::spawn_blocking(|| {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        roots
    });
    let roots = loading
        .await
        .map_err(|error| Cause::Tls(error.to_string()))?;
    if roots.is_empty() {
        return Err(Cause::Tls(failed(
            "x509: no root certificates on this system",
        )));
    }
    configure(roots)
}

fn configure(roots: RootCertStore) -> Result<Arc<ClientConfig>, Cause> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Cause::Tls(error.to_string()))?;
    let mut config = builder.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn server_name(host: &Host) -> Result<ServerName<'static>, Cause> {
    match host {
        Host::Ipv4(address) => Ok(ServerName::from(std::net::IpAddr::V4(*address))),
        Host::Ipv6(address) => Ok(ServerName::from(std::net::IpAddr::V6(*address))),
        Host::Domain(name) => {
            let whole = name.strip_suffix('.').unwrap_or(name).to_owned();
            ServerName::try_from(whole).map_err(|_| Cause::Tls(format!("tls: bad name {name}")))
        }
    }
}

/// Why there is no TLS, in Go's words where it has some.
fn explain(error: &io::Error, host: &Host) -> String {
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref());
    match tls {
        Some(rustls::Error::InvalidCertificate(certificate)) => failed(&match certificate {
            CertificateError::UnknownIssuer => {
                "x509: certificate signed by unknown authority".to_owned()
            }
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => {
                "x509: certificate has expired or is not yet valid".to_owned()
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                format!("x509: certificate is not valid for {host}")
            }
            other => format!("x509: {other}"),
        }),
        Some(rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType)) => {
            "http: server gave HTTP response to HTTPS client".to_owned()
        }
        Some(rustls::Error::AlertReceived(alert)) => format!("remote error: tls: {alert:?}"),
        Some(other) => format!("tls: {other}"),
        None if error.kind() == io::ErrorKind::UnexpectedEof => "EOF".to_owned(),
        None => error.to_string(),
    }
}

fn failed(why: &str) -> String {
    format!("tls: failed to verify certificate: {why}")
}
