//! Explanations about providers: those that are shared and make sense of them.

use crate::explain::{self, Kind};

/// What is behind a verdict on a provider, the particular before the general.
pub(super) static KINDS: &[&Kind] = &[
    &explain::placeholder::KIND,
    &explain::issuer_differs::KIND,
    &explain::audience_differs::KIND,
    &explain::number_for_text::KIND,
    &explain::wildcard_under_exact_operator::KIND,
    &explain::case_differs::KIND,
    &explain::hyphen_subject::KIND,
    &explain::immutable_subject::KIND,
    &explain::immutable_policy::KIND,
    &explain::typo::KIND,
    &explain::customised_subject::KIND,
    &explain::repository_differs::KIND,
    &explain::missing_context::KIND,
    &explain::environment_replaces_ref::KIND,
    &explain::environment_missing::KIND,
    &explain::environment_differs::KIND,
    &explain::refs_pull_pattern::KIND,
    &explain::merge_queue::KIND,
    &explain::pull_request_subject::KIND,
    &explain::tag_differs_from_branch::KIND,
    &explain::branch_differs::KIND,
    &explain::claim_missing::KIND,
    &explain::value_excluded::KIND,
    &explain::value_differs::KIND,
    &explain::attribute_not_given::KIND,
    &explain::token_lifetime::KIND,
];
