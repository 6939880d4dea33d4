//! The port, joined from its parts: the writer, the lookups, the readers.

use std::{fmt, path::Path, sync::Arc};

use async_trait::async_trait;
use portcullis_core::{
    Clock, Command, Context, Event, Outcome, Result,
    action::Action,
    caller::Caller,
    flow::{Flow, FlowRecord, FlowType, TriggerActions, TriggerType},
    id::{ActionId, OrgId, TokenId},
    listing::{ActionPage, ActionSearch},
    org::Org,
    ports::{Audit, Repository, UserSummary},
    suspension::Suspension,
    token::{Token, TokenHash},
};
use rusqlite::Connection;

use crate::{
    Error, Options, connection, dump,
    error::failed,
    lookups::Lookups,
    readers::Readers,
    search,
    tables::{actions, events, flows, members, meta, orgs, suspensions, tokens, users},
    writer::{Commits, Writer},
};

/// An event store in one SQLite file. Cheap to clone; the clones share everything.
///
/// Other processes may use the same file: sequences and ids come from it, never from memory.
#[derive(Clone)]
pub struct SqliteRepository {
    pub(crate) parts: Arc<Parts>,
}

pub(crate) struct Parts {
    /// None where the file is only read.
    pub(crate) writer: Option<Writer>,
    pub(crate) lookups: Lookups,
    readers: Arc<Readers>,
}

pub(crate) const READ_ONLY: portcullis_core::Error =
    portcullis_core::Error::Unavailable("the database was opened for reading only");

// === impl SqliteRepository ===

impl SqliteRepository {
    /// Opens the file at `path`, makes it if there is none, and brings its schema up to date.
    ///
    /// # Errors
    /// Refuses a file that is not ours, that is ahead of us, or that cannot be written.
    pub fn open(path: &Path, clock: Arc<dyn Clock>, options: Options) -> Result<Self, Error> {
        let writing = connection::owner(path, &options)?;
        Self::join(path, Some((writing, clock)), &options)
    }

    /// Opens a file that a server made: writes to it, but leaves its schema to the server.
    ///
    /// # Errors
    /// Refuses what [`open`](Self::open) refuses, and a file that it would make or migrate.
    pub fn open_existing(
        path: &Path,
        clock: Arc<dyn Clock>,
        options: Options,
    ) -> Result<Self, Error> {
        let writing = connection::writer(path, &options)?;
        Self::join(path, Some((writing, clock)), &options)
    }

    /// Opens a file that a server made, and changes nothing in it. Commands are refused.
    ///
    /// # Errors
    /// Refuses a file that is not ours, that has another schema, or that cannot be read.
    pub fn open_read_only(path: &Path, options: Options) -> Result<Self, Error> {
        Self::join(path, None, &options)
    }

    fn join(
        path: &Path,
        writing: Option<(Connection, Arc<dyn Clock>)>,
        options: &Options,
    ) -> Result<Self, Error> {
        let readers = (0..options.readers.max(1))
            .map(|_| connection::reader(path, options))
            .collect::<Result<_, _>>()?;
        let looking = connection::reader(path, options)?;
        let commits = Commits::default();
        let lookups = Lookups::new(looking, Arc::clone(&commits), options.cache_bytes)
            .map_err(Error::Sqlite)?;
        let start = |(connection, clock)| Writer::start(connection, clock, commits, options);
        let writer = writing.map(start).transpose().map_err(Error::Thread)?;
        let parts = Parts {
            writer,
            lookups,
            readers: Arc::new(Readers::new(readers)),
        };
        Ok(Self {
            parts: Arc::new(parts),
        })
    }

    pub(crate) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T> {
        let readers = &self.parts.readers;
        readers
            .read(move |connection| read(connection).map_err(failed))
            .await
    }
}

impl fmt::Debug for SqliteRepository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteRepository").finish_non_exhaustive()
    }
}

#[async_trait]
impl Repository for SqliteRepository {
    async fn execute(&self, command: Command, context: Context) -> Result<Outcome> {
        let writer = self.parts.writer.as_ref().ok_or(READ_ONLY)?;
        writer.execute(command, context).await
    }

    async fn caller(&self, token: TokenHash) -> Result<Option<Arc<Caller>>> {
        self.parts.lookups.caller(&token).map_err(failed)
    }

    async fn org(&self, id: &OrgId) -> Result<Option<Arc<Org>>> {
        self.parts.lookups.org(id).map_err(failed)
    }

    async fn action(&self, org: &OrgId, id: &ActionId) -> Result<Option<Arc<Action>>> {
        let found = self.parts.lookups.action(id).map_err(failed)?;
        Ok(found.filter(|action| action.details.owner == *org))
    }

    async fn actions(&self, org: &OrgId, search: &ActionSearch) -> Result<ActionPage> {
        let (org, search) = (org.clone(), search.clone());
        self.read(move |connection| search::page(connection, &org, &search))
            .await
    }

    async fn flow(&self, org: &OrgId, flow: FlowType) -> Result<Option<Flow>> {
        let org = org.clone();
        self.read(
            move |connection| match flows::find(connection, &org, flow)? {
                Some(record) => visible(connection, record).map(Some),
                None => Ok(None),
            },
        )
        .await
    }

    async fn trigger(
        &self,
        org: &OrgId,
        flow: FlowType,
        trigger: TriggerType,
    ) -> Result<Arc<TriggerActions>> {
        let found = self.parts.lookups.trigger(org, flow, trigger);
        found.map_err(failed)
    }

    async fn suspensions(&self, org: &OrgId) -> Result<Vec<Suspension>> {
        let org = org.clone();
        self.read(move |connection| suspensions::of(connection, &org))
            .await
    }

    async fn orgs(&self) -> Result<Vec<Org>> {
        self.read(orgs::all).await
    }

    async fn users(&self) -> Result<Vec<UserSummary>> {
        self.read(|connection| {
            let summary = |user: portcullis_core::user::User| {
                let memberships = members::of(connection, &user.id)?;
                Ok(UserSummary { user, memberships })
            };
            users::all(connection)?.into_iter().map(summary).collect()
        })
        .await
    }

    async fn tokens(&self) -> Result<Vec<Token>> {
        self.read(tokens::all).await
    }

    async fn token(&self, id: &TokenId) -> Result<Option<Token>> {
        let id = id.clone();
        self.read(move |connection| tokens::find(connection, &id))
            .await
    }

    async fn is_initialised(&self) -> Result<bool> {
        let first_user = self.read(meta::first_user).await?;
        Ok(first_user.is_some())
    }

    async fn events(&self, after: u64, limit: usize) -> Result<Vec<Event>> {
        let rows = self
            .read(move |connection| events::after(connection, after, limit))
            .await?;
        let events = rows.iter().map(portcullis_storage::Row::event);
        Ok(events.collect::<Result<_, _>>()?)
    }

    async fn audit(&self) -> Result<Audit> {
        self.parts.readers.read(dump::audit).await
    }

    async fn ready(&self) -> Result<()> {
        self.parts.writer.as_ref().map_or(Ok(()), Writer::ready)?;
        self.parts.lookups.probe().map_err(failed)
    }

    async fn close(&self) -> Result<()> {
        if let Some(writer) = &self.parts.writer {
            writer.close().await;
        }
        Ok(())
    }
}

/// A flow as callers see it: visible actions only, triggers without any left out.
fn visible(connection: &Connection, record: FlowRecord) -> rusqlite::Result<Flow> {
    let mut triggers = Vec::new();
    for (trigger, list) in record.triggers {
        let mut shown = Vec::with_capacity(list.visible.len());
        for id in &list.visible {
            shown.extend(actions::find(connection, id)?.map(Arc::new));
        }
        if !shown.is_empty() {
            triggers.push((trigger, shown));
        }
    }
    let details = record.details;
    Ok(Flow { details, triggers })
}
