//! Where the keys lie: in a file of the data directory, or in the environment, which is never
//! written.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use portcullis_core::{Error, Result};
use zeroize::Zeroizing;

use super::{key::Key, keys::Keys};
use crate::private_file;

/// Where the keys lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// In this file, which is made when it is first needed.
    File(PathBuf),
    /// They were given.
    Given(Keys),
}

/// The only process that makes or replaces the file, while this value lives.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

const FILE: &str = "secrets.key";
const LOCK_FILE: &str = "secrets.lock";
/// Far more than keys take.
const FILE_BYTES_MAX: u64 = 64 * 1024;

// === impl KeySource ===

impl KeySource {
    /// The file of a data directory.
    pub fn in_directory(data_dir: &Path) -> Self {
        Self::File(data_dir.join(FILE))
    }

    /// The keys as they are now; none where no file was made yet.
    pub(super) fn read(&self) -> Result<Option<Keys>> {
        let path = match self {
            Self::Given(keys) => return Ok(Some(keys.clone())),
            Self::File(path) => path,
        };
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unusable(path, error)),
        };
        let mut text = Zeroizing::new(String::new());
        file.take(FILE_BYTES_MAX)
            .read_to_string(&mut text)
            .map_err(|error| unusable(path, error))?;
        Keys::parse(&text)
            .map(Some)
            .map_err(|error| unusable(path, error))
    }

    /// Makes the first key, unless another process was faster.
    pub(super) fn make(&self) -> Result<Keys> {
        let lock = self.lock()?;
        if let Some(keys) = self.read()? {
            return Ok(keys);
        }
        let keys = Keys::one(Key::random().map_err(failed)?);
        self.replace(&lock, &keys)?;
        Ok(keys)
    }

    /// Waits until no other process makes or replaces the file.
    pub(super) fn lock(&self) -> Result<Lock> {
        let path = match self {
            Self::File(path) => path.with_file_name(LOCK_FILE),
            Self::Given(_) => return Err(Error::SecretKey(NOT_OURS.to_owned())),
        };
        let opened = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .mode(0o600)
            .open(&path);
        let file = opened.map_err(|error| unusable(&path, error))?;
        file.lock().map_err(|error| unusable(&path, error))?;
        Ok(Lock { _file: file })
    }

    /// Replaces the keys in the file.
    pub(super) fn replace(&self, _: &Lock, keys: &Keys) -> Result<()> {
        match self {
            Self::File(path) => {
                let written = private_file::replace(path, &keys.to_text());
                written.map_err(|error| unusable(path, error))
            }
            Self::Given(_) => Err(Error::SecretKey(NOT_OURS.to_owned())),
        }
    }

    /// What is odd about the file, in a sentence.
    pub(super) fn warning(&self) -> Option<String> {
        let Self::File(path) = self else {
            return None;
        };
        let mode = path.metadata().ok()?.permissions().mode();
        let shared = mode & 0o077 != 0;
        shared.then(|| format!("{} can be read by others; make it 0600", path.display()))
    }

    /// How an operator knows it.
    pub(super) fn place(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Given(_) => "PORTCULLIS_SECRETS_KEY".to_owned(),
        }
    }
}

const NOT_OURS: &str = "keys of the environment are replaced there";

fn unusable(path: &Path, why: impl std::fmt::Display) -> Error {
    Error::SecretKey(format!("{}: {why}", path.display()))
}

pub(super) fn failed(error: super::key::Error) -> Error {
    Error::SecretKey(error.to_string())
}
