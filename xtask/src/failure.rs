//! Why a task cannot go on, and what to do.

use std::fmt;

/// Why a task cannot go on.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    advice: String,
}

impl Failure {
    /// What happened, and what to do about it.
    pub(crate) fn new(message: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            advice: advice.into(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "error: {}\nhelp: {}", self.message, self.advice)
    }
}

/// For files of our own making and those of the project.
pub(crate) fn on_file(path: &std::path::Path, error: &std::io::Error) -> Failure {
    Failure::new(
        format!("cannot use `{}`: {error}", path.display()),
        "see that it is there, may be written, and that the disk is not full",
    )
}
