//! From names to addresses.

use std::{
    io,
    net::{IpAddr, SocketAddr, ToSocketAddrs as _},
    sync::Arc,
};

use async_trait::async_trait;
use tokio::{sync::Semaphore, task};

/// Names that are looked up at the same time. The system's resolver takes a thread for each, and
/// goes on when nobody waits any more.
const LOOKUPS_MAX: usize = 64;

/// Gives the addresses of names.
#[async_trait]
pub(crate) trait Resolve: Send + Sync {
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// The resolver of the system.
pub(crate) struct System {
    lookups: Arc<Semaphore>,
}

// === impl System ===

impl System {
    pub(crate) fn new() -> Self {
        Self {
            lookups: Arc::new(Semaphore::new(LOOKUPS_MAX)),
        }
    }
}

#[async_trait]
impl Resolve for System {
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let permit = Arc::clone(&self.lookups).acquire_owned().await;
        let permit = permit.map_err(io::Error::other)?;
        let name = name.to_owned();
        let lookup = task::spawn_blocking(move || {
            let _permit = permit;
            let found = (name.as_str(), 0).to_socket_addrs()?;
            Ok(found.map(|address: SocketAddr| address.ip()).collect())
        });
        lookup.await.map_err(io::Error::other)?
    }
}
