//! What nearly every call reads: caller, organisation, action, the actions of a trigger. Answered on
//! the calling thread, from a cache, else from the file. Actions and triggers leave the cache
//! whenever anybody wrote, callers and organisations when anything but actions was written.
//!
//! The thread serves other calls too, so no lock of another process is waited for: the lookup
//! fails, and the caller may come again. In practice readers of a write-ahead log meet no locks.
//! What is not cached costs at most some reads of pages, which the system mostly has in memory.
//!
//! Commits of this process are counted in memory and compared every time. Those of other processes
//! show in SQLite's `data_version`, which costs more than the lookups themselves (two file
//! locks); the answer counts for [`FRESH`], so that the reads of one call ask once. No writer
//! in another process can commit, answer, and cause a read here in less.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::Ordering},
    time::{Duration, Instant},
};

use portcullis_core::{
    action::Action,
    caller::Caller,
    flow::{FlowType, TriggerActions, TriggerType},
    id::{ActionId, OrgId},
    org::Org,
    secret::{Sealed, SecretName},
    token::TokenHash,
};
use quick_cache::{Weighter, unsync::Cache};
use rusqlite::Connection;

use crate::{
    tables::{actions, meta, orgs, secrets, suspensions, triggers, users},
    writer::Commits,
};

/// How long a look at the file counts.
const FRESH: Duration = Duration::from_micros(10);

/// One connection and the caches that are valid for what it last saw, behind one lock: what is
/// read under the lock is never older than what the cache is valid for.
pub(crate) struct Lookups {
    commits: Commits,
    inner: Mutex<Inner>,
}

struct Inner {
    connection: Connection,
    /// The commits of this process when the file was last looked at.
    seen: u64,
    looked_at: Option<Instant>,
    data_version: i64,
    /// [`meta::Counters::directory`] at that time.
    directory: u64,
    callers: Cache<TokenHash, Arc<Caller>, Bytes>,
    orgs: Cache<OrgId, Arc<Org>, Bytes>,
    actions: Cache<ActionId, Arc<Action>, Bytes>,
    triggers: Cache<TriggerKey, Arc<TriggerActions>, Bytes>,
}

type TriggerKey = (OrgId, FlowType, TriggerType);

/// Weighs entries by the memory that they take, roughly.
#[derive(Clone)]
struct Bytes;

/// An entry without its texts: the value, the key, the allocations, the cache's own bookkeeping.
const ENTRY: usize = 400;

// === impl Lookups ===

impl Lookups {
    /// Looks up on `connection`, keeping at most `cache_bytes` in memory.
    pub(crate) fn new(
        connection: Connection,
        commits: Commits,
        cache_bytes: u64,
    ) -> rusqlite::Result<Self> {
        connection.busy_timeout(Duration::ZERO)?;
        let inner = Inner {
            connection,
            seen: 0,
            looked_at: None,
            data_version: 0,
            directory: 0,
            callers: cache(cache_bytes / 4),
            orgs: cache(cache_bytes / 4),
            actions: cache(cache_bytes / 4),
            triggers: cache(cache_bytes / 4),
        };
        Ok(Self {
            commits,
            inner: Mutex::new(inner),
        })
    }

    /// The caller with a token.
    pub(crate) fn caller(&self, hash: &TokenHash) -> rusqlite::Result<Option<Arc<Caller>>> {
        let mut inner = self.current()?;
        if let Some(caller) = inner.callers.get(hash) {
            return Ok(Some(Arc::clone(caller)));
        }
        let read = |connection: &Connection| users::caller(connection, hash);
        let found = at_one_moment(&inner.connection, read)?.map(Arc::new);
        if let Some(caller) = &found {
            inner.callers.insert(*hash, Arc::clone(caller));
        }
        Ok(found)
    }

    /// An organisation.
    pub(crate) fn org(&self, id: &OrgId) -> rusqlite::Result<Option<Arc<Org>>> {
        let mut inner = self.current()?;
        if let Some(org) = inner.orgs.get(id) {
            return Ok(Some(Arc::clone(org)));
        }
        let found = orgs::find(&inner.connection, id)?.map(Arc::new);
        if let Some(org) = &found {
            inner.orgs.insert(id.clone(), Arc::clone(org));
        }
        Ok(found)
    }

    /// An action, whatever organisation owns it.
    pub(crate) fn action(&self, id: &ActionId) -> rusqlite::Result<Option<Arc<Action>>> {
        let mut inner = self.current()?;
        if let Some(action) = inner.actions.get(id) {
            return Ok(Some(Arc::clone(action)));
        }
        let found = actions::find(&inner.connection, id)?.map(Arc::new);
        if let Some(action) = &found {
            inner.actions.insert(id.clone(), Arc::clone(action));
        }
        Ok(found)
    }

    /// What there is to run at a trigger, all as of one moment.
    pub(crate) fn trigger(
        &self,
        org: &OrgId,
        flow: FlowType,
        trigger: TriggerType,
    ) -> rusqlite::Result<Arc<TriggerActions>> {
        let mut inner = self.current()?;
        let key = (org.clone(), flow, trigger);
        if let Some(found) = inner.triggers.get(&key) {
            return Ok(Arc::clone(found));
        }
        let read = |connection: &Connection| {
            let mut found = TriggerActions {
                actions: Vec::new(),
                suspension: suspensions::find(connection, org, flow, trigger)?,
            };
            for id in triggers::visible(connection, org, flow, trigger)? {
                found
                    .actions
                    .extend(actions::find(connection, &id)?.map(Arc::new));
            }
            Ok(found)
        };
        let found = Arc::new(at_one_moment(&inner.connection, read)?);
        inner.triggers.insert(key, Arc::clone(&found));
        Ok(found)
    }

    /// A sealed secret; never cached.
    pub(crate) fn secret(
        &self,
        org: &OrgId,
        name: &SecretName,
    ) -> rusqlite::Result<Option<Sealed>> {
        secrets::find(&self.current()?.connection, org, name)
    }

    /// Whether the file can be read, past all caches.
    pub(crate) fn probe(&self) -> rusqlite::Result<()> {
        meta::counters(&self.current()?.connection).map(|_| ())
    }

    /// The caches, emptied if anybody wrote since they were filled.
    fn current(&self) -> rusqlite::Result<MutexGuard<'_, Inner>> {
        let mut inner = self.lock();
        // A panic or a failure left it open: its reads would stand still at its moment.
        if !inner.connection.is_autocommit() {
            inner.connection.execute_batch("ROLLBACK")?;
        }
        let commits = self.commits.load(Ordering::Acquire);
        let now = Instant::now();
        let is_fresh = inner
            .looked_at
            .is_some_and(|then| now.saturating_duration_since(then) < FRESH);
        if !is_fresh || inner.seen != commits {
            let version = inner
                .connection
                .prepare_cached("PRAGMA data_version")?
                .query_row((), |row| row.get(0))?;
            if inner.data_version != version {
                let directory = meta::counters(&inner.connection)?.directory;
                if inner.directory != directory {
                    inner.callers.clear();
                    inner.orgs.clear();
                    inner.directory = directory;
                }
                inner.actions.clear();
                inner.triggers.clear();
                inner.data_version = version;
            }
            inner.seen = commits;
            inner.looked_at = Some(now);
        }
        Ok(inner)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// === impl Bytes ===

impl Weighter<TokenHash, Arc<Caller>> for Bytes {
    fn weight(&self, _: &TokenHash, caller: &Arc<Caller>) -> u64 {
        const MEMBERSHIP: usize = 200;
        (ENTRY + caller.memberships.len() * MEMBERSHIP) as u64
    }
}

impl Weighter<OrgId, Arc<Org>> for Bytes {
    fn weight(&self, _: &OrgId, org: &Arc<Org>) -> u64 {
        (ENTRY + org.name.len() + org.primary_domain.len()) as u64
    }
}

impl Weighter<ActionId, Arc<Action>> for Bytes {
    fn weight(&self, _: &ActionId, action: &Arc<Action>) -> u64 {
        action_bytes(action)
    }
}

impl Weighter<TriggerKey, Arc<TriggerActions>> for Bytes {
    fn weight(&self, _: &TriggerKey, found: &Arc<TriggerActions>) -> u64 {
        ENTRY as u64 + found.actions.iter().map(|a| action_bytes(a)).sum::<u64>()
    }
}

fn action_bytes(action: &Action) -> u64 {
    (ENTRY + action.name.as_str().len() + action.script.as_str().len()) as u64
}

/// Runs several statements in a transaction; its ends are prepared once, as all statements here.
/// Should it stay open, the next lookup ends it or fails.
fn at_one_moment<T>(
    connection: &Connection,
    read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    connection.prepare_cached("BEGIN")?.execute(())?;
    let result = read(connection);
    connection.prepare_cached("ROLLBACK")?.execute(())?;
    result
}

fn cache<K: Eq + std::hash::Hash, V>(bytes: u64) -> Cache<K, V, Bytes>
where
    Bytes: Weighter<K, V>,
{
    let entries = usize::try_from(bytes).unwrap_or(usize::MAX) / (2 * ENTRY);
    Cache::with_weighter(entries, bytes, Bytes)
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use rusqlite::ErrorCode;
    use tempfile::TempDir;

    use super::*;

    /// Lookups on a file with the tables, and another connection that writes to it.
    fn opened(directory: &TempDir) -> (Lookups, Connection) {
        let path = directory.path().join("test.db");
        let other = Connection::open(&path).unwrap();
        other
            .execute_batch(include_str!("../migrations/0001_initial.sql"))
            .unwrap();
        let reading = Connection::open(&path).unwrap();
        (Lookups::new(reading, Commits::default(), 0).unwrap(), other)
    }

    #[track_caller]
    fn check_sees_writes(lookups: &Lookups, other: &Connection) {
        let id = OrgId::new("7");
        assert_eq!(lookups.org(&id).unwrap(), None);
        other
            .execute_batch("INSERT INTO orgs VALUES (1, '7', 'a', 'A', '', 1, 1, 1)")
            .unwrap();
        assert!(lookups.org(&id).unwrap().is_some());
        lookups.probe().unwrap();
    }

    #[test]
    fn a_panic_does_not_stop_time() {
        let directory = TempDir::new().unwrap();
        let (lookups, other) = opened(&directory);
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let inner = lookups.current().unwrap();
            at_one_moment(&inner.connection, |connection| -> rusqlite::Result<()> {
                meta::counters(connection)?;
                std::panic::resume_unwind(Box::new("a defect"))
            })
        }));
        assert!(panicked.is_err());
        check_sees_writes(&lookups, &other);
    }

    #[test]
    fn a_transaction_left_open_does_not_stop_time() {
        let directory = TempDir::new().unwrap();
        let (lookups, other) = opened(&directory);
        other.execute_batch("PRAGMA journal_mode = WAL").unwrap();
        let left_open = "BEGIN; SELECT * FROM meta";
        lookups.lock().connection.execute_batch(left_open).unwrap();
        check_sees_writes(&lookups, &other);
    }

    #[test]
    fn locks_are_not_waited_for() {
        let directory = TempDir::new().unwrap();
        let (lookups, other) = opened(&directory);
        other.execute_batch("BEGIN EXCLUSIVE").unwrap();
        let busy = lookups.org(&OrgId::new("7")).unwrap_err();
        assert_eq!(busy.sqlite_error_code(), Some(ErrorCode::DatabaseBusy));
        other.execute_batch("ROLLBACK").unwrap();
        check_sees_writes(&lookups, &other);
    }
}
