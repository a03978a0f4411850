//! Whether something was built from what is there now.

use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use crate::failure::{Failure, on_file};

/// A number that changes when a name or a byte of these files, or of those in these folders, does.
/// What is not there counts as that.
pub(crate) fn of(paths: &[PathBuf], skip: &[PathBuf]) -> Result<String, Failure> {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        add(path, skip, &mut hasher)?;
    }
    Ok(format!("{:016x}\n", hasher.finish()))
}

fn add(path: &Path, skip: &[PathBuf], hasher: &mut DefaultHasher) -> Result<(), Failure> {
    if skip.iter().any(|skipped| skipped == path) {
        return Ok(());
    }
    hasher.write(path.as_os_str().as_encoded_bytes());
    if path.is_dir() {
        let mut inside: Vec<PathBuf> = std::fs::read_dir(path)
            .and_then(|entries| {
                entries
                    .map(|entry| entry.map(|entry| entry.path()))
                    .collect()
            })
            .map_err(|error| on_file(path, &error))?;
        inside.sort();
        return inside.iter().try_for_each(|path| add(path, skip, hasher));
    }
    if path.is_file() {
        let bytes = std::fs::read(path).map_err(|error| on_file(path, &error))?;
        hasher.write_usize(bytes.len());
        hasher.write(&bytes);
    }
    Ok(())
}
