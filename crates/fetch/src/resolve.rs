//! From names to addresses.

use std::{
    io,
    net::{IpAddr, SocketAddr, ToSocketAddrs as _},
    sync::Arc,
};

use async_trait::async_trait;
use tokio::task;

use crate::turns::Turns;

/// Names that are looked up at the same time. The system's resolver takes a thread for each, and
/// goes on when nobody waits any more: so whoever asks for names whose servers never answer must not
/// get all of them.
const LOOKUPS_MAX: usize = 64;

/// Gives the addresses of names.
#[async_trait]
pub(crate) trait Resolve: Send + Sync {
    /// The addresses of a name that somebody asks for.
    async fn resolve(&self, who: &str, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// The resolver of the system.
pub(crate) struct System {
    turns: Turns,
    look_up: Arc<LookUp>,
}

type LookUp = dyn Fn(&str) -> io::Result<Vec<IpAddr>> + Send + Sync;

// === impl System ===

impl System {
    pub(crate) fn new() -> Self {
        Self::with(|name| {
            let found = (name, 0).to_socket_addrs()?;
            Ok(found.map(|address: SocketAddr| address.ip()).collect())
        })
    }

    fn with(look_up: impl Fn(&str) -> io::Result<Vec<IpAddr>> + Send + Sync + 'static) -> Self {
        Self {
            turns: Turns::new(LOOKUPS_MAX),
            look_up: Arc::new(look_up),
        }
    }
}

#[async_trait]
impl Resolve for System {
    async fn resolve(&self, who: &str, name: &str) -> io::Result<Vec<IpAddr>> {
        let turn = self.turns.take(who).await.map_err(io::Error::other)?;
        let (look_up, name) = (Arc::clone(&self.look_up), name.to_owned());
        let lookup = task::spawn_blocking(move || {
            let _turn = turn;
            look_up(&name)
        });
        lookup.await.map_err(io::Error::other)?
    }
}

#[cfg(test)]
mod tests {
    use std::{
        net::Ipv4Addr,
        sync::{Mutex, mpsc},
    };

    use super::*;

    const HANGS: &str = "hangs.example";
    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[tokio::test]
    async fn who_asks_for_names_that_hang_leaves_half_to_others() {
        let (began, mut begun) = tokio::sync::mpsc::unbounded_channel();
        let (held, hang) = mpsc::channel::<()>();
        let hang = Mutex::new(hang);
        let system = Arc::new(System::with(move |name| {
            if name == HANGS {
                began.send(()).unwrap();
                // until nobody holds the other end
                hang.lock().unwrap().recv().unwrap_err();
            }
            Ok(vec![HERE])
        }));
        let asked = [(); LOOKUPS_MAX].map(|()| {
            let system = Arc::clone(&system);
            tokio::spawn(async move { system.resolve("one", HANGS).await })
        });
        for _ in 0..LOOKUPS_MAX / 2 {
            begun.recv().await.unwrap();
        }
        let found = system.resolve("two", "example.com").await;
        assert_eq!(found.unwrap(), [HERE]);
        assert!(begun.is_empty());
        drop(held);
        for one in asked {
            assert_eq!(one.await.unwrap().unwrap(), [HERE]);
        }
    }
}
