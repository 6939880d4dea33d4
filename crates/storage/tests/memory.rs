//! The backend in memory keeps the contract.

use std::sync::Arc;

use portcullis_core::Clock;
use portcullis_storage::{MemoryRepository, MemorySecrets, testsuite::Backend};

fn factory(clock: Arc<dyn Clock>) -> Backend {
    Backend {
        repository: Arc::new(MemoryRepository::new(clock)),
        secrets: Arc::new(MemorySecrets::default()),
        guard: Box::new(()),
    }
}

portcullis_storage::contract_suite!(factory);
