//! A test of a key that is never there, so that the statement never applies.

use crate::diagnostic::Severity;
use crate::lint::dead::NeverThere;
use crate::lint::{Finding, Review, Rule};
use crate::quote::quoted;

pub(in crate::relying_party) const RULE: Rule = Rule {
    id: "key-never-set",
    summary: "a test of a key that AWS never sets",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for (trust, tested) in review.wanting() {
        if tested.test.holds_when_missing() {
            continue;
        }
        if let Some(NeverThere::NotSet(why)) = trust.never_there(tested) {
            findings.push(
                RULE.finding(
                    Severity::Error,
                    tested.span,
                    format!(
                        "{} is never there, so the statement lets in nobody",
                        quoted(&tested.attribute.name)
                    ),
                )
                .why(format!("{why}; a test of a missing key fails"))
                .fix("test a claim that becomes a key, such as `sub`; do not make the test pass by `ForAllValues` or `IfExists`, which then holds for everybody"),
            );
        }
    }
}
