//! The ref of a pull request in a subject, where it never stands.

use super::dead::Dead;
use super::trust::{place, remove};
use super::{Finding, Review, Rule, dead_severity};
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "pull-request-ref",
    summary: "`refs/pull/…` in a subject, which ends in `pull_request` for pull requests",
    url: "https://docs.github.com/en/actions/reference/security/oidc#filtering-for-pull_request-events",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for (trust, tested) in review.wanting() {
        for (alternative, dead) in trust.dead_values(tested) {
            if dead != Dead::PullRequestRef {
                continue;
            }
            let span = place(tested, alternative);
            findings.push(
                RULE.finding(
                    dead_severity(trust, tested),
                    span,
                    format!("{} fits no subject of the default form", quoted(&alternative.text)),
                )
                .why("the subject of a pull request ends in `:pull_request`, and has no ref in it unless the repository customises it")
                .fix(format!(
                    "remove it; write `:pull_request` in its place only if the code of every pull request from inside the repository may {}",
                    review.notation().getting_in()
                ))
                .edit(remove(review.policy.text(), tested, span)),
            );
        }
    }
}
