//! A test of a key of an issuer that the statement does not trust.

use crate::diagnostic::Severity;
use crate::lint::dead::NeverThere;
use crate::lint::{Finding, Review, Rule};
use crate::quote::quoted;

pub(super) const RULE: Rule = Rule {
    id: "provider-key-mismatch",
    summary: "a key names another issuer than the principal does",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.allowing() {
        for tested in &trust.statement.tests {
            let Some(NeverThere::OtherIssuer(issuer)) = trust.never_there(tested) else {
                continue;
            };
            let trusted: Vec<String> = trust
                .issuers
                .iter()
                .map(|issuer| quoted(issuer.name).to_string())
                .collect();
            let holds = tested.test.holds_when_missing();
            findings.push(
                RULE.finding(
                    if holds {
                        Severity::Warning
                    } else {
                        Severity::Error
                    },
                    tested.span,
                    format!(
                        "the key is one of {}, and the statement trusts {}",
                        quoted(issuer),
                        trusted.join(" or ")
                    ),
                )
                .why(if holds {
                    "the key is never there, and the test holds without it: it keeps nobody out"
                } else {
                    "the key is never there, so the test fails and the statement lets in nobody"
                })
                .fix("write the issuer in the key as it stands in the ARN of the provider, path included"),
            );
        }
    }
}
