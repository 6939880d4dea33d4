//! Many commands in one transaction: one commit, one wait for the disk.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
};

use portcullis_core::{Clock, Error, Outcome, Result};
use rusqlite::Connection;

use crate::error::failed;

use super::{
    Job,
    command::{self, Ends},
};

/// Why a transaction came to nothing.
enum Failure {
    /// It never began; trying its commands one by one would only wait as often.
    Begin(Error),
    /// It was lost on the way, with everything in it.
    Lost(Error),
}

/// Executes the jobs and gives their results in order, once they are on disk.
///
/// When the transaction is lost (SQLite itself rolls it back whole when the disk is full; a defect
/// may panic) every command runs again alone, so that none fails for its neighbour's sake.
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
    let results = caught(|| all(connection, clock, jobs)).and_then(|results| {
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

/// A refusal needs no undoing: it is decided before anything is written.
fn all(connection: &Connection, clock: &dyn Clock, jobs: &[&Job]) -> Result<Vec<Result<Outcome>>> {
    let mut results = Vec::with_capacity(jobs.len());
    let before = Ends::read(connection).map_err(failed)?;
    let mut ends = before;
    for job in jobs {
        let wanted = (&job.command, &job.context);
        results.push(
            match command::execute(connection, clock.now(), wanted, ends) {
                Ok((outcome, after)) => {
                    ends = after;
                    Ok(outcome)
                }
                // Not a refusal but the database: nothing of this transaction is to be trusted.
                Err(error @ (Error::Storage(_) | Error::Unavailable(_))) => return Err(error),
                Err(refusal) => Err(refusal),
            },
        );
    }
    if ends != before {
        ends.write(connection).map_err(failed)?;
    }
    Ok(results)
}

/// Makes a panic an error. Whatever it left half done is rolled back with the transaction.
pub(super) fn caught<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let cause = message(&*panic);
        tracing::error!(cause, "a write panicked");
        Err(Error::storage(format!("a write panicked: {cause}")))
    })
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("of unknown cause")
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
