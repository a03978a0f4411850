//! Findings about trust policies, beside those that are shared: a rule a file.

mod denial_always_holds;
mod denial_never_applies;
mod document_too_long;
mod excludes_nothing;
mod identity_provider_control;
pub(in crate::relying_party) mod key_never_set;
pub(in crate::relying_party) mod no_audience;
mod provider_key_mismatch;
mod shared_audience;
mod vacuous_when_missing;
mod wildcard_action;

use crate::lint::{self, Rule};

/// As the shared one, which it names in the words of AWS.
pub(super) static INVALID_DOCUMENT: Rule = Rule {
    summary: "what AWS refuses, or takes for something else than it seems",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
    ..lint::invalid_document::RULE
};

/// What the linter says of trust policies.
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
    &vacuous_when_missing::RULE,
    &no_audience::RULE,
    &shared_audience::RULE,
    &lint::organization_server::RULE,
    &lint::provider_misspelled::RULE,
    &provider_key_mismatch::RULE,
    &key_never_set::RULE,
    &lint::wildcard_in_exact_value::RULE,
    &lint::pull_request_ref::RULE,
    &lint::impossible_value::RULE,
    &lint::withdrawn_subject_form::RULE,
    &lint::impossible_conjunction::RULE,
    &lint::dead_alternative::RULE,
    &lint::case_differs::RULE,
    &lint::placeholder::RULE,
    &excludes_nothing::RULE,
    &denial_never_applies::RULE,
    &denial_always_holds::RULE,
    &lint::recyclable_name::RULE,
    &lint::unpinned_workflow::RULE,
    &lint::workflow_name::RULE,
    &lint::pull_request_target::RULE,
    &wildcard_action::RULE,
    &document_too_long::RULE,
    &identity_provider_control::RULE,
    &INVALID_DOCUMENT,
];

/// The diagnostics that have rules of their own.
pub(super) static TOLD: &[&str] = &[document_too_long::CODE, identity_provider_control::CODE];
