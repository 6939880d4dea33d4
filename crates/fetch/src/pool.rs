//! Connections that wait for the next request.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use tokio::time::{self, Instant};

use crate::{connection::Connection, target::Place};

/// How long a connection waits.
const IDLE_MAX: Duration = Duration::from_secs(30);
/// Most connections that wait: in all, and for one place.
const CONNECTIONS_MAX: usize = 128;
const CONNECTIONS_OF_PLACE_MAX: usize = 8;

/// Connections that wait for the next request.
#[derive(Default)]
pub(crate) struct Pool {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    idle: HashMap<Place, Vec<Idle>>,
    is_swept: bool,
}

struct Idle {
    connection: Connection,
    until: Instant,
}

// === impl Pool ===

impl Pool {
    /// A connection to a place, with an address that is fine.
    pub(crate) fn take(
        &self,
        place: &Place,
        is_fine: impl Fn(IpAddr) -> bool,
    ) -> Option<Connection> {
        let mut shared = lock(&self.shared);
        let idle = shared.idle.get_mut(place)?;
        idle.retain(Idle::is_usable);
        let at = idle
            .iter()
            .rposition(|idle| is_fine(idle.connection.peer()));
        at.map(|at| idle.remove(at).connection)
    }

    /// Keeps a connection whose last answer was read to its end.
    pub(crate) fn put(&self, place: Place, connection: Connection) {
        let mut shared = lock(&self.shared);
        let of_place = shared.idle.get(&place).map_or(0, Vec::len);
        if of_place >= CONNECTIONS_OF_PLACE_MAX || shared.count() >= CONNECTIONS_MAX {
            return;
        }
        let until = Instant::now() + IDLE_MAX;
        let idle = Idle { connection, until };
        shared.idle.entry(place).or_default().push(idle);
        if !shared.is_swept {
            shared.is_swept = true;
            tokio::spawn(sweep(Arc::downgrade(&self.shared)));
        }
    }
}

// === impl Shared ===

impl Shared {
    fn count(&self) -> usize {
        self.idle.values().map(Vec::len).sum()
    }

    /// Drops what is not usable any more; whether there is something left.
    fn sweep(&mut self) -> bool {
        self.idle.retain(|_, idle| {
            idle.retain(Idle::is_usable);
            !idle.is_empty()
        });
        self.is_swept = !self.idle.is_empty();
        self.is_swept
    }
}

// === impl Idle ===

impl Idle {
    fn is_usable(&self) -> bool {
        self.connection.is_open() && Instant::now() < self.until
    }
}

/// Drops connections that waited for too long, while there are any.
async fn sweep(shared: Weak<Mutex<Shared>>) {
    loop {
        time::sleep(IDLE_MAX).await;
        let Some(shared) = shared.upgrade() else {
            return;
        };
        if !lock(&shared).sweep() {
            return;
        }
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    // what is behind it is whole after each step
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
