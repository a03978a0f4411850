//! A text that a document holds as the value of a string: where its parts stand in the document.

use crate::span::Span;

/// Where the parts of a text stand in the document that holds it, escapes and line breaks
/// between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Where the whole stands.
    span: Span,
    /// Byte offsets in the text and in the document from which on the two go together.
    marks: Vec<(usize, usize)>,
}

impl Excerpt {
    /// `text` is the value of the string at `span` of `document`, in JSON or YAML.
    pub fn new(document: &str, span: Span, text: &str) -> Self {
        let raw = span.of(document).unwrap_or_default();
        let marks = match raw.find(text) {
            Some(offset) => vec![(0, span.start + offset)],
            None => align(raw, text)
                .into_iter()
                .map(|(inner, outer)| (inner, span.start + outer))
                .collect(),
        };
        Self { span, marks }
    }

    /// Where the whole stands, quotes included.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Where a part of the text stands in the document; the whole, where that cannot be told.
    pub fn place(&self, part: Span) -> Span {
        match (self.outer(part.start), self.outer(part.end)) {
            (Some(start), Some(end)) if end >= start => Span::new(start, end),
            _ => self.span,
        }
    }

    fn outer(&self, inner: usize) -> Option<usize> {
        let after = self.marks.partition_point(|(own, _)| *own <= inner);
        let (own, outer) = self.marks.get(after.checked_sub(1)?)?;
        Some(outer + (inner - own)).filter(|outer| *outer <= self.span.end)
    }
}

/// Where text and raw go together, as far as that can be told: an escape is as long as it is, and a
/// line break of YAML may be a blank, or nothing.
fn align(raw: &str, text: &str) -> Vec<(usize, usize)> {
    let mut marks: Vec<(usize, usize)> = Vec::new();
    let escapes = raw.starts_with('"');
    let mut outer = usize::from(raw.starts_with(['"', '\'']));
    if raw.starts_with(['|', '>']) {
        outer = raw.find('\n').map_or(raw.len(), |end| end + 1);
    }
    for (inner, character) in text.char_indices() {
        let Some(rest) = raw.get(outer..) else {
            return Vec::new();
        };
        let skipped = match rest.starts_with(character) {
            true => 0,
            // Only between lines is there anything that stands for nothing.
            false => rest.len() - rest.trim_start_matches([' ', '\n', '\r', '\t']).len(),
        };
        let here = rest.get(skipped..).unwrap_or_default();
        let (before, length) = if escapes && here.starts_with('\\') {
            (skipped, escape_length(here))
        } else if here.starts_with(character) {
            let doubled = !escapes && here.starts_with("''") && raw.starts_with('\'');
            (skipped, character.len_utf8() + usize::from(doubled))
        } else if skipped > 0 && matches!(character, ' ' | '\n') {
            (0, skipped)
        } else {
            return Vec::new();
        };
        outer += before;
        let goes_on = marks
            .last()
            .is_some_and(|(own, other)| outer - other == inner - own);
        if !goes_on {
            marks.push((inner, outer));
        }
        outer += length;
    }
    marks.push((text.len(), outer));
    marks
}

/// How long the escape is with which a text begins.
fn escape_length(text: &str) -> usize {
    let unit = |text: &str| if text.starts_with("\\u") { 6 } else { 2 };
    let first = unit(text);
    let surrogate = text.get(2..4).is_some_and(|digits| {
        first == 6
            && matches!(
                digits.as_bytes(),
                [b'd' | b'D', b'8'..=b'9' | b'a'..=b'b' | b'A'..=b'B']
            )
    });
    if surrogate { first + 6 } else { first }
}

#[cfg(test)]
#[allow(
    clippy::string_slice,
    reason = "a test ends where a slice does not fit"
)]
mod tests {
    use super::*;

    /// What `part` of the text is in the document.
    fn placed<'d>(document: &'d str, raw: &str, text: &str, part: &str) -> &'d str {
        let start = document.find(raw).unwrap();
        let excerpt = Excerpt::new(document, Span::new(start, start + raw.len()), text);
        let inner = text.find(part).unwrap();
        excerpt
            .place(Span::new(inner, inner + part.len()))
            .of(document)
            .unwrap()
    }

    #[test]
    fn json() {
        let plain = r#"{"c": "a == 'b'"}"#;
        assert_eq!(placed(plain, r#""a == 'b'""#, "a == 'b'", "'b'"), "'b'");
        let escaped = r#"{"c": "a == \"b\" && \u0061\ud83d\ude00 == 'c'"}"#;
        let raw = r#""a == \"b\" && \u0061\ud83d\ude00 == 'c'""#;
        let text = "a == \"b\" && a😀 == 'c'";
        assert_eq!(placed(escaped, raw, text, "\"b\""), r#"\"b\""#);
        assert_eq!(placed(escaped, raw, text, "a😀"), r"\u0061\ud83d\ude00");
        assert_eq!(placed(escaped, raw, text, "'c'"), "'c'");
    }

    #[test]
    fn yaml() {
        let single = "c: 'a == ''b'' && c'";
        assert_eq!(
            placed(single, "'a == ''b'' && c'", "a == 'b' && c", "'b'"),
            "''b''"
        );
        let folded = "c: a &&\n  b == 'c'\nd: e";
        assert_eq!(
            placed(folded, "a &&\n  b == 'c'", "a && b == 'c'", "'c'"),
            "'c'"
        );
        let block = "c: |\n  a &&\n  b\n";
        assert_eq!(placed(block, "|\n  a &&\n  b\n", "a &&\nb\n", "b"), "b");
    }

    #[test]
    fn what_cannot_be_told_is_the_whole() {
        let document = "x: 1";
        let excerpt = Excerpt::new(document, Span::new(3, 4), "something else");
        assert_eq!(excerpt.place(Span::new(2, 5)), Span::new(3, 4));
    }
}
