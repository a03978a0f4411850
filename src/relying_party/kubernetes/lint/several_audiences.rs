//! Tokens for more than one audience.

use crate::lint::{Finding, Review, Rule};

pub(super) const RULE: Rule = Rule {
    id: "several-audiences",
    summary: "tokens for any of several audiences are taken",
    url: crate::relying_party::kubernetes::DOCS_URL,
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    let found = RULE.of_diagnostics(
        review,
        RULE.id,
        "a token that somebody else was given for one of them is taken here too; `MatchAny` is the only policy there is",
    );
    findings.extend(
        found.map(|finding| {
            finding.fix("keep the audiences to those that are for this cluster alone")
        }),
    );
}
