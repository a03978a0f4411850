//! A document that is longer than AWS takes.

use crate::lint::{Finding, Review, Rule};

pub(super) const RULE: Rule = Rule {
    id: "document-too-long",
    summary: "a document longer than a trust policy may be",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
    check,
};

/// The code of the diagnostic.
pub(super) const CODE: &str = "policy-too-long";

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    findings.extend(RULE.of_diagnostics(
        review,
        CODE,
        "AWS refuses to write it; white space does not count",
    ).map(|finding| finding.fix("put values under one key with wildcards that fit no more than they do, or make a second role")));
}
