//! The versions of the schema.

use portcullis_sqlite_file::Schema;

/// The file of the log, which is no other of our files; its mark reads "PCLX".
pub(crate) const SCHEMA: Schema = Schema {
    name: "a log of executions",
    application_id: 0x5043_4c58,
    migrations: &[include_str!("../migrations/0001_initial.sql")],
};
