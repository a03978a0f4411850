//! An email that nobody need have verified.

use crate::lint::{Finding, Review, Rule};

pub(super) const RULE: Rule = Rule {
    id: "email-without-email-verified",
    summary: "an email is the username, and need not be verified",
    url: crate::relying_party::kubernetes::DOCS_URL,
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    let found = RULE.of_diagnostics(
        review,
        RULE.id,
        "where a token has no `email_verified`, kube-apiserver takes the email: at an issuer that does not verify, anybody may have yours",
    );
    findings.extend(
        found.map(|finding| {
            finding.fix("add a rule: `claims.?email_verified.orValue(false) == true`")
        }),
    );
}
