//! Findings about configurations, beside those that are shared: a rule a file.

mod constant_rule;
mod email_without_email_verified;
mod groups_without_prefix;
mod prefix_without_delimiter;
mod several_audiences;
mod username_without_prefix;

use super::document::{list, text};
use crate::diagnostic::Diagnostic;
use crate::json::Value;
use crate::lint::{self, Rule};
use crate::span::Span;

/// What the linter says of configurations.
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
    &constant_rule::RULE,
    &username_without_prefix::RULE,
    &groups_without_prefix::RULE,
    &prefix_without_delimiter::RULE,
    &email_without_email_verified::RULE,
    &several_audiences::RULE,
    &lint::unanchored_matches::RULE,
    &lint::unescaped_dot::RULE,
    &lint::number_for_text::RULE,
    &lint::provider_misspelled::RULE,
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
    &lint::unpinned_workflow::RULE,
    &lint::workflow_name::RULE,
    &lint::pull_request_target::RULE,
    &lint::invalid_document::RULE,
];

/// The diagnostics that have rules of their own.
pub(super) static TOLD: &[&str] = &[
    constant_rule::RULE.id,
    username_without_prefix::RULE.id,
    groups_without_prefix::RULE.id,
    prefix_without_delimiter::RULE.id,
    email_without_email_verified::RULE.id,
    several_audiences::RULE.id,
];

/// Of a rule that is the same for every token.
pub(super) fn constant_rule(value: bool, span: Span) -> Diagnostic {
    let message = format!("the rule is `{value}`, whatever the token says");
    Diagnostic::warning("constant-rule", message).at(span)
}

/// Of a mapping of `email` beside which nothing asks whether it is verified.
pub(super) fn email_unverified(span: Span) -> Diagnostic {
    Diagnostic::warning(
        "email-without-email-verified",
        "an `email` is taken for the username where the token does not say whether it is verified",
    )
    .at(span)
}

/// Of several audiences, any of which will do.
pub(super) fn audiences(audiences: &[(&str, Span)]) -> Option<Diagnostic> {
    let (Some((_, first)), Some((_, last))) = (audiences.first(), audiences.last()) else {
        return None;
    };
    (audiences.len() > 1).then(|| {
        let message = format!("a token for any of {} audiences is taken", audiences.len());
        Diagnostic::note("several-audiences", message).at(Span::new(first.start, last.end))
    })
}

/// Of the prefix of usernames.
pub(super) fn username_prefix(
    prefix: &str,
    span: Span,
    authenticator: &Value<'_>,
) -> Option<Diagnostic> {
    of_prefix(prefix, span, authenticator, "user.username", || {
        Diagnostic::warning(
            "username-without-prefix",
            "the username is the claim as it stands, and may be the one of somebody else",
        )
    })
}

/// Of the prefix of groups.
pub(super) fn groups_prefix(
    prefix: &str,
    span: Span,
    authenticator: &Value<'_>,
) -> Option<Diagnostic> {
    of_prefix(prefix, span, authenticator, "user.groups", || {
        Diagnostic::warning(
            "groups-without-prefix",
            "the groups are those of the claim as they stand, `system:masters` if it is there",
        )
    })
}

fn of_prefix(
    prefix: &str,
    span: Span,
    authenticator: &Value<'_>,
    field: &str,
    missing: impl FnOnce() -> Diagnostic,
) -> Option<Diagnostic> {
    // A rule about what comes of it is looked at by whoever wrote it.
    let mut rules = list(Some(authenticator), "userValidationRules").iter();
    let guarded = rules.any(|rule| {
        text(Some(rule), "expression").is_some_and(|(expression, _)| expression.contains(field))
    });
    if prefix.is_empty() {
        return (!guarded).then(|| missing().at(span));
    }
    prefix
        .ends_with(|last: char| last.is_alphanumeric())
        .then(|| {
            Diagnostic::warning(
                "prefix-without-delimiter",
                format!(
                    "the prefix `{prefix}` goes over into the name without a mark between them"
                ),
            )
            .at(span)
        })
}
