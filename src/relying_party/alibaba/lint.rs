//! Findings about trust policies of RAM: those that are shared, and of AWS's those that hold here.

use super::dialect::{ALIBABA, ROLE_URL};
use crate::lint::{self, Rule};
use crate::relying_party::aws::lint::{key_never_set, no_audience};

static KEY_NEVER_SET: Rule = Rule {
    summary: "a test of a key that is never set",
    url: ROLE_URL,
    ..key_never_set::RULE
};

static NO_AUDIENCE: Rule = Rule {
    url: ROLE_URL,
    ..no_audience::RULE
};

static INVALID_DOCUMENT: Rule = Rule {
    url: ALIBABA.pages.elements,
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
    &lint::repository_prefix::RULE,
    &lint::any_context::RULE,
    &NO_AUDIENCE,
    &lint::organization_server::RULE,
    &lint::provider_misspelled::RULE,
    &KEY_NEVER_SET,
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
    &INVALID_DOCUMENT,
];
