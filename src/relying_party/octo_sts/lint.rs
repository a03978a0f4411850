//! Findings about trust policies of octo-sts, beside those that are shared: a rule a file.

mod pattern_fits_strangers;
mod top_level_alternation;

use crate::lint::{self, Rule};

/// What the linter says of trust policies.
pub(super) static RULES: &[&Rule] = &[
    &pattern_fits_strangers::RULE,
    &top_level_alternation::RULE,
    &lint::unescaped_dot::RULE,
    &lint::organization_server::RULE,
    &lint::provider_misspelled::RULE,
    &lint::wildcard_in_exact_value::RULE,
    &lint::pull_request_ref::RULE,
    &lint::impossible_value::RULE,
    &lint::withdrawn_subject_form::RULE,
    &lint::impossible_conjunction::RULE,
    &lint::case_differs::RULE,
    &lint::placeholder::RULE,
    &lint::recyclable_name::RULE,
    &lint::workflow_name::RULE,
    &lint::pull_request_target::RULE,
    &lint::invalid_document::RULE,
];
