//! A value that the claim never has.

use super::dead::Dead;
use super::trust::place;
use super::{Finding, Review, Rule, dead_severity};
use crate::placeholder;
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "impossible-value",
    summary: "a value that is not in the form that its claim has",
    url: "https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for (trust, tested) in review.wanting() {
        for (alternative, dead) in trust.dead_values(tested) {
            let Dead::Form(form) = dead else {
                continue;
            };
            // A mark in it is told as such.
            if placeholder::find(&alternative.text).is_some_and(|found| found.is_marked) {
                continue;
            }
            let span = place(tested, alternative);
            let finding = RULE
                .finding(
                    dead_severity(trust, tested),
                    span,
                    format!("no token has {} here", quoted(&alternative.text)),
                )
                .why(format!("expected {form}"));
            findings.push(match hint(&alternative.text) {
                Some(hint) => finding.fix(hint),
                None => finding,
            });
        }
    }
}

/// What is often meant.
fn hint(value: &str) -> Option<&'static str> {
    let rest = value
        .strip_prefix("repo:")
        .and_then(|rest| Some(rest.split_once('/')?.1));
    if value.trim() != value {
        return Some("remove the white space");
    }
    match rest.map(|rest| rest.split_once(':').map(|(_, context)| context)) {
        Some(None) => Some(
            "say which of its tokens: add `:environment:NAME`, `:ref:refs/heads/BRANCH`, `:ref:refs/tags/TAG` or `:pull_request`",
        ),
        Some(Some(context)) if context.starts_with("refs") => {
            Some("write `ref:` before the ref: `repo:OWNER/REPOSITORY:ref:refs/heads/BRANCH`")
        }
        Some(Some(context)) if context.starts_with("ref:") || context.starts_with("branch") => {
            Some("write the ref in full: `:ref:refs/heads/BRANCH` or `:ref:refs/tags/TAG`")
        }
        Some(Some(context)) if context.starts_with("pull") => Some("write `pull_request`"),
        Some(Some(context)) if context.starts_with("env") => Some("write `environment:NAME`"),
        _ => None,
    }
}
