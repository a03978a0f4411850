//! A list of audiences that is not a list of one.

use crate::lint::{Finding, Review, Rule};
use crate::relying_party::entra::{CONSIDERATIONS_URL, USUAL_AUDIENCE};

pub(super) const RULE: Rule = Rule {
    id: "audience-count",
    summary: "a credential has not exactly one audience",
    url: CONSIDERATIONS_URL,
    check,
};

/// The code of the diagnostic.
pub(super) const CODE: &str = "audience-count";

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    let found = RULE.of_diagnostics(
        review,
        CODE,
        "Entra ID refuses such a credential, and nothing says what several audiences would mean",
    );
    findings.extend(found.map(|finding| {
        finding.fix(format!(
            "keep the one that tokens are asked for with, `{USUAL_AUDIENCE}` as a rule; for another, make a credential of its own"
        ))
    }));
}
