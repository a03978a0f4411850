//! Findings about identities of Sigstore: those that are shared and make sense of them.

use crate::lint::{self, Rule};

/// What the linter says of identities.
pub(super) static RULES: &[&Rule] = &[
    &lint::unanchored_pattern::RULE,
    &lint::unescaped_dot::RULE,
    &lint::placeholder::RULE,
    &lint::invalid_document::RULE,
];
