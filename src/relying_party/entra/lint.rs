//! Findings about credentials, beside those that are shared: a rule a file.

use crate::lint::{self, Rule};

/// What the linter says of credentials.
pub(super) static RULES: &[&Rule] = lint::SHARED;

/// The diagnostics that have rules of their own.
pub(super) static TOLD: &[&str] = &[];
