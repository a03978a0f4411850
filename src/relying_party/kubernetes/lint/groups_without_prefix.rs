//! Groups that an issuer is free to choose.

use crate::lint::{Finding, Review, Rule};

pub(super) const RULE: Rule = Rule {
    id: "groups-without-prefix",
    summary: "the groups are a claim without a prefix",
    url: crate::relying_party::kubernetes::DOCS_URL,
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    let found = RULE.of_diagnostics(
        review,
        RULE.id,
        "whoever may name a group at the issuer may be in any group of the cluster, those that begin with `system:` included",
    );
    findings.extend(found.map(|finding| {
        finding.fix("give a `prefix` such as `oidc:`, or refuse `system:` in `userValidationRules`")
    }));
}
