//! A role that binds no audience, and so takes no token that has one.

use super::super::lower::names::AUDIENCES;
use crate::attribute::Source;
use crate::diagnostic::Severity;
use crate::lint::{Finding, Review, Rule};
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    id: "no-bound-audiences",
    summary: "a role of Vault binds no audience",
    url: "https://developer.hashicorp.com/vault/docs/upgrading/upgrade-to-1.17.x",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.allowing() {
        let refuses_all = trust.statement.tests.iter().any(|tested| {
            tested.test.operator == AUDIENCES && tested.attribute.source == Source::Derived
        });
        if !refuses_all {
            continue;
        }
        // Every token of these services has an audience.
        let has_audience = trust
            .issuers
            .iter()
            .any(|issuer| issuer.service.is_public());
        let start = trust.statement.span.start;
        findings.push(
            RULE.finding(
                if has_audience {
                    Severity::Error
                } else {
                    Severity::Warning
                },
                Span::new(start, start + 1),
                "the role binds no audience",
            )
            .why("since Vault 1.17 a role without `bound_audiences` refuses every token that has an audience, as those of CI services do; before, it took tokens that were made for somebody else")
            .fix("bind the audience that the job asks for: `\"bound_audiences\": [\"https://vault.example.com\"]`"),
        );
    }
}
