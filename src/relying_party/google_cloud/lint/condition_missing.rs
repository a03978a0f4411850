//! No condition, or one that reads no claim, where anybody gets tokens of the issuer.

use crate::lint::{Finding, Review, Rule};

pub(super) const RULE: Rule = Rule {
    id: "condition-missing",
    summary: "a provider for an issuer that everybody shares has no condition, or one that is always the same",
    url: "https://docs.cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines#conditions",
    check,
};

/// The code of the diagnostic.
pub(super) const CODE: &str = "condition-required";

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    let found = RULE.of_diagnostics(
        review,
        CODE,
        "the pool takes the tokens of every workflow of everybody; what keeps strangers out is then each binding alone, and Google does not take such a provider any more",
    );
    findings.extend(found.map(|finding| {
        finding.fix("test who owns the repository: `assertion.repository_owner_id == 'ID'`")
    }));
}
