//! A pattern that looks anywhere in a text.

use super::{Finding, Review, Rule};
use crate::cel::ast::{Expression, Kind, Literal};
use crate::condition::Matcher;
use crate::diagnostic::Severity;
use crate::edit::Edit;
use crate::pattern::regular_expression::{
    Anchoring, Expression as Pattern, Kind as PatternKind, Look, RegularExpression,
};
use crate::quote::quoted;
use crate::span::Span;

pub(crate) const RULE: Rule = Rule {
    id: "unanchored-matches",
    summary: "`matches` without `^` and `$` is true of every text that contains what fits",
    url: "https://github.com/google/cel-spec/blob/master/doc/langdef.md#regular-expressions",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.allowing() {
        let statement = &trust.statement;
        for (needed, tested) in statement
            .tests
            .iter()
            .map(|tested| (true, tested))
            .chain(statement.alternatives.iter().map(|tested| (false, tested)))
        {
            for alternative in tested.test.predicate.alternatives() {
                let Matcher::RegularExpression(expression) = &alternative.matcher else {
                    continue;
                };
                let span = alternative.span.unwrap_or(tested.span);
                // Anchors keep out more: of what is asked for, that lets in nobody new. Of a claim
                // with many parts they would as a rule keep out everybody.
                let whole = !matches!(
                    tested.attribute.source.claim(),
                    None | Some("sub" | "workflow_ref" | "job_workflow_ref")
                );
                let edit = (needed && whole && !tested.test.negated)
                    .then(|| anchored(&alternative.text))
                    .and_then(|anchored| {
                        review
                            .notation()
                            .replace(review.policy.text(), span, &anchored)
                    });
                tell(expression, &alternative.text, span, edit, findings);
            }
        }
        for expression in &statement.expressions {
            expression.program.visit(&mut |part| {
                if let Some((pattern, place)) = pattern_of(part)
                    && let Ok(read) = RegularExpression::parse(pattern, Anchoring::Search)
                {
                    let span = expression.excerpt.place(place);
                    tell(&read, pattern, span, None, findings);
                }
            });
        }
    }
}

/// The pattern that is written down in a call of `matches`.
fn pattern_of(part: &Expression) -> Option<(&str, Span)> {
    let Kind::Call {
        function,
        arguments,
        ..
    } = &part.kind
    else {
        return None;
    };
    let last = arguments.last().filter(|_| *function.text == *"matches")?;
    match &last.kind {
        Kind::Literal(Literal::String(pattern)) => Some((pattern, last.span)),
        _ => None,
    }
}

fn tell(
    expression: &RegularExpression,
    pattern: &str,
    span: Span,
    edit: Option<Edit>,
    findings: &mut Vec<Finding>,
) {
    let ends = (
        begins_with(expression.expression(), Look::TextStart),
        ends_with(expression.expression(), Look::TextEnd),
    );
    let (what, why) = match ends {
        (true, true) => return,
        (true, false) => ("has no end", "whatever comes after it is let in too"),
        (false, true) => ("has no beginning", "whatever comes before it is let in too"),
        (false, false) => (
            "has neither beginning nor end",
            "every text that contains what fits is let in too",
        ),
    };
    findings.push(
        RULE.finding(
            Severity::Warning,
            span,
            format!("the pattern {} {what}", quoted(pattern)),
        )
        .why(why)
        .fix(format!(
            "begin it with `^` and end it with `$`, after `.*` where more may follow: {}",
            quoted(&anchored(pattern))
        ))
        .edit(edit),
    );
}

/// The pattern for the whole of a text.
fn anchored(pattern: &str) -> String {
    match pattern.contains('|') {
        true => format!("^(?:{pattern})$"),
        false => format!(
            "^{}$",
            pattern
                .strip_prefix('^')
                .unwrap_or(pattern)
                .strip_suffix('$')
                .unwrap_or(pattern.strip_prefix('^').unwrap_or(pattern))
        ),
    }
}

/// Whether nothing fits but where the text begins.
fn begins_with(pattern: &Pattern, look: Look) -> bool {
    match &pattern.kind {
        PatternKind::Look(own) => *own == look,
        PatternKind::Capture { of, .. } => begins_with(of, look),
        PatternKind::Sequence(parts) => parts.first().is_some_and(|first| begins_with(first, look)),
        PatternKind::Alternatives(parts) => parts.iter().all(|part| begins_with(part, look)),
        _ => false,
    }
}

/// Whether nothing fits but where the text ends.
fn ends_with(pattern: &Pattern, look: Look) -> bool {
    match &pattern.kind {
        PatternKind::Look(own) => *own == look,
        PatternKind::Capture { of, .. } => ends_with(of, look),
        PatternKind::Sequence(parts) => parts.last().is_some_and(|last| ends_with(last, look)),
        PatternKind::Alternatives(parts) => parts.iter().all(|part| ends_with(part, look)),
        _ => false,
    }
}
