//! An exclusion that excludes nobody.

use crate::diagnostic::Severity;
use crate::lint::trust::place;
use crate::lint::{Finding, Review, Rule};
use crate::quote::quoted;

pub(super) const RULE: Rule = Rule {
    id: "excludes-nothing",
    summary: "a negated test that always holds",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.allowing() {
        for tested in trust
            .statement
            .tests
            .iter()
            .filter(|tested| tested.test.negated)
        {
            if tested.test.predicate.alternatives().is_empty() {
                continue;
            }
            let mut push = |span, what: String, why: String| {
                findings.push(
                    RULE.finding(Severity::Warning, span, format!("{what} keeps nobody out"))
                        .why(why)
                        .fix("say what is to be kept out as a token says it; better, say who comes in"),
                );
            };
            if let Some(crate::lint::dead::NeverThere::NotSet(why)) = trust.never_there(tested) {
                push(
                    tested.span,
                    quoted(&tested.attribute.name).to_string(),
                    format!("{why}; a negated test of a missing key holds"),
                );
            }
            for (alternative, dead) in trust.dead_values(tested) {
                push(
                    place(tested, alternative),
                    quoted(&alternative.text).to_string(),
                    format!("no token fits it: it {}", dead.reason()),
                );
            }
        }
    }
}
