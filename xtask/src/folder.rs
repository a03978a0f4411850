//! Copying folders.

use std::path::{Path, PathBuf};

use crate::failure::{Failure, on_file};

/// Puts a copy of the folder `from` in the place of `to`, whatever was there.
pub(crate) fn replace(from: &Path, to: &Path) -> Result<(), Failure> {
    if to.exists() {
        std::fs::remove_dir_all(to).map_err(|error| on_file(to, &error))?;
    }
    copy(from, to)
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let copy_files = || -> std::io::Result<Vec<PathBuf>> {
        std::fs::create_dir_all(to)?;
        let mut folders = Vec::new();
        for entry in std::fs::read_dir(from)? {
            let path = entry?.path();
            match path.file_name() {
                Some(_) if path.is_dir() => folders.push(path),
                Some(name) => drop(std::fs::copy(&path, to.join(name))?),
                None => {}
            }
        }
        Ok(folders)
    };
    let folders = copy_files().map_err(|error| on_file(from, &error))?;
    folders.iter().try_for_each(|folder| {
        let name = folder.file_name().unwrap_or_default();
        copy(folder, &to.join(name))
    })
}
