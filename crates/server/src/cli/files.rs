//! Files that commands are given.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use super::Error;

/// The most that is read of a file.
const FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// The text of a file, or of stdin for `-`; `what` is how the command line calls it.
pub(super) fn read(what: &str, path: &Path) -> Result<String, Error> {
    let mut text = String::new();
    let source: Box<dyn Read> = if path == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        let file = File::open(path).map_err(|error| unreadable(what, path, &error))?;
        Box::new(file)
    };
    let mut source = source.take(FILE_BYTES_MAX + 1);
    source
        .read_to_string(&mut text)
        .map_err(|error| unreadable(what, path, &error))?;
    if text.len() as u64 > FILE_BYTES_MAX {
        let text = format!(
            "{what}: {} has more than {FILE_BYTES_MAX} bytes",
            path.display()
        );
        return Err(Error::Usage(text));
    }
    Ok(text)
}

/// The name of the action in a script's file: the one of `--function`, or else the file's own, without
/// its extension.
pub(super) fn action_name(function: Option<&str>, path: &Path) -> Result<String, Error> {
    if let Some(name) = function {
        return Ok(name.to_owned());
    }
    match path.file_stem() {
        Some(stem) if path != Path::new("-") => Ok(stem.to_string_lossy().into_owned()),
        _ => {
            let text = "--function: needed, for a script from stdin has no file name";
            Err(Error::Usage(text.to_owned()))
        }
    }
}

/// The mistake of naming a file that cannot be read.
pub(super) fn unreadable(what: &str, path: &Path, error: &io::Error) -> Error {
    Error::Usage(format!(
        "{what}: {} cannot be read: {error}",
        path.display()
    ))
}
