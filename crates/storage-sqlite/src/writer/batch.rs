//! Many commands in one transaction: one commit, one wait for the disk.

use portcullis_core::{Clock, Error, Outcome, Result};
use rusqlite::Connection;

use crate::error::failed;

use super::{Job, command};

/// Why a transaction came to nothing.
enum Failure {
    /// It never began; trying its commands one by one would only wait as often.
    Begin(Error),
    /// It was lost on the way, with everything in it.
    Lost(Error),
}

/// Executes the jobs and gives their results in order, once they are on disk.
///
/// When the transaction is lost (SQLite itself rolls it back whole when the disk is full) every
/// command runs again alone, so that none fails for its neighbour's sake.
pub(super) fn execute(
    connection: &Connection,
    clock: &dyn Clock,
    jobs: &[Job],
) -> Vec<Result<Outcome>> {
    let jobs: Vec<_> = jobs.iter().collect();
    match transaction(connection, clock, &jobs) {
        Ok(results) => results,
        Err(Failure::Begin(error)) => jobs.iter().map(|_| Err(again(&error))).collect(),
        Err(Failure::Lost(error)) if jobs.len() == 1 => vec![Err(error)],
        Err(Failure::Lost(_)) => {
            let alone = |job: &&Job| match transaction(connection, clock, &[job]) {
                Ok(mut results) => results.pop().unwrap_or(Err(super::CLOSED)),
                Err(Failure::Begin(error) | Failure::Lost(error)) => Err(error),
            };
            jobs.iter().map(alone).collect()
        }
    }
}

/// One transaction around all the jobs. A refused command leaves the others alone.
fn transaction(
    connection: &Connection,
    clock: &dyn Clock,
    jobs: &[&Job],
) -> Result<Vec<Result<Outcome>>, Failure> {
    run(connection, "BEGIN IMMEDIATE").map_err(Failure::Begin)?;
    let results = all(connection, clock, jobs).and_then(|results| {
        run(connection, "COMMIT")?;
        Ok(results)
    });
    results.map_err(|error| {
        if !connection.is_autocommit()
            && let Err(error) = run(connection, "ROLLBACK")
        {
            tracing::error!(%error, "a failed transaction could not be rolled back");
        }
        Failure::Lost(error)
    })
}

fn all(connection: &Connection, clock: &dyn Clock, jobs: &[&Job]) -> Result<Vec<Result<Outcome>>> {
    let mut results = Vec::with_capacity(jobs.len());
    for job in jobs {
        run(connection, "SAVEPOINT command")?;
        let result = command::execute(connection, clock.now(), &job.command, &job.context);
        match &result {
            Ok(_) => {}
            // Not a refusal but the database: nothing of this transaction is to be trusted.
            Err(Error::Storage(_) | Error::Unavailable(_)) => return result.map(|_| Vec::new()),
            Err(_) => run(connection, "ROLLBACK TO command")?,
        }
        run(connection, "RELEASE command")?;
        results.push(result);
    }
    Ok(results)
}

fn run(connection: &Connection, statement: &str) -> Result<()> {
    connection
        .prepare_cached(statement)
        .and_then(|mut statement| statement.execute(()))
        .map(|_| ())
        .map_err(failed)
}

/// The same error for another command.
fn again(error: &Error) -> Error {
    match error {
        Error::Unavailable(why) => Error::Unavailable(why),
        other => Error::storage(format!("no transaction could begin: {other}")),
    }
}
