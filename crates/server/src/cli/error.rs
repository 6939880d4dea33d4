//! Why a command ends without success, and with which exit code.

use std::{io, path::PathBuf};

use portcullis_core as core;
use portcullis_storage_sqlite as sqlite;

use crate::{config::Mistakes, error::chain, instance};

/// A failed command. Each text is one line that says what to do (settings: a line a mistake).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Settings that cannot be used.
    #[error(transparent)]
    Settings(#[from] Mistakes),
    /// Words that make no sense together.
    #[error("{0}")]
    Usage(String),
    /// A data directory that cannot be used, or a first start that cannot be done.
    #[error(transparent)]
    Instance(#[from] instance::Error),
    /// No database where a command looked for it.
    #[error(
        "no database at {0:?}; run `portcullis serve` once, or name another with --data-dir or --database"
    )]
    NoDatabase(PathBuf),
    /// A database without a first start.
    #[error("the database {0:?} is empty; run `portcullis serve` once")]
    NotInitialised(PathBuf),
    /// A database that cannot be opened.
    #[error("{}", chain(.0))]
    Open(#[from] sqlite::Error),
    /// A log of executions that cannot be opened.
    #[error("{}", chain(.0))]
    ExecutionLog(#[from] portcullis_execution_log::Error),
    /// An address that cannot be listened on.
    #[error("--listen: {listen:?} cannot be used: {source}; stop what uses it or give another")]
    Bind {
        /// As it was set.
        listen: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Threads, signals or the port failed.
    #[error("{what} failed: {source}")]
    Io {
        /// What was done.
        what: &'static str,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// An answer that could not be written.
    #[error("the answer cannot be written: {0}")]
    Output(#[source] io::Error),
    /// A request among others that cannot be run.
    #[error("line {line}: {source}")]
    Line {
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        #[source]
        source: Box<Error>,
    },
    /// A script that was tried and failed.
    #[error("the action failed: {0}")]
    ActionFailed(String),
    /// Scripts that will fail.
    #[error("{} found that will let an action fail", errors(*.0))]
    Findings(usize),
    /// What is stored does not allow it.
    #[error("{0}")]
    Refused(String),
    /// A database that is not as it was written.
    #[error("{0} found in the database; restore it from a copy that is good")]
    Damaged(String),
    /// A process for scripts that cannot be one.
    #[error(transparent)]
    ScriptWorker(#[from] portcullis_script_worker::Error),
    /// A failure of the store.
    #[error("{}", chain(.0))]
    Store(#[source] core::Error),
}

fn errors(number: usize) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} error{plural}")
}

// === impl Error ===

impl Error {
    /// The same, of a line among others.
    pub(super) fn in_line(self, line: usize) -> Self {
        let source = Box::new(self);
        Self::Line { line, source }
    }

    /// 1 for failures at run time, 2 for mistakes of usage and settings.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Settings(_) | Self::Usage(_) => 2,
            Self::Line { source, .. } => source.exit_code(),
            _ => 1,
        }
    }
}

impl From<core::Error> for Error {
    fn from(error: core::Error) -> Self {
        match error {
            core::Error::OrgNameEmpty | core::Error::OrgDomainEmpty => Self::Usage(
                "NAME: has no letter or digit; an organisation needs one for its domain".to_owned(),
            ),
            core::Error::UserNameInvalid(reason) => Self::Usage(format!("NAME: {reason}")),
            core::Error::OrgNotFound => Self::Refused(
                "no such organisation; `portcullis org list` shows those that exist".to_owned(),
            ),
            core::Error::UserNotFound => Self::Refused(
                "no such user; `portcullis user list` shows those that exist".to_owned(),
            ),
            core::Error::TokenNotFound => Self::Refused(
                "no such token, or it was revoked; give its id, which `portcullis token list` shows, not the token"
                    .to_owned(),
            ),
            core::Error::TriggerSuspended | core::Error::TriggerNotSuspended => Self::Refused(
                format!("{error}; `portcullis suspend --list` shows those that are"),
            ),
            core::Error::SecretNotFound => Self::Refused(
                "no such secret; `portcullis secret list` shows those that exist".to_owned(),
            ),
            core::Error::SecretKeyRetired => Self::Refused(format!(
                "{error}; set PORTCULLIS_SECRETS_KEY as the server has it now, and no such variable if it \
                 has none"
            )),
            core::Error::SecretsFull { .. } | core::Error::SecretKey(_) => {
                Self::Refused(error.to_string())
            }
            core::Error::OrgNameTaken
            | core::Error::OrgDomainTaken(_)
            | core::Error::UserNameTaken => Self::Refused(format!("{error}; give another NAME")),
            other => Self::Store(other),
        }
    }
}
