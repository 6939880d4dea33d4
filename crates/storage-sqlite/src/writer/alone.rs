//! Work that is no command, in a transaction of its own.

use portcullis_core::Result;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::failed;

use super::batch::caught;

/// Commits what `work` wrote, or nothing of it when it refuses, fails or panics.
pub(super) fn transaction<T>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> Result<T>,
) -> Result<T> {
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate);
    let transaction = transaction.map_err(failed)?;
    let done = caught(|| work(&transaction))?;
    transaction.commit().map_err(failed)?;
    Ok(done)
}
