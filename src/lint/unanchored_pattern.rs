//! A regular expression that is looked for anywhere in a text.

use super::trust::place;
use super::{Finding, Review, Rule};
use crate::condition::Matcher;
use crate::diagnostic::Severity;
use crate::pattern::regular_expression::{Anchoring, Expression, Kind, Look, RegularExpression};
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "unanchored-pattern",
    summary: "a regular expression is not bound to the beginning or the end of a text",
    url: "https://docs.sigstore.dev/cosign/verifying/verify/",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.allowing() {
        let statement = &trust.statement;
        for tested in statement.principals.iter().chain(&statement.tests) {
            if tested.test.negated {
                continue;
            }
            for alternative in tested.test.predicate.alternatives() {
                let Matcher::RegularExpression(expression) = &alternative.matcher else {
                    continue;
                };
                let Some((severity, what)) = open(expression, &alternative.text) else {
                    continue;
                };
                findings.push(
                    RULE.finding(
                        severity,
                        place(tested, alternative),
                        format!("{} fits {what}", quoted(&alternative.text)),
                    )
                    .why("the expression is looked for anywhere in the text: a stranger's name that goes on, or a path that ends so, has a match in it")
                    .fix("write it for the whole text, between `^` and `$` in Go and between `\\A` and `\\z` in Ruby, and end names with their delimiter"),
                );
            }
        }
    }
}

/// What an expression leaves open.
fn open(expression: &RegularExpression, written: &str) -> Option<(Severity, &'static str)> {
    if expression.anchoring() != Anchoring::Search {
        return None;
    }
    let tree = expression.expression();
    let begins = is_bound(tree, End::First);
    let ends = is_bound(tree, End::Last) || goes_on_purpose(tree);
    // Of a workflow that is named, what goes on is its ref.
    let names_ref = written.contains('@');
    match (begins, ends) {
        (true, true) => None,
        (true, false) if names_ref => Some((Severity::Note, "refs that go on behind it")),
        (true, false) => Some((
            Severity::Warning,
            "whatever begins so, names that go on included",
        )),
        (false, true) => Some((Severity::Warning, "whatever ends so, or has it inside")),
        (false, false) => Some((Severity::Warning, "whatever has a match in it")),
    }
}

#[derive(Clone, Copy)]
enum End {
    First,
    Last,
}

/// Whether it can match at one end of the text alone. The beginning or the end of a line is none.
fn is_bound(expression: &Expression, end: End) -> bool {
    match &expression.kind {
        Kind::Look(Look::TextStart) => matches!(end, End::First),
        Kind::Look(Look::TextEnd) => matches!(end, End::Last),
        Kind::Capture { of, .. } => is_bound(of, end),
        Kind::Repeat { least, of, .. } => *least > 0 && is_bound(of, end),
        Kind::Sequence(parts) => match end {
            End::First => parts.first(),
            End::Last => parts.last(),
        }
        .is_some_and(|part| is_bound(part, end)),
        Kind::Alternatives(parts) => parts.iter().all(|part| is_bound(part, end)),
        Kind::Empty | Kind::Class(_) | Kind::Look(_) => false,
    }
}

/// Whether it says itself that more may follow: by a repetition, or behind a delimiter.
fn goes_on_purpose(expression: &Expression) -> bool {
    match &expression.kind {
        Kind::Repeat { most, .. } => most.is_none(),
        Kind::Class(class) => matches!(class.single(), Some('/' | '@' | ':')),
        Kind::Capture { of, .. } => goes_on_purpose(of),
        Kind::Sequence(parts) => parts.last().is_some_and(goes_on_purpose),
        Kind::Alternatives(parts) => parts.iter().all(goes_on_purpose),
        Kind::Empty | Kind::Look(_) => false,
    }
}
