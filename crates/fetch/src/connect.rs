//! New connections: from a place to addresses that may be reached, and to one of them.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use tokio::{net::TcpStream, task::JoinSet, time};
use url::Host;

use crate::{
    cause::Cause, connection::Connection, policy::Policy, resolve::Resolve, target::Place, tls::Tls,
};

/// How long one address may take.
const CONNECT_MAX: Duration = Duration::from_secs(5);
/// After what time the next address is tried beside the one before.
const NEXT_AFTER: Duration = Duration::from_millis(300);
/// Most addresses of a name that are tried.
const ADDRESSES_MAX: usize = 16;

/// Makes connections.
pub(crate) struct Connector {
    resolver: Arc<dyn Resolve>,
    tls: Tls,
}

// === impl Connector ===

impl Connector {
    pub(crate) fn new(resolver: Arc<dyn Resolve>, tls: Tls) -> Self {
        Self { resolver, tls }
    }

    /// Connects to a place for somebody, if the policy lets it be reached.
    pub(crate) async fn connect(
        &self,
        place: &Place,
        policy: &Policy,
        who: &str,
    ) -> Result<Connection, Cause> {
        let addresses = self.addresses(place, who).await?;
        for address in &addresses {
            // one bad address is enough: whoever answers for the name mixes them on purpose
            if let Some(entry) = policy.denies_address(&place.host, address.ip()) {
                return Err(Cause::DialDenied {
                    address: *address,
                    entry: entry.to_owned(),
                });
            }
        }
        let (stream, peer) = dial(addresses).await?;
        if place.is_tls {
            let stream = self.tls.connect(stream, &place.host).await?;
            Connection::start(stream, peer).await
        } else {
            Connection::start(stream, peer).await
        }
    }

    async fn addresses(&self, place: &Place, who: &str) -> Result<Vec<SocketAddr>, Cause> {
        let found = match &place.host {
            Host::Ipv4(address) => vec![IpAddr::V4(*address)],
            Host::Ipv6(address) => vec![IpAddr::V6(*address)],
            Host::Domain(name) => {
                let found = self.resolver.resolve(who, name).await;
                found.map_err(|error| not_found(name, &error))?
            }
        };
        let with_port = |address| SocketAddr::new(address, place.port);
        Ok(found.into_iter().map(with_port).collect())
    }
}

fn not_found(name: &str, error: &io::Error) -> Cause {
    let is_temporary = error.to_string().contains("Temporary failure");
    Cause::Lookup {
        name: name.to_owned(),
        why: if is_temporary {
            "server misbehaving"
        } else {
            "no such host"
        },
    }
}

/// Connects to the first address that answers. They are tried one after another, and beside each
/// other when one takes long; the first failure is told.
async fn dial(addresses: Vec<SocketAddr>) -> Result<(TcpStream, IpAddr), Cause> {
    let mut waiting = addresses.into_iter().take(ADDRESSES_MAX);
    let mut attempts = JoinSet::new();
    let mut failure = None;
    loop {
        let is_last = match waiting.next() {
            Some(address) => {
                attempts.spawn(attempt(address));
                waiting.len() == 0
            }
            None => true,
        };
        let ended = if is_last {
            attempts.join_next().await
        } else {
            let ended = time::timeout(NEXT_AFTER, attempts.join_next()).await;
            let Ok(ended) = ended else { continue };
            ended
        };
        match ended {
            Some(Ok(Ok(connected))) => return Ok(connected),
            Some(Ok(Err(cause))) => failure = failure.or(Some(cause)),
            Some(Err(_)) => {}
            // nothing was left to try
            None => return Err(failure.unwrap_or(Cause::NoAddress)),
        }
    }
}

async fn attempt(address: SocketAddr) -> Result<(TcpStream, IpAddr), Cause> {
    let connecting = time::timeout(CONNECT_MAX, TcpStream::connect(address)).await;
    let connected = connecting.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
    let stream = connected.map_err(|error| Cause::dial(address, &error))?;
    // requests are written whole; a failure costs time only
    drop(stream.set_nodelay(true));
    Ok((stream, address.ip()))
}
