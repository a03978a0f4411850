//! A workflow that is trusted at any ref.

use super::language::{meet, pieces};
use super::trust::{pattern, place};
use super::{Finding, Review, Rule};
use crate::diagnostic::Severity;
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "unpinned-workflow",
    summary: "`job_workflow_ref` with any branch or pull request behind the `@`",
    url: "https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-with-reusable-workflows",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for (trust, tested) in review.wanting() {
        let github = trust
            .service_of(tested)
            .is_some_and(|(service, claim)| service.is_github() && claim == "job_workflow_ref");
        for alternative in tested.test.predicate.alternatives() {
            let Some(pattern) = pattern(alternative).filter(|_| github) else {
                continue;
            };
            let fits = |form: &str| meet(pattern.symbols(), &pieces(form)) == Some(true);
            let (which, who) = if fits("N/N/P@refs/heads/FR") {
                ("any branch", "push a branch")
            } else if fits("N/N/P@refs/pull/R") {
                (
                    "any pull request",
                    "open a pull request from inside the repository",
                )
            } else {
                continue;
            };
            findings.push(
                RULE.finding(
                    Severity::Warning,
                    place(tested, alternative),
                    format!("{} fits the workflow of {which}", quoted(&alternative.text)),
                )
                .why(format!(
                    "whoever can {who} there can put his own steps into the workflow"
                ))
                .fix("end it with the ref, such as `@refs/heads/main`, a tag that is protected, or a commit"),
            );
        }
    }
}
