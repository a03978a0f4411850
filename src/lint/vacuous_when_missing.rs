//! A test that holds where its key is missing.

use super::dead::NeverThere;
use super::{Finding, Review, Rule};
use crate::attribute::Source;
use crate::condition::Quantifier;
use crate::condition::outline::Tested;
use crate::diagnostic::Severity;
use crate::edit::Edit;
use crate::quote::quoted;

use super::trust::Trust;

pub(super) const RULE: Rule = Rule {
    id: "vacuous-when-missing",
    summary: "`ForAllValues:` or `…IfExists` in a statement that allows",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html",
    check,
};

/// Claims with several values, for which `ForAllValues:` is the way to say it.
fn is_list(tested: &Tested<'_>) -> bool {
    tested.test.quantifier == Quantifier::All && tested.attribute.source.claim() == Some("amr")
}

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.allowing() {
        let mut seen = None;
        for tested in &trust.statement.tests {
            let test = tested.test;
            if test.operator_span == seen || !passes_without(trust, tested) {
                continue;
            }
            seen = test.operator_span;
            let block: Vec<&Tested<'_>> = trust
                .statement
                .tests
                .iter()
                .filter(|other| other.test.operator_span == seen && passes_without(trust, other))
                .collect();
            let never = block
                .iter()
                .any(|tested| matches!(trust.never_there(tested), Some(NeverThere::NotSet(_))));
            let names: Vec<String> = block
                .iter()
                .map(|tested| quoted(&tested.attribute.name).to_string())
                .collect();
            let finding = RULE
                .finding(
                    if never {
                        Severity::Error
                    } else {
                        Severity::Warning
                    },
                    test.operator_span.unwrap_or(tested.span),
                    format!(
                        "{} holds where {} is missing",
                        quoted(&test.operator),
                        names.join(" or ")
                    ),
                )
                .why(if never {
                    "AWS never sets a key of these, so that the test holds for everybody"
                } else {
                    "a token without the claim passes: what looks like a lock is open to whoever leaves it out"
                })
                .fix(format!("write {}, and test only claims that become keys", quoted(&plain(&test.operator))));
            findings.push(finding.edit(safe_edit(trust, tested)));
        }
    }
}

/// Whether a test of a claim holds without it.
fn passes_without(trust: &Trust<'_>, tested: &Tested<'_>) -> bool {
    let from_token = matches!(
        &tested.attribute.source,
        Source::Claim {
            issuer: Some(_),
            ..
        } | Source::Never { .. }
    );
    tested.test.on_missing
        && (!tested.test.negated || tested.test.quantifier == Quantifier::All)
        && !tested.test.predicate.alternatives().is_empty()
        && from_token
        && !trust.has_others
        && !is_list(tested)
}

/// The operator without what makes it hold of missing keys.
fn plain(operator: &str) -> String {
    let operator = operator.strip_prefix("ForAllValues:").unwrap_or(operator);
    operator
        .strip_suffix("IfExists")
        .unwrap_or(operator)
        .to_owned()
}

/// Fits less in every case; made where all that stands under the operator is in every token, and
/// no other tests stand under the plain operator already.
fn safe_edit(trust: &Trust<'_>, tested: &Tested<'_>) -> Option<Edit> {
    let span = tested.test.operator_span?;
    let plain = plain(&tested.test.operator);
    let is_always_there = |tested: &Tested<'_>| {
        matches!(tested.attribute.source.claim(), Some("sub" | "aud")) && !tested.test.negated
    };
    let mut tests = trust.statement.tests.iter();
    let safe = tests.all(|other| {
        if other.test.operator_span == Some(span) {
            is_always_there(other)
        } else {
            other.test.operator != plain
        }
    });
    // An opaque part may stand under the plain operator too.
    (safe && !trust.statement.is_opaque).then(|| Edit::new(span, format!("\"{plain}\"")))
}
