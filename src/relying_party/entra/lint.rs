//! Findings about credentials, beside those that are shared: a rule a file.

mod audience_count;
mod expression_without_id;

use crate::lint::{self, Rule};

/// What the linter says of credentials.
pub(super) static RULES: &[&Rule] = &[
    &lint::any_subject::RULE,
    &lint::only_excludes::RULE,
    &lint::any_owner::RULE,
    &lint::attacker_chosen_claim::RULE,
    &lint::owner_prefix::RULE,
    &lint::owner_wide::RULE,
    &lint::any_caller::RULE,
    &lint::repository_prefix::RULE,
    &lint::any_context::RULE,
    &lint::organization_server::RULE,
    &lint::provider_misspelled::RULE,
    &lint::wildcard_in_exact_value::RULE,
    &lint::regular_expression_in_pattern::RULE,
    &lint::pull_request_ref::RULE,
    &lint::impossible_value::RULE,
    &lint::withdrawn_subject_form::RULE,
    &lint::impossible_conjunction::RULE,
    &lint::dead_alternative::RULE,
    &lint::case_differs::RULE,
    &lint::immutable_subject_mismatch::RULE,
    &lint::placeholder::RULE,
    &lint::recyclable_name::RULE,
    &lint::unpinned_workflow::RULE,
    &lint::workflow_name::RULE,
    &lint::pull_request_target::RULE,
    &expression_without_id::RULE,
    &audience_count::RULE,
    &lint::invalid_document::RULE,
];

/// The diagnostics that have rules of their own.
pub(super) static TOLD: &[&str] = &[audience_count::CODE, expression_without_id::CODE];
