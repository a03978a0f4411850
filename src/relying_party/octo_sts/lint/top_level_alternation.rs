//! Alternatives without a group around them.

use crate::condition::{Alternative, Matcher};
use crate::diagnostic::Severity;
use crate::edit::Edit;
use crate::lint::trust::place;
use crate::lint::{Finding, Review, Rule};
use crate::pattern::regular_expression::{Kind, RegularExpression};
use crate::quote::quoted;
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    id: "top-level-alternation",
    summary: "a pattern of octo-sts has alternatives and no group around them",
    url: "https://github.com/octo-sts/app/security/advisories/GHSA-mwqh-2vg8-rhj3",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.allowing() {
        let tests = trust
            .statement
            .principals
            .iter()
            .chain(&trust.statement.tests);
        for tested in tests {
            for alternative in tested.test.predicate.alternatives() {
                let is_bare = before(alternative).is_some_and(|before| {
                    matches!(before.expression().kind, Kind::Alternatives(_))
                });
                if !is_bare {
                    continue;
                }
                let span = place(tested, alternative);
                findings.push(
                    RULE.finding(
                        Severity::Warning,
                        span,
                        format!(
                            "before September 2026 {} fits whatever begins with its first alternative, or ends with its last",
                            quoted(&alternative.text)
                        ),
                    )
                    .why("octo-sts then wrote `^` before the pattern and `$` behind it, without a group; a service of one's own may still do")
                    .fix("put a group around it, which means the same to both")
                    .edit(grouped(review.policy.text(), &alternative.text, span)),
                );
            }
        }
    }
}

/// How an alternative was matched before, where that is another way than now.
fn before(alternative: &Alternative) -> Option<&RegularExpression> {
    match &alternative.matcher {
        Matcher::Depending { present, .. } => match present.as_ref() {
            Matcher::RegularExpression(expression) => Some(expression),
            _ => None,
        },
        _ => None,
    }
}

fn grouped(policy: &str, pattern: &str, span: Span) -> Option<Edit> {
    let bare = Span::new(span.start + 1, span.end.checked_sub(1)?);
    let inner = [span, bare]
        .into_iter()
        .find(|span| span.of(policy) == Some(pattern))?;
    Some(Edit::new(inner, format!("({pattern})")))
}
