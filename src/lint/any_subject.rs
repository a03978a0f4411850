//! A statement that trusts an issuer and asks nothing of the subject.

use super::{Finding, Review, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    id: "any-subject",
    summary: "a statement trusts an issuer of many tenants and tests no claim that tells them apart",
    check,
};

/// Claims that say whose token it is.
const IDENTIFYING: &[&str] = &[
    "sub",
    "job_workflow_ref",
    "repository",
    "repository_id",
    "repository_owner_id",
];

fn check(review: &Review<'_>) -> Vec<Finding> {
    review
        .outline
        .allowing()
        .filter(|statement| !statement.principals.is_empty() && !statement.is_opaque)
        .filter(|statement| {
            !statement.tests.iter().any(|tested| {
                let claim = tested.attribute.source.claim();
                claim.is_some_and(|claim| IDENTIFYING.contains(&claim))
            })
        })
        .map(|statement| Finding {
            id: RULE.id,
            severity: Severity::Error,
            message: "the statement asks nothing of the subject of a token".to_owned(),
            why: "every token of the issuer that has the right audience is let in, whoever it was issued for"
                .to_owned(),
            span: statement
                .principals
                .first()
                .map_or(statement.span, |tested| tested.span),
            fix: Some("test the `sub` claim".to_owned()),
            edit: None,
            url: "https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws",
        })
        .collect()
}
