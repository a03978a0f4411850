//! Trust in everything that an owner has.

use super::reach::Reach;
use super::trust::place;
use super::{Finding, Review, Rule};
use crate::diagnostic::Severity;
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "owner-wide",
    summary: "a statement trusts every repository of an owner",
    url: "https://docs.github.com/en/actions/concepts/security/openid-connect",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.admitting().filter(|trust| !trust.pins_workflow()) {
        for (reaching, alternative) in trust.values_that_reach(Reach::Owner) {
            let (owner, thing) = reaching.service.nouns();
            findings.push(
                RULE.finding(
                    Severity::Warning,
                    place(&reaching.tested, alternative),
                    format!("{} lets in every {thing} of the {owner}", quoted(&alternative.text)),
                )
                .why(format!(
                    "whoever can write to any {thing} of the {owner}, or make a new one, can {}",
                    review.notation().getting_in()
                ))
                .fix(format!(
                    "name the {thing}, or pin the workflow too that may {} (`job_workflow_ref` at GitHub)",
                    review.notation().getting_in()
                )),
            );
        }
    }
}
