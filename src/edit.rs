//! Changes to a document that a program can make.

use crate::span::Span;

/// Puts a text in the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced, in bytes; where it is empty, the text is put in.
    pub span: Span,
    /// What takes its place.
    pub text: String,
}

impl Edit {
    /// Replaces what stands at `span`.
    pub fn new(span: Span, text: impl Into<String>) -> Self {
        Self {
            span,
            text: text.into(),
        }
    }
}

/// Makes changes to a document. `None` where two of them overlap or one does not fit the text.
pub fn apply(text: &str, edits: &[Edit]) -> Option<String> {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out = String::with_capacity(text.len());
    let mut position = 0;
    for edit in edits {
        out.push_str(text.get(position..edit.span.start)?);
        out.push_str(&edit.text);
        position = edit.span.end;
        text.get(edit.span.start..position)?;
    }
    out.push_str(text.get(position..)?);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_made_in_the_order_of_the_text() {
        let edit = |start, end, text: &str| Edit::new(Span::new(start, end), text);
        assert_eq!(
            apply(
                "abcdef",
                &[edit(4, 6, "X"), edit(0, 1, ""), edit(2, 2, "-")]
            ),
            Some("b-cdX".to_owned())
        );
        assert_eq!(apply("abc", &[edit(0, 2, ""), edit(1, 3, "")]), None);
        assert_eq!(apply("abc", &[edit(2, 9, "")]), None);
        assert_eq!(apply("é", &[edit(1, 2, "")]), None);
    }
}
