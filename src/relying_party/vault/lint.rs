//! Findings about roles of Vault, beside those that are shared: a rule a file.

mod claim_of_no_token;
mod no_bound_audiences;
mod role_type_oidc;
mod stale_bound_subject;

use crate::lint::{self, Rule};

/// What the linter says of roles.
pub(super) static RULES: &[&Rule] = &[
    &role_type_oidc::RULE,
    &no_bound_audiences::RULE,
    &stale_bound_subject::RULE,
    &claim_of_no_token::RULE,
    &lint::any_subject::RULE,
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
    &lint::pull_request_ref::RULE,
    &lint::impossible_value::RULE,
    &lint::withdrawn_subject_form::RULE,
    &lint::impossible_conjunction::RULE,
    &lint::dead_alternative::RULE,
    &lint::case_differs::RULE,
    &lint::placeholder::RULE,
    &lint::recyclable_name::RULE,
    &lint::unpinned_workflow::RULE,
    &lint::workflow_name::RULE,
    &lint::pull_request_target::RULE,
    &lint::invalid_document::RULE,
];

/// The diagnostics that have a rule of their own.
pub(super) static TOLD: &[&str] = &[role_type_oidc::CODE];
