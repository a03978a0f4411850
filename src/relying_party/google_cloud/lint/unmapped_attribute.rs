//! An attribute that the provider does not map.

use crate::attribute::Source;
use crate::diagnostic::Severity;
use crate::lint::{Finding, Review, Rule};
use crate::quote::quoted;

pub(super) const RULE: Rule = Rule {
    id: "unmapped-attribute",
    summary: "a binding or the condition names an attribute that is not mapped",
    url: "https://docs.cloud.google.com/iam/docs/workload-identity-federation#mapping",
    check,
};

/// The code of the diagnostic about the condition.
pub(super) const CODE: &str = "unmapped-attribute";

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    let told = RULE.of_diagnostics(
        review,
        CODE,
        "it is not there when the condition is asked, which ends in an error and rejects the token",
    );
    findings.extend(told.map(|finding| finding.fix("map it, or read the claim itself")));
    for tested in review.every_test() {
        let never = matches!(tested.attribute.source, Source::Never { .. });
        // A condition is told by its diagnostic.
        if !never || tested.test.operator != "is" && tested.test.operator != "contains" {
            continue;
        }
        let name = tested.attribute.name.trim_end_matches("[]");
        for alternative in tested.test.predicate.alternatives() {
            let span = alternative.span.unwrap_or(tested.span);
            let known = findings
                .iter()
                .any(|finding| finding.id == RULE.id && finding.span == span);
            if known {
                continue;
            }
            findings.push(
                RULE.finding(
                    Severity::Error,
                    span,
                    format!("the binding names {}, which is not mapped", quoted(name)),
                )
                .why("it fits nobody")
                .fix(format!(
                    "map {}, as from the claim of that name",
                    quoted(name)
                )),
            );
        }
    }
}
