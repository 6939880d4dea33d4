//! A command's way to the database: beside a running server, never instead of its first start.

use std::{future::Future, sync::Arc};

use portcullis_core::{Command, Context, Outcome, SystemClock, ports::Repository};
use portcullis_storage_sqlite::{Options, SqliteRepository};

use crate::config::{CommandConfig, Environment, Setting, Store};

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

    /// Does `work` on the database of an instance that had its first start, and closes it.
    pub(super) fn with_repository<T, F>(
        &self,
        work: impl FnOnce(Arc<dyn Repository>) -> F,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        self.runtime.block_on(async {
            let repository = open_existing(&self.config.store)?;
            if !repository.is_initialised().await? {
                return Err(Error::NotInitialised(self.config.store.database.clone()));
            }
            let result = work(repository.clone()).await;
            let closed = repository.close().await;
            let value = result?;
            closed?;
            Ok(value)
        })
    }
}

/// Opens the database, making it where it is missing.
pub(super) fn open(store: &Store) -> Result<Arc<dyn Repository>, Error> {
    let clock = Arc::new(SystemClock);
    let repository = SqliteRepository::open(&store.database, clock, Options::default())?;
    Ok(Arc::new(repository))
}

fn open_existing(store: &Store) -> Result<Arc<dyn Repository>, Error> {
    match store.database.try_exists() {
        Ok(true) => open(store),
        _ => Err(Error::NoDatabase(store.database.clone())),
    }
}

/// Carries out a command of this program itself.
pub(super) async fn execute(
    repository: &dyn Repository,
    command: Command,
) -> Result<Outcome, Error> {
    Ok(repository.execute(command, Context::system()).await?)
}
