//! What AWS refuses when a trust policy is written.

use crate::lint::{Finding, Review, Rule, any_subject};
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    id: "identity-provider-control",
    summary: "a shared provider without the test that AWS asks for when a policy is written",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html",
    check,
};

/// The code of the diagnostic.
pub(super) const CODE: &str = "identity-provider-control";

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    // A statement that asks for nobody is told once.
    let told: Vec<Span> = findings
        .iter()
        .filter(|finding| finding.id == any_subject::RULE.id)
        .map(|finding| finding.span)
        .collect();
    let found = RULE.of_diagnostics(
        review,
        CODE,
        "AWS refuses to create or update a role with such a trust policy; one from before the control works on",
    );
    findings.extend(
        found
            .filter(|finding| !told.contains(&finding.span))
            .map(|finding| {
                finding
                    .fix("test the key by `StringEquals`, `StringLike` or `StringEqualsIgnoreCase`")
            }),
    );
}
