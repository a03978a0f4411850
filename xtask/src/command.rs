//! Running programs.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{self, ExitStatus, Stdio};

use crate::failure::Failure;

/// A program to run.
#[derive(Debug)]
pub(crate) struct Command {
    program: String,
    arguments: Vec<OsString>,
    variables: Vec<(String, Option<OsString>)>,
    folder: Option<PathBuf>,
}

impl Command {
    pub(crate) fn new(program: &str) -> Self {
        Self {
            program: program.to_owned(),
            arguments: Vec::new(),
            variables: Vec::new(),
            folder: None,
        }
    }

    pub(crate) fn arg(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    pub(crate) fn args<A: Into<OsString>>(
        mut self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    pub(crate) fn variable(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.variables.push((name.to_owned(), Some(value.into())));
        self
    }

    pub(crate) fn without_variable(mut self, name: &str) -> Self {
        self.variables.push((name.to_owned(), None));
        self
    }

    pub(crate) fn folder(mut self, folder: &Path) -> Self {
        self.folder = Some(folder.to_owned());
        self
    }

    /// Looks for programs in these folders before those of `PATH`.
    pub(crate) fn search_first(self, folders: &[PathBuf]) -> Self {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let all = folders.iter().cloned().chain(std::env::split_paths(&path));
        // A folder with the separator in its name cannot be searched in any case.
        match std::env::join_paths(all) {
            Ok(joined) => self.variable("PATH", joined),
            Err(_) => self,
        }
    }

    /// Runs; its output is seen as it comes.
    pub(crate) fn run(self) -> Result<(), Failure> {
        let status = self.status()?;
        self.succeeded(status)
    }

    /// Runs; its output is seen as it comes.
    pub(crate) fn status(&self) -> Result<ExitStatus, Failure> {
        self.prepared()
            .status()
            .map_err(|error| self.missing(&error))
    }

    /// Runs and gives what it writes to standard output.
    pub(crate) fn output(self) -> Result<String, Failure> {
        let output = self
            .prepared()
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| self.missing(&error))?;
        self.succeeded(output.status)?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Runs and gives all that it writes, which is not shown, and whether it went well.
    pub(crate) fn quiet(self) -> Result<(bool, String), Failure> {
        let output = self
            .prepared()
            .output()
            .map_err(|error| self.missing(&error))?;
        let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.push_str(&String::from_utf8_lossy(&output.stderr));
        Ok((output.status.success(), text))
    }

    /// Runs, and hands each line of its standard output to `see` as it comes; says whether it went
    /// well.
    pub(crate) fn watch(self, mut see: impl FnMut(&str)) -> Result<bool, Failure> {
        let mut child = self
            .prepared()
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| self.missing(&error))?;
        if let Some(stdout) = child.stdout.take() {
            for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
                see(&String::from_utf8_lossy(&line));
            }
        }
        let status = child.wait().map_err(|error| self.missing(&error))?;
        Ok(status.success())
    }

    fn prepared(&self) -> process::Command {
        let mut command = process::Command::new(&self.program);
        command.args(&self.arguments).stdin(Stdio::null());
        for (name, value) in &self.variables {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        command
    }

    fn succeeded(&self, status: ExitStatus) -> Result<(), Failure> {
        if status.success() {
            return Ok(());
        }
        Err(Failure::new(
            format!("`{}` failed, with {status}", self.line()),
            "read what it wrote above",
        ))
    }

    fn missing(&self, error: &std::io::Error) -> Failure {
        let advice = match self.program.as_str() {
            "cargo" | "rustc" | "rustup" => "install Rust with rustup",
            "node" | "npm" => "install Node.js 20 or newer, with npm",
            _ => "run the command again: it installs what is missing",
        };
        Failure::new(format!("cannot run `{}`: {error}", self.program), advice)
    }

    fn line(&self) -> String {
        let arguments = self
            .arguments
            .iter()
            .map(|argument| argument.to_string_lossy());
        std::iter::once(self.program.as_str().into())
            .chain(arguments)
            .collect::<Vec<_>>()
            .join(" ")
    }
}
