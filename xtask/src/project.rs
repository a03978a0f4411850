//! Where things are.

use std::path::{Path, PathBuf};

use crate::command::Command;
use crate::failure::Failure;

/// The folders of the project.
#[derive(Debug)]
pub(crate) struct Project {
    /// The repository.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, wherever it was configured to be.
    pub(crate) target: PathBuf,
}

impl Project {
    /// Asks cargo.
    pub(crate) fn locate() -> Result<Self, Failure> {
        let text = Command::new("cargo")
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .output()?;
        let metadata: serde_json::Value = serde_json::from_str(&text).map_err(|error| {
            Failure::new(
                format!("cannot read what `cargo metadata` says: {error}"),
                "run `cargo metadata --no-deps --format-version 1` and see",
            )
        })?;
        let folder = |name: &str| {
            metadata
                .get(name)
                .and_then(serde_json::Value::as_str)
                .map(PathBuf::from)
                .ok_or_else(|| {
                    Failure::new(
                        format!("`cargo metadata` does not say `{name}`"),
                        "update the Rust toolchain",
                    )
                })
        };
        Ok(Self {
            root: folder("workspace_root")?,
            target: folder("target_directory")?,
        })
    }

    /// The npm package.
    pub(crate) fn package(&self) -> PathBuf {
        self.root.join("pkg")
    }

    /// Where the package is built and tried.
    pub(crate) fn work(&self) -> PathBuf {
        self.target.join("package")
    }

    /// The programs that are installed for the project alone.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// A command in the root of the repository, with the project's own programs first.
    pub(crate) fn command(&self, program: &str) -> Command {
        self.command_in(program, &self.root)
    }

    /// As [`Self::command`], in another folder.
    pub(crate) fn command_in(&self, program: &str, folder: &Path) -> Command {
        let own = [
            self.tools().join("bin"),
            self.package().join("node_modules").join(".bin"),
        ];
        Command::new(program).search_first(&own).folder(folder)
    }
}
