//! The places and keys of the things in all tables.

use portcullis_storage::index::{Entry, Index};
use rusqlite::Connection;

use super::{
    meta::{self, Counters},
    unsigned,
};

const TABLES: [(&str, &str); 4] = [
    (Index::ACTION, "SELECT id, position, NULL FROM actions"),
    (Index::ORG, "SELECT id, position, name_key FROM orgs"),
    (Index::TOKEN, "SELECT id, position, NULL FROM tokens"),
    (Index::USER, "SELECT id, position, name_key FROM users"),
];

pub(crate) fn read(connection: &Connection) -> rusqlite::Result<Index> {
    let Counters { last_id, directory } = meta::counters(connection)?;
    let mut index = Index {
        last_id,
        directory,
        ..Index::default()
    };
    for (noun, select) in TABLES {
        let mut statement = connection.prepare_cached(select)?;
        let mut rows = statement.query(())?;
        while let Some(row) = rows.next()? {
            let entry = Entry {
                position: unsigned(row, 1)?,
                name_key: row.get(2)?,
            };
            index.things.insert((noun, row.get(0)?), entry);
        }
    }
    Ok(index)
}
