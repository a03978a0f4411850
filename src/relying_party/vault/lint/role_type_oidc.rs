//! A role that takes no tokens, often because nobody said that it should.

use crate::lint::{Finding, Review, Rule};

pub(super) const RULE: Rule = Rule {
    id: "role-type-oidc",
    summary: "a role of Vault that logs people in by a browser, which it is without a `role_type`",
    url: "https://developer.hashicorp.com/vault/api-docs/auth/jwt#role_type",
    check,
};

/// The code of the diagnostic.
pub(super) const CODE: &str = "role-type-oidc";

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    findings.extend(
        RULE.of_diagnostics(
            review,
            CODE,
            "Vault answers `role with oidc role_type is not allowed` to every token",
        )
        .map(|finding| finding.fix("write `\"role_type\": \"jwt\"`")),
    );
}
