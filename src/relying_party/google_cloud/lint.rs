//! Findings about providers and bindings, beside those that are shared: a rule a file.

mod condition_missing;
mod subject_too_long;
mod unmapped_attribute;
mod whole_pool_binding;

use crate::lint::{self, Finding, Rule};

/// What the linter says of providers.
pub(super) static RULES: &[&Rule] = &[
    &condition_missing::RULE,
    &ANY_SUBJECT,
    &lint::only_excludes::RULE,
    &lint::any_owner::RULE,
    &lint::attacker_chosen_claim::RULE,
    &lint::owner_prefix::RULE,
    &lint::owner_wide::RULE,
    &lint::any_caller::RULE,
    &lint::repository_prefix::RULE,
    &lint::any_context::RULE,
    &lint::unanchored_matches::RULE,
    &whole_pool_binding::RULE,
    &lint::number_for_text::RULE,
    &unmapped_attribute::RULE,
    &subject_too_long::RULE,
    &lint::organization_server::RULE,
    &lint::wildcard_in_exact_value::RULE,
    &lint::pull_request_ref::RULE,
    &lint::impossible_value::RULE,
    &lint::withdrawn_subject_form::RULE,
    &lint::impossible_conjunction::RULE,
    &lint::dead_alternative::RULE,
    &lint::case_differs::RULE,
    &lint::immutable_subject_mismatch::RULE,
    &lint::placeholder::RULE,
    &lint::recyclable_name::RULE,
    &lint::unescaped_dot::RULE,
    &lint::unpinned_workflow::RULE,
    &lint::workflow_name::RULE,
    &lint::pull_request_target::RULE,
    &lint::invalid_document::RULE,
];

/// The diagnostics that have rules of their own.
pub(super) static TOLD: &[&str] = &[condition_missing::CODE, unmapped_attribute::CODE];

/// As it is shared, unless a missing condition says it all.
static ANY_SUBJECT: Rule = Rule {
    check: |review, findings| {
        let said = |finding: &Finding| finding.id == condition_missing::RULE.id;
        if !findings.iter().any(said) {
            (lint::any_subject::RULE.check)(review, findings);
        }
    },
    ..lint::any_subject::RULE
};
