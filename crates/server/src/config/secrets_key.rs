//! The keys that secrets of organisations are sealed with, when they are not to lie in a file.

use crate::secrets::{KeySource, Keys};

use super::{Mistakes, Setting, Store, raw::Raw};

pub(super) fn read(raw: &Raw, store: &Store, mistakes: &mut Mistakes) -> Option<KeySource> {
    if raw.get(Setting::SecretsKey).is_none() {
        return Some(KeySource::in_directory(&store.data_dir));
    }
    let keys = raw.read(Setting::SecretsKey, mistakes, Keys::parse);
    keys.map(KeySource::Given)
}
