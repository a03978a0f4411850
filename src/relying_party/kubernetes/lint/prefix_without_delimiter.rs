//! A prefix that no mark ends.

use crate::lint::{Finding, Review, Rule};

pub(super) const RULE: Rule = Rule {
    id: "prefix-without-delimiter",
    summary: "a prefix that ends in a letter or digit",
    url: crate::relying_party::kubernetes::DOCS_URL,
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    let found = RULE.of_diagnostics(
        review,
        RULE.id,
        "a binding cannot tell the prefix from the beginning of a name: `ci` before `rcle` is `circle`",
    );
    findings.extend(found.map(|finding| {
        finding.fix("end the prefix with a mark that no name begins with, such as `:`")
    }));
}
