//! The name of a workflow, which whoever writes one may choose.

use super::{Finding, Review, Rule};
use crate::diagnostic::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "workflow-name",
    summary: "a test of `workflow`, which is a name and no file",
    url: "https://docs.github.com/en/actions/reference/security/oidc#oidc-token-claims",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for (trust, tested) in review.wanting() {
        let is_name = trust
            .service_of(tested)
            .is_some_and(|(service, claim)| service.is_github() && claim == "workflow");
        let has_values = !tested.test.predicate.alternatives().is_empty();
        if is_name && has_values && !trust.pins_workflow() {
            findings.push(
                RULE.finding(
                    Severity::Note,
                    tested.span,
                    "`workflow` is the name that a workflow gives itself",
                )
                .why("whoever can write a workflow in the repository can give it this name")
                .fix("test `job_workflow_ref`, which names the file and the ref"),
            );
        }
    }
}
