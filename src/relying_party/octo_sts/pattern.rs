//! Patterns, under both rules of anchoring.

use super::document::Wanted;
use crate::pattern::regular_expression::{Anchoring, Refusal, RegularExpression};
use crate::span::Span;

/// A pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    /// As it is read now: `^(?:p)$`.
    pub(super) whole: RegularExpression,
    /// As it was read before, `^p$`, where that is another language.
    pub(super) before: Option<RegularExpression>,
}

impl Pattern {
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        let whole = RegularExpression::parse(text, Anchoring::Whole)?;
        // What was refused before and is not now cannot be; let it be read as now.
        let before = RegularExpression::parse(text, Anchoring::Ungrouped)
            .ok()
            .filter(|before| !before.expression().is_same(whole.expression()));
        Ok(Self { whole, before })
    }
}

/// Where a part of a value stands in the policy: where it is written as it is meant, and else the
/// whole of it.
pub(super) fn place(text: &str, wanted: &Wanted, part: Span) -> Span {
    match inner(text, wanted) {
        Some(inner) => part.shifted(inner.start),
        None => wanted.value_span,
    }
}

/// Where a value stands without its quotes, if it is written as it is meant.
pub(super) fn inner(text: &str, wanted: &Wanted) -> Option<Span> {
    let span = wanted.value_span;
    let bare = Span::new(span.start + 1, span.end.saturating_sub(1));
    [span, bare]
        .into_iter()
        .find(|span| span.of(text) == Some(&wanted.text))
}
