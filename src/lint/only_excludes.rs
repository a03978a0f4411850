//! A statement that says whom it does not trust, and trusts everybody else.

use super::{Finding, Review, Rule};
use crate::diagnostic::Severity;
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "only-excludes",
    summary: "a statement allows everybody but those whom a negated operator names",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.admitting() {
        if !trust.reaching.is_empty() || trust.statement.is_opaque {
            continue;
        }
        for tested in &trust.statement.tests {
            let Some((service, claim)) = trust.service_of(tested) else {
                continue;
            };
            if !tested.test.negated || !service.identifying().contains(&claim) {
                continue;
            }
            findings.push(
                RULE.finding(
                    Severity::Error,
                    tested.span,
                    format!(
                        "{} of {} keeps some out, and nothing says who comes in",
                        quoted(&tested.test.operator),
                        quoted(&tested.attribute.name)
                    ),
                )
                .why("all other tokens of the issuer are let in, whoever they were issued for")
                .fix(review.notation().naming_who_comes_in()),
            );
        }
    }
}
