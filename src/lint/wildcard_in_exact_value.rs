//! A `*` under an operator that takes it for itself.

use super::dead::Dead;
use super::reach::{Reach, reach};
use super::trust::place;
use super::{Finding, Review, Rule, dead_severity};
use crate::pattern::wildcard::{Fold, Wildcard};
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "wildcard-in-exact-value",
    summary: "`*` under an operator that compares whole values",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for (trust, tested) in review.wanting() {
        for (alternative, dead) in trust.dead_values(tested) {
            if dead != Dead::Wildcard {
                continue;
            }
            let span = place(tested, alternative);
            let operator = &tested.test.operator;
            let would_be_open = trust.service_of(tested).is_some_and(|(service, claim)| {
                let pattern = Wildcard::parse(&alternative.text, Fold::None);
                reach(service, claim, &pattern) >= Reach::OwnerAffix
            });
            findings.push(
                RULE.finding(
                    dead_severity(trust, tested),
                    span,
                    format!(
                        "{} is no pattern under {}",
                        quoted(&alternative.text),
                        quoted(operator)
                    ),
                )
                .why("the operator compares the whole text, in which `*` is a character like any other: no token fits")
                .fix(if would_be_open {
                    "write the value out; as a pattern it would fit tokens of strangers".to_owned()
                } else {
                    format!(
                        "write the value out; or, if all that the pattern fits may come in, move it under {}",
                        review.notation().patterns_stand_under()
                    )
                }),
            );
        }
    }
}
