//! An expression that tells repositories by names alone.

use crate::lint::{Finding, Review, Rule};
use crate::relying_party::entra::FLEXIBLE_URL;

pub(super) const RULE: Rule = Rule {
    id: "expression-without-id",
    summary: "an expression lacks the claim that says for good whose tokens it is about",
    url: FLEXIBLE_URL,
    check,
};

/// The code of the diagnostic.
pub(super) const CODE: &str = "expression-required-claim";

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    let found = RULE.of_diagnostics(
        review,
        CODE,
        "names can be taken over by others once they are free, ids cannot; Entra ID makes no such credential any more, and one from before works on",
    );
    findings.extend(found.map(|finding| {
        finding.fix("test `sub`, and beside it `repository_id` or `repository_owner_id` by `eq`")
    }));
}
