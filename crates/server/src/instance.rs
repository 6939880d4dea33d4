//! The data directory of one server, and what its very first start makes.
//!
//! It deliberately knows no protocol and no settings; it never prints or logs a token.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use portcullis_core::{self as core, Command, Context, ports::Repository, token::TokenHash};

use crate::{error::chain, private_file};

/// A data directory that no other server uses while this value lives.
#[derive(Debug)]
pub(crate) struct DataDir {
    path: PathBuf,
    _lock: File,
}

/// What a start found or made.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// The first one; the token lies in the file, or it is the preset one.
    First { token_file: Option<PathBuf> },
    /// A later one.
    Again,
}

/// Why a data directory cannot be used, or a first start not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It cannot be made or written to.
    #[error("--data-dir: {path:?} cannot be used: {source}")]
    DataDir {
        /// The directory.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Another server uses it.
    #[error(
        "another `portcullis serve` uses the data directory {0:?}; stop it, or give --data-dir another"
    )]
    InUse(PathBuf),
    /// The file of the first token.
    #[error("{path:?} cannot be written: {source}")]
    TokenFile {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A preset token that cannot be given to the first user.
    #[error("PORTCULLIS_ADMIN_TOKEN: {0}")]
    Preset(&'static str),
    /// The machine gives no random numbers.
    #[error("no random numbers: {0}")]
    Random(getrandom::Error),
    /// A failure of the store.
    #[error("{}", chain(.0))]
    Store(#[from] core::Error),
}

/// The name of the organisation that the first start makes.
pub(crate) const FIRST_ORG: &str = "Default";
/// The name of the user that the first start makes.
pub(crate) const FIRST_USER: &str = "admin";

const LOCK_FILE: &str = "portcullis.lock";
const TOKEN_FILE: &str = "admin.token";
const TOKEN_BYTES: usize = 32;

// === impl DataDir ===

impl DataDir {
    /// Makes the directory where it is missing, for this user alone, and takes its lock.
    pub(crate) fn take(path: &Path) -> Result<Self, Error> {
        let unusable = |source| Error::DataDir {
            path: path.to_owned(),
            source,
        };
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .map_err(unusable)?;
        let lock = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .mode(0o600)
            .open(path.join(LOCK_FILE))
            .map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(Error::InUse(path.to_owned())),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }

    /// Makes organisation, user and token at the first start; later ones only see to the preset
    /// token.
    ///
    /// The token is on disk before it is good for anything, so a crash between the two steps
    /// leaves nothing that the next start does not repeat.
    pub(crate) async fn initialise(
        &self,
        repository: &dyn Repository,
        external_domain: &str,
        preset: Option<TokenHash>,
    ) -> Result<Start, Error> {
        if repository.is_initialised().await? {
            return keep_preset(repository, preset).await;
        }
        self.start_first(repository, external_domain, preset).await
    }

    /// Another server, with a data directory of its own, may be first with the same database:
    /// then this is a later start, and its token good for nothing.
    async fn start_first(
        &self,
        repository: &dyn Repository,
        external_domain: &str,
        preset: Option<TokenHash>,
    ) -> Result<Start, Error> {
        let (hash, token_file) = match preset {
            Some(hash) => (hash, None),
            None => {
                let token = new_token()?;
                let path = self.write_token(&token)?;
                (TokenHash::of(&token), Some(path))
            }
        };
        let command = Command::Initialise {
            org_name: FIRST_ORG.to_owned(),
            host: external_domain.to_owned(),
            user_name: FIRST_USER.to_owned(),
            hash,
            preset: preset.is_some(),
        };
        match repository.execute(command, Context::system()).await {
            Ok(_) => Ok(Start::First { token_file }),
            Err(core::Error::AlreadyInitialised) => {
                if let Some(path) = token_file {
                    let unusable = |source| Error::TokenFile {
                        path: path.clone(),
                        source,
                    };
                    fs::remove_file(&path).map_err(unusable)?;
                }
                keep_preset(repository, preset).await
            }
            Err(error) => Err(error.into()),
        }
    }

    fn write_token(&self, token: &str) -> Result<PathBuf, Error> {
        let path = self.path.join(TOKEN_FILE);
        private_file::replace(&path, token).map_err(|source| Error::TokenFile {
            path: path.clone(),
            source,
        })?;
        Ok(path)
    }
}

async fn keep_preset(
    repository: &dyn Repository,
    preset: Option<TokenHash>,
) -> Result<Start, Error> {
    if let Some(hash) = preset {
        let is_known = repository.caller(hash).await?.is_some();
        let command = Command::PresetToken { hash };
        repository
            .execute(command, Context::system())
            .await
            .map_err(refused_preset)?;
        if !is_known {
            // Said aloud, for it may be one that somebody revoked.
            tracing::warn!(
                "the preset token was not in use: it is good now, an earlier one is not"
            );
        }
    }
    Ok(Start::Again)
}

fn refused_preset(error: core::Error) -> Error {
    match error {
        core::Error::UserNotFound => Error::Preset(
            "the user it is for was removed; unset it, and use the token of another user",
        ),
        core::Error::TokenTaken => Error::Preset("another user has this token; give another"),
        other => other.into(),
    }
}

/// 256 random bits in base64url.
pub(crate) fn new_token() -> Result<String, Error> {
    let mut bytes = [0; TOKEN_BYTES];
    getrandom::fill(&mut bytes).map_err(Error::Random)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use std::{os::unix::fs::PermissionsExt, sync::Arc};

    use portcullis_storage_sqlite::{Options, SqliteRepository};
    use tempfile::TempDir;

    use super::*;

    #[track_caller]
    fn check_mode(path: &Path, expected: u32) {
        let mode = fs::metadata(path).map(|m| m.permissions().mode() & 0o777);
        assert_eq!(mode.ok(), Some(expected), "{}", path.display());
    }

    #[test]
    fn a_directory_has_one_server() {
        let parent = TempDir::new().unwrap();
        let path = parent.path().join("a/b");
        let first = DataDir::take(&path).unwrap();
        check_mode(&path, 0o700);
        check_mode(&path.join(LOCK_FILE), 0o600);
        assert!(matches!(DataDir::take(&path), Err(Error::InUse(dir)) if dir == path));
        drop(first);
        assert!(DataDir::take(&path).is_ok());
    }

    #[test]
    fn a_directory_that_cannot_be_made() {
        let parent = TempDir::new().unwrap();
        let file = parent.path().join("file");
        fs::write(&file, "").unwrap();
        let refused = DataDir::take(&file.join("data"));
        assert!(matches!(refused, Err(Error::DataDir { .. })));
    }

    #[tokio::test]
    async fn who_is_second_leaves_no_token() {
        let (dir, clock) = (TempDir::new().unwrap(), Arc::new(core::SystemClock));
        let database = dir.path().join("shared.db");
        let repository = SqliteRepository::open(&database, clock, Options::default()).unwrap();
        let start = async |name: &str, preset| {
            let data = DataDir::take(&dir.path().join(name)).unwrap();
            let start = data.start_first(&repository, "localhost", preset).await;
            (start.unwrap(), data.path.join(TOKEN_FILE).exists())
        };
        let token_file = Some(dir.path().join("a").join(TOKEN_FILE));
        assert_eq!(start("a", None).await, (Start::First { token_file }, true));
        assert_eq!(start("b", None).await, (Start::Again, false));
        let preset = TokenHash::of("preset");
        assert_eq!(start("c", Some(preset)).await, (Start::Again, false));
        assert!(repository.caller(preset).await.unwrap().is_some());
        repository.close().await.unwrap();
    }

    #[test]
    fn tokens_are_random_and_fit_a_header() {
        let (one, other) = (new_token().unwrap(), new_token().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), 43);
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        assert!(one.chars().all(fits), "{one}");
    }
}
