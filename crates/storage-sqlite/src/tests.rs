mod open;
mod sharing;
mod tampering;
mod writing;

use std::{path::Path, sync::Arc, time::Duration};

use portcullis_core::{
    Clock, Command, Context, Outcome, Result,
    action::{ActionDraft, ActionName, Script, Timeout},
    id::{ActionId, OrgId},
    ports::Repository,
};
use portcullis_storage::testsuite::{Backend, TestClock};
use tempfile::TempDir;

use crate::{Options, SqliteRepository};

mod contract {
    use super::factory;

    portcullis_storage::contract_suite!(factory);
}

fn factory(clock: Arc<dyn Clock>) -> Backend {
    let directory = directory();
    let path = directory.path().join("test.db");
    let repository = SqliteRepository::open(&path, clock, Options::default());
    let repository = Arc::new(repository.unwrap());
    Backend {
        secrets: repository.clone(),
        repository,
        guard: Box::new(directory),
    }
}

fn directory() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Opens without waiting for locks of others.
fn open(path: &Path) -> std::result::Result<SqliteRepository, crate::Error> {
    SqliteRepository::open(path, Arc::new(TestClock::new()), at_once())
}

/// Opens as the command line does.
fn open_existing(path: &Path) -> std::result::Result<SqliteRepository, crate::Error> {
    SqliteRepository::open_existing(path, Arc::new(TestClock::new()), at_once())
}

fn at_once() -> Options {
    Options {
        busy_timeout: Duration::ZERO,
        ..Options::default()
    }
}

async fn execute(store: &SqliteRepository, command: Command) -> Result<Outcome> {
    store.execute(command, Context::system()).await
}

async fn org(store: &SqliteRepository) -> OrgId {
    let command = Command::AddOrg {
        name: "A".to_owned(),
        host: "localhost".to_owned(),
        owner: None,
    };
    OrgId::new(execute(store, command).await.unwrap().id)
}

async fn action(store: &SqliteRepository, org: &OrgId, name: &str) -> ActionId {
    ActionId::new(execute(store, create(org, name)).await.unwrap().id)
}

fn create(org: &OrgId, name: &str) -> Command {
    let org = org.clone();
    let draft = draft(name);
    Command::CreateAction { org, draft }
}

fn draft(name: &str) -> ActionDraft {
    ActionDraft {
        name: ActionName::parse(name).unwrap(),
        script: Script::stored("x".repeat(1000)),
        timeout: Timeout::default(),
        allowed_to_fail: false,
    }
}

async fn audit_is_clean(store: &SqliteRepository) {
    let audit = store.audit().await.unwrap();
    assert_eq!(audit.problems, Vec::<String>::new());
}
