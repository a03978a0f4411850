//! A workflow is trusted, whoever calls it.

use super::reach::Reach;
use super::trust::place;
use super::{Finding, Review, Rule};
use crate::diagnostic::Severity;
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "any-caller",
    summary: "a statement names a workflow and not the repositories that may call it",
    url: "https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-with-reusable-workflows",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.admitting() {
        if trust.reach() != Reach::Caller {
            continue;
        }
        for (reaching, alternative) in trust.values_that_reach(Reach::Caller) {
            findings.push(
                RULE.finding(
                    Severity::Warning,
                    place(&reaching.tested, alternative),
                    format!("{} is trusted whoever calls it", quoted(&alternative.text)),
                )
                .why("`job_workflow_ref` says which workflow runs and not for whom: a reusable workflow in a public repository runs, with their inputs, for all who call it")
                .fix("test `sub` or `repository_owner_id` too"),
            );
        }
    }
}
