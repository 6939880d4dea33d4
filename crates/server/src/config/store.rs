//! Where the data lies.

use std::path::PathBuf;

use super::{Mistakes, Setting, raw::Raw};

/// The data directory and the database, which may lie elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    /// The directory of lock and token.
    pub data_dir: PathBuf,
    /// The SQLite file.
    pub database: PathBuf,
    /// The SQLite file of the log of executions.
    pub execution_log: PathBuf,
}

const DATABASE_FILE: &str = "portcullis.db";
const EXECUTION_LOG_FILE: &str = "executions.db";

pub(super) fn read(raw: &Raw, mistakes: &mut Mistakes) -> Option<Store> {
    let data_dir = raw.read(Setting::DataDir, mistakes, parse_directory);
    let database = raw.read(Setting::Database, mistakes, parse_database);
    let data_dir = data_dir?;
    let database = database.unwrap_or_else(|| data_dir.join(DATABASE_FILE));
    Some(Store {
        execution_log: data_dir.join(EXECUTION_LOG_FILE),
        data_dir,
        database,
    })
}

fn parse_directory(text: &str) -> Result<PathBuf, String> {
    if text.is_empty() {
        return Err("names no directory".to_owned());
    }
    Ok(PathBuf::from(text))
}

fn parse_database(text: &str) -> Result<PathBuf, String> {
    if text.starts_with("postgres:") || text.starts_with("postgresql:") {
        return Err(
            "needs PostgreSQL, and this version has SQLite only; give sqlite:PATH or leave it out"
                .to_owned(),
        );
    }
    let path = text
        .strip_prefix("sqlite:")
        .ok_or("is not a database; give sqlite:PATH or leave it out")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.is_empty() || path == ":memory:" {
        return Err("names no file; give sqlite:PATH".to_owned());
    }
    Ok(PathBuf::from(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, &str>) {
        match (parse_database(text), expected) {
            (Ok(path), Ok(expected)) => assert_eq!(path, PathBuf::from(expected), "{text:?}"),
            (Err(problem), Err(part)) => assert!(problem.contains(part), "{text:?}: {problem}"),
            (got, expected) => panic!("{text:?}: {got:?} instead of {expected:?}"),
        }
    }

    #[test]
    fn databases() {
        check("sqlite:a.db", Ok("a.db"));
        check("sqlite:/var/lib/a b.db", Ok("/var/lib/a b.db"));
        check("sqlite://a.db", Ok("a.db"));
        check("sqlite:///var/lib/a.db", Ok("/var/lib/a.db"));
        check("sqlite:", Err("names no file"));
        check("sqlite::memory:", Err("names no file"));
        check("a.db", Err("give sqlite:PATH"));
        check("mysql://h/d", Err("give sqlite:PATH"));
        check("postgres://u:p@h/d", Err("SQLite only"));
        check("postgresql://h/d", Err("SQLite only"));
    }
}
