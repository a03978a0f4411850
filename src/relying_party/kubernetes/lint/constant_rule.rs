//! A rule that reads nothing.

use crate::lint::{Finding, Review, Rule};

pub(super) const RULE: Rule = Rule {
    id: "constant-rule",
    summary: "a rule that is true of every token, or of none",
    url: crate::relying_party::kubernetes::DOCS_URL,
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    let found = RULE.of_diagnostics(
        review,
        RULE.id,
        "one that is always true keeps out nobody, and one that never is keeps out everybody",
    );
    findings.extend(found.map(|finding| finding.fix("let the rule read a claim, or take it out")));
}
