//! A dot that stands for any character, where one is meant.

use super::trust::place;
use super::{Finding, Review, Rule};
use crate::condition::outline::Tested;
use crate::condition::{Alternative, Matcher};
use crate::diagnostic::Severity;
use crate::edit::Edit;
use crate::pattern::regular_expression::{Expression, Kind, RegularExpression};
use crate::quote::quoted;
use crate::relying_party::notation::json_string;
use crate::span::Span;

pub(crate) const RULE: Rule = Rule {
    id: "unescaped-dot",
    summary: "a dot in a regular expression that any character fits",
    url: "https://pkg.go.dev/regexp/syntax",
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
                let Some(expression) = expression(alternative) else {
                    continue;
                };
                let pattern = alternative.text.as_str();
                let dots = dots(expression, pattern);
                if dots.is_empty() {
                    continue;
                }
                let is_issuer = tested.attribute.source.claim() == Some("iss");
                let span = place(tested, alternative);
                let edit = escaped(review.policy.text(), tested, pattern, span, &dots);
                findings.push(
                    RULE.finding(
                        if is_issuer {
                            Severity::Error
                        } else {
                            Severity::Note
                        },
                        span,
                        format!("any character fits the dot in {}", quoted(pattern)),
                    )
                    .why(match is_issuer {
                        true => "whoever registers a domain that differs there, a letter in the place of the dot, can sign tokens that fit",
                        false => "a name that differs there, a letter in the place of the dot, fits too",
                    })
                    .fix("write `\\.`")
                    .edit(edit),
                );
            }
        }
    }
}

fn expression(alternative: &Alternative) -> Option<&RegularExpression> {
    match &alternative.matcher {
        Matcher::RegularExpression(expression) => Some(expression),
        Matcher::Depending { missing, .. } => match missing.as_ref() {
            Matcher::RegularExpression(expression) => Some(expression),
            _ => None,
        },
        _ => None,
    }
}

/// The dots of a pattern, in bytes of it, that stand once and beside letters or digits: where a
/// name goes on.
fn dots(expression: &RegularExpression, pattern: &str) -> Vec<usize> {
    let offset = expression.written().find(pattern).unwrap_or(0);
    let mut dots = Vec::new();
    collect(expression.expression(), &mut dots);
    let bytes = pattern.as_bytes();
    dots.retain_mut(|at| {
        *at = at.saturating_sub(offset);
        let beside = |at: Option<usize>| {
            at.and_then(|at| bytes.get(at))
                .is_some_and(u8::is_ascii_alphanumeric)
        };
        bytes.get(*at) == Some(&b'.') && beside(at.checked_sub(1)) && beside(Some(*at + 1))
    });
    dots.sort_unstable();
    dots
}

fn collect(expression: &Expression, dots: &mut Vec<usize>) {
    match &expression.kind {
        Kind::Class(_) => dots.push(expression.span.start),
        Kind::Capture { of, .. } => collect(of, dots),
        Kind::Sequence(parts) | Kind::Alternatives(parts) => {
            parts.iter().for_each(|part| collect(part, dots));
        }
        // `.*` is meant.
        Kind::Repeat { .. } | Kind::Empty | Kind::Look(_) => {}
    }
}

/// The pattern with its dots escaped, as it is written: in double quotes; or, at the end of the test
/// and so in no expression, as YAML, in single quotes or in none.
fn escaped(
    policy: &str,
    tested: &Tested<'_>,
    pattern: &str,
    span: Span,
    dots: &[usize],
) -> Option<Edit> {
    let mut text = String::new();
    let mut from = 0;
    for at in dots {
        text.push_str(pattern.get(from..*at)?);
        text.push_str("\\.");
        from = at + 1;
    }
    text.push_str(pattern.get(from..)?);
    let written = span.of(policy)?;
    if written == json_string(pattern) {
        return Some(Edit::new(span, json_string(&text)));
    }
    if span.end != tested.span.end {
        return None;
    }
    let bare = written
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''));
    match bare {
        Some(bare) if bare == pattern => Some(Edit::new(span, format!("'{text}'"))),
        None if written == pattern => Some(Edit::new(span, text)),
        _ => None,
    }
}
