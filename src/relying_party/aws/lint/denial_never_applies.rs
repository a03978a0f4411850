//! A denial that never denies.

use crate::diagnostic::Severity;
use crate::lint::{Finding, Review, Rule};
use crate::quote::quoted;

pub(super) const RULE: Rule = Rule {
    id: "denial-never-applies",
    summary: "a statement that denies, on a condition that never holds",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    let readable = review.denying().filter(|trust| !trust.statement.is_opaque);
    for trust in readable {
        for tested in trust
            .statement
            .tests
            .iter()
            .filter(|tested| !tested.test.negated)
        {
            let never_there = trust
                .never_there(tested)
                .filter(|_| !tested.test.holds_when_missing())
                .map(|never| never.reason());
            let dead = || {
                let reasons = trust.dead_values(tested).map(|(_, dead)| dead.reason());
                reasons.last().filter(|_| trust.is_dead(tested))
            };
            let Some(reason) = never_there.or_else(dead) else {
                continue;
            };
            findings.push(
                RULE.finding(
                    Severity::Error,
                    tested.span,
                    format!(
                        "the test of {} never holds, so the statement denies nobody",
                        quoted(&tested.attribute.name)
                    ),
                )
                .why(format!("nothing fits: {reason}"))
                .fix("test what a token has; or allow less, which needs no denial"),
            );
        }
    }
}
