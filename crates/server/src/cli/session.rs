//! A command's way to the database: beside a running server, never instead of its start. Only a
//! server makes the database and brings its schema up to date.

use std::{future::Future, path::Path, sync::Arc};

use portcullis_core::{Clock, Command, Context, Outcome, SystemClock, ports::Repository};
use portcullis_storage_sqlite::{self as sqlite, Options, SqliteRepository};

use crate::{
    config::{CommandConfig, Environment, Setting, Store},
    secrets::Vault,
};

use super::Error;

/// Settings and a runtime for one command.
#[derive(Debug)]
pub(super) struct Session {
    config: CommandConfig,
    runtime: tokio::runtime::Runtime,
}

// === impl Session ===

impl Session {
    pub(super) fn new(
        flags: Vec<(Setting, String)>,
        environment: &dyn Environment,
    ) -> Result<Self, Error> {
        let config = CommandConfig::load(flags, environment)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|source| Error::Io {
                what: "starting",
                source,
            })?;
        Ok(Self { config, runtime })
    }

    pub(super) fn external_domain(&self) -> String {
        self.config.external_domain.clone()
    }

    /// Does `work`, which only reads, on the database of an instance that had its first start.
    pub(super) fn read<T, F>(&self, work: impl FnOnce(Arc<dyn Repository>) -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let open = |path: &Path| SqliteRepository::open_read_only(path, Options::default());
        self.with(open, |repository| work(repository))
    }

    /// Does `work`, which may write, on the database of an instance that had its first start.
    pub(super) fn write<T, F>(
        &self,
        work: impl FnOnce(Arc<dyn Repository>) -> F,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        self.with(open_existing, |repository| work(repository))
    }

    /// Does `work` on the secrets of an instance that had its first start.
    pub(super) fn secrets<T, F>(
        &self,
        work: impl FnOnce(Arc<dyn Repository>, Vault) -> F,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let source = self.config.secrets.clone()?;
        self.with(open_existing, |repository| {
            let vault = Vault::new(repository.clone(), source, Arc::new(SystemClock));
            work(repository, vault)
        })
    }

    fn with<T, F>(
        &self,
        open: impl FnOnce(&Path) -> Result<SqliteRepository, sqlite::Error>,
        work: impl FnOnce(Arc<SqliteRepository>) -> F,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        self.runtime.block_on(async {
            let database = &self.config.store.database;
            if !database.try_exists().unwrap_or(false) {
                return Err(Error::NoDatabase(database.clone()));
            }
            let repository = match open(database) {
                Err(sqlite::Error::Empty(path)) => return Err(Error::NotInitialised(path)),
                opened => Arc::new(opened?),
            };
            if !repository.is_initialised().await? {
                return Err(Error::NotInitialised(database.clone()));
            }
            let result = work(repository.clone()).await;
            let closed = repository.close().await;
            let value = result?;
            closed?;
            Ok(value)
        })
    }
}

fn open_existing(path: &Path) -> Result<SqliteRepository, sqlite::Error> {
    SqliteRepository::open_existing(path, Arc::new(SystemClock), Options::default())
}

/// Opens the database of a server, making it where it is missing.
pub(super) fn open(store: &Store, clock: Arc<dyn Clock>) -> Result<Arc<SqliteRepository>, Error> {
    let repository = SqliteRepository::open(&store.database, clock, Options::default())?;
    Ok(Arc::new(repository))
}

/// Carries out a command of this program itself.
pub(super) async fn execute(
    repository: &dyn Repository,
    command: Command,
) -> Result<Outcome, Error> {
    Ok(repository.execute(command, Context::system()).await?)
}
