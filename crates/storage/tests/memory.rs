//! The backend in memory keeps the contract.

use std::sync::Arc;

use portcullis_core::Clock;
use portcullis_storage::{MemoryRepository, testsuite::Backend};

fn factory(clock: Arc<dyn Clock>) -> Backend {
    Backend {
        repository: Arc::new(MemoryRepository::new(clock)),
        guard: Box::new(()),
    }
}

portcullis_storage::contract_suite!(factory);
