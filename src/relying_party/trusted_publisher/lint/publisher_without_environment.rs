//! A publisher that leaves open the environment of the job.

use super::super::lower::{NOUN, beginning, names};
use crate::diagnostic::Severity;
use crate::lint::{Finding, Review, Rule};

pub(super) const RULE: Rule = Rule {
    id: "publisher-without-environment",
    summary: "a trusted publisher names no environment",
    url: "https://docs.pypi.org/trusted-publishers/security-model/",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.allowing() {
        let mut tests = trust.statement.tests.iter();
        let is_publisher = tests.clone().any(|tested| {
            [names::REPOSITORY, names::WORKFLOW].contains(&tested.test.operator.as_ref())
        });
        if !is_publisher || tests.any(|tested| tested.test.operator == names::ENVIRONMENT) {
            continue;
        }
        findings.push(
            RULE.finding(
                Severity::Warning,
                beginning(trust.statement.span),
                format!("the {NOUN} takes the workflow from any branch and in any environment"),
            )
            .why("whoever can push a branch can change the workflow on it and publish; the rules of an environment say who may, from where, and after whose approval")
            .fix("name an environment in the publisher and in the job, and protect it"),
        );
    }
}
