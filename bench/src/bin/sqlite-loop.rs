//! The write ceiling: SQLite alone, one thread, WAL and `synchronous=FULL`.
//!
//!     sqlite-loop DATABASE-FILE EVENTS EVENTS-PER-COMMIT

use std::{env, path::Path, time::Instant};

use anyhow::Context;
use rusqlite::{Connection, params};
use serde_json::json;

const SCHEMA: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE event (
        position INTEGER PRIMARY KEY,
        aggregate TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        kind TEXT NOT NULL,
        payload TEXT NOT NULL,
        at INTEGER NOT NULL,
        UNIQUE (aggregate, sequence)
    );";
const INSERT: &str = "INSERT INTO event (aggregate, sequence, kind, payload, at) VALUES (?1, 1, 'action.added', ?2, ?3)";

fn main() -> anyhow::Result<()> {
    let args: Vec<_> = env::args().skip(1).collect();
    let [file, events, per_commit] = args.as_slice() else {
        anyhow::bail!("sqlite-loop DATABASE-FILE EVENTS EVENTS-PER-COMMIT");
    };
    let (events, per_commit): (i64, i64) = (events.parse()?, per_commit.parse()?);
    let mut connection = Connection::open(Path::new(file)).context("open")?;
    connection.execute_batch(SCHEMA)?;
    let payload = json!({ "name": "name", "script": portcullis_bench::SCRIPT }).to_string();

    let began = Instant::now();
    for first in (0..events).step_by(usize::try_from(per_commit)?) {
        let transaction = connection.transaction()?;
        {
            let mut insert = transaction.prepare_cached(INSERT)?;
            for number in first..events.min(first + per_commit) {
                insert.execute(params![format!("{number:018}"), payload, number])?;
            }
        }
        transaction.commit()?;
    }
    let seconds = began.elapsed().as_secs_f64();
    println!("{}", json!({ "calls": events, "seconds": seconds }));
    Ok(())
}
