//! Explanations about credentials, beside those that are shared: a diagnosis a file.

use crate::explain::{self, Kind};

/// What is behind a verdict on credentials, the particular before the general.
pub(super) static KINDS: &[&Kind] = explain::SHARED;
