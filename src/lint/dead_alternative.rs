//! A value that another one makes superfluous.

use super::language::covers;
use super::trust::{pattern, place, remove};
use super::{Finding, Review, Rule};
use crate::condition::outline::{Effect, Tested};
use crate::condition::{Alternative, Predicate};
use crate::diagnostic::Severity;
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "dead-alternative",
    summary: "a value that another value of the same test covers",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html",
    check,
};

/// Longer lists are not compared: each value is, with each.
const MOST: usize = 128;

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in &review.statements {
        for tested in &trust.statement.tests {
            let Predicate::AnyOf(alternatives) = &tested.test.predicate else {
                continue;
            };
            if alternatives.len() > MOST {
                continue;
            }
            let dead: Vec<_> = trust.dead_values(tested).collect();
            for (index, alternative) in alternatives.iter().enumerate() {
                // Why it is dead by itself is told by a rule of its own.
                if dead
                    .iter()
                    .any(|(dead, _)| std::ptr::eq(*dead, alternative))
                {
                    continue;
                }
                let Some((wider, is_same)) = cover(alternatives, index) else {
                    continue;
                };
                let widens =
                    !is_same && trust.statement.effect == Effect::Allow && !tested.test.negated;
                findings.push(finding(review, tested, alternative, wider, widens));
            }
        }
    }
}

fn finding(
    review: &Review<'_>,
    tested: &Tested<'_>,
    alternative: &Alternative,
    wider: &Alternative,
    widens: bool,
) -> Finding {
    let span = place(tested, alternative);
    let message = if wider.text == alternative.text {
        format!("{} stands twice", quoted(&alternative.text))
    } else {
        format!(
            "{} says nothing beside {}, which fits all that it fits",
            quoted(&alternative.text),
            quoted(&wider.text)
        )
    };
    let finding = RULE.finding(
        if widens {
            Severity::Warning
        } else {
            Severity::Note
        },
        span,
        message,
    );
    if widens {
        finding
            .why("one value that fits is enough: whoever wrote the narrower one may have meant to ask for it")
            .fix("remove the wider value if the narrower one is what you mean, and else the narrower one")
    } else {
        finding
            .why("one value that fits is enough: it changes nothing")
            .fix("remove it")
            .edit(remove(review.policy.text(), tested, span))
    }
}

/// Another value that fits all that this one fits; of two that fit the same, the first
/// stays. With it, whether they do.
fn cover(alternatives: &[Alternative], index: usize) -> Option<(&Alternative, bool)> {
    let narrow = pattern(alternatives.get(index)?)?;
    alternatives
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != index)
        .find_map(|(other, alternative)| {
            let wide = pattern(alternative)?;
            let is_wider = wide.fold() == narrow.fold() && covers(wide.symbols(), narrow.symbols());
            let is_same = is_wider && covers(narrow.symbols(), wide.symbols());
            (is_wider && (other < index || !is_same)).then_some((alternative, is_same))
        })
}
