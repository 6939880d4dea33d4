use std::sync::Arc;

use portcullis_core::Clock;
use portcullis_storage::testsuite::Backend;

use crate::{Options, SqliteRepository};

fn factory(clock: Arc<dyn Clock>) -> Backend {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("test.db");
    let repository = SqliteRepository::open(&path, clock, Options::default()).unwrap();
    Backend {
        repository: Arc::new(repository),
        guard: Box::new(directory),
    }
}

mod contract {
    use super::factory;

    portcullis_storage::contract_suite!(factory);
}
