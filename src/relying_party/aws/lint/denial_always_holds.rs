//! A test of a denial that holds for everybody.

use crate::diagnostic::Severity;
use crate::lint::trust::place;
use crate::lint::{Finding, Review, Rule};
use crate::quote::quoted;

pub(super) const RULE: Rule = Rule {
    id: "denial-always-holds",
    summary: "a statement that denies all but those whom nobody can be",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.denying() {
        for tested in trust
            .statement
            .tests
            .iter()
            .filter(|tested| tested.test.negated)
        {
            if tested.test.predicate.alternatives().is_empty() {
                continue;
            }
            let never_there = trust
                .never_there(tested)
                .filter(|_| tested.test.holds_when_missing())
                .map(|never| (tested.span, never.reason()));
            let dead = || {
                let (alternative, dead) = trust.dead_values(tested).last()?;
                trust.is_dead(tested).then(|| {
                    let value = quoted(&alternative.text);
                    (
                        place(tested, alternative),
                        format!("{value} {}", dead.reason()),
                    )
                })
            };
            let Some((span, reason)) = never_there.or_else(dead) else {
                continue;
            };
            findings.push(
                RULE.finding(
                    Severity::Error,
                    span,
                    format!(
                        "{} of {} holds for everybody, so the statement keeps out those whom it means to spare",
                        quoted(&tested.test.operator),
                        quoted(&tested.attribute.name)
                    ),
                )
                .why(format!("a negated test holds where nothing fits: {reason}"))
                .fix("say who is spared as a token says it; a pattern needs `StringNotLike`"),
            );
        }
    }
}
