//! Findings about trusted publishers, beside those that are shared: a rule a file.

mod publisher_without_environment;

use crate::lint::{self, Rule};

/// What the linter says of publishers and access policies.
pub(super) static RULES: &[&Rule] = &[
    &publisher_without_environment::RULE,
    &lint::unanchored_pattern::RULE,
    &lint::attacker_chosen_claim::RULE,
    &lint::provider_misspelled::RULE,
    &lint::placeholder::RULE,
    &lint::recyclable_name::RULE,
    &lint::unescaped_dot::RULE,
    &lint::workflow_name::RULE,
    &lint::invalid_document::RULE,
];
