//! A test that holds where its key is missing.

use crate::attribute::Source;
use crate::condition::Quantifier;
use crate::condition::outline::Tested;
use crate::diagnostic::Severity;
use crate::edit::Edit;
use crate::lint::dead::NeverThere;
use crate::lint::{Finding, Review, Rule};
use crate::quote::quoted;

use crate::lint::trust::Trust;

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
            let names = |wanted: &dyn Fn(&Tested<'_>) -> bool| {
                let wanted = block.iter().filter(|tested| wanted(tested));
                let names: Vec<String> = wanted
                    .map(|tested| quoted(&tested.attribute.name).to_string())
                    .collect();
                names.join(" or ")
            };
            let never =
                names(&|tested| matches!(trust.never_there(tested), Some(NeverThere::NotSet(_))));
            let operator = plain(&test.operator);
            let finding = RULE
                .finding(
                    Severity::Warning,
                    test.operator_span.unwrap_or(tested.span),
                    format!(
                        "{} holds where {} is missing",
                        quoted(&test.operator),
                        names(&|_| true)
                    ),
                )
                .why(if !never.is_empty() {
                    format!("AWS never sets {never}, so that the test of it holds for everybody")
                } else if block.iter().all(|tested| is_always_there(tested)) {
                    "tokens have the claim, so it keeps people out today; but nothing says that they must, and AWS does not count such a test when a policy is written".to_owned()
                } else {
                    "a token without the claim passes: what looks like a lock is open to whoever leaves it out".to_owned()
                })
                .fix(if never.is_empty() {
                    format!("write {}", quoted(&operator))
                } else {
                    format!(
                        "remove {never}, and write {} for what is left",
                        quoted(&operator)
                    )
                });
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
    tested.test.holds_when_missing()
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
    let mut tests = trust.statement.tests.iter();
    let safe = tests.all(|other| {
        if other.test.operator_span == Some(span) {
            is_always_there(other) && !other.test.negated
        } else {
            other.test.operator != plain
        }
    });
    // An opaque part may stand under the plain operator too.
    (safe && !trust.statement.is_opaque).then(|| Edit::new(span, format!("\"{plain}\"")))
}

/// Claims that every token has.
fn is_always_there(tested: &Tested<'_>) -> bool {
    matches!(tested.attribute.source.claim(), Some("sub" | "aud"))
}
