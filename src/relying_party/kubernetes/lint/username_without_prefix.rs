//! A username that an issuer is free to choose.

use crate::lint::{Finding, Review, Rule};

pub(super) const RULE: Rule = Rule {
    id: "username-without-prefix",
    summary: "the username is a claim without a prefix",
    url: crate::relying_party::kubernetes::DOCS_URL,
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    let found = RULE.of_diagnostics(
        review,
        RULE.id,
        "usernames of all authenticators, of certificates and of Kubernetes itself are in one space: whoever may choose the claim may be named as another user, or as `system:admin`",
    );
    findings.extend(found.map(|finding| {
        finding.fix("give a `prefix` such as `oidc:`, or refuse `system:` in `userValidationRules`")
    }));
}
