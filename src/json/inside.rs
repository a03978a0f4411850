//! Places inside a string: languages that are written in JSON strings have spans of their own.

use super::reader::Reader;
use crate::span::Span;

/// Where in a document the parts of a string stand, escapes taken into account.
#[derive(Debug)]
pub(crate) struct Inside {
    /// Offsets in the text that the string stands for, and where these bytes stand in the document.
    marks: Vec<(usize, usize)>,
}

impl Inside {
    /// The string whose literal, quotes included, stands at `span`.
    pub(crate) fn new(document: &str, span: Span) -> Self {
        let mut marks = vec![(0, span.start + 1)];
        let mut reader = Reader::starting_at(document, span.start);
        // What is no string has no places in it.
        let _ = reader.string_with(|decoded, position| marks.push((decoded, position)));
        Self { marks }
    }

    /// The place in the document of a part of the text.
    pub(crate) fn place(&self, part: Span) -> Span {
        Span::new(self.offset(part.start), self.offset(part.end))
    }

    fn offset(&self, offset: usize) -> usize {
        let after = self
            .marks
            .partition_point(|(decoded, _)| *decoded <= offset);
        let mark = after.checked_sub(1).and_then(|index| self.marks.get(index));
        mark.map_or(offset, |(decoded, position)| position + (offset - decoded))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_passed_over() {
        let document = r#"{"a": "x\u0027\ny\\z"}"#;
        let inside = Inside::new(document, Span::new(6, document.len() - 1));
        let at = |start, end| inside.place(Span::new(start, end)).of(document).unwrap();
        assert_eq!((at(0, 1), at(1, 2), at(2, 3)), ("x", r"\u0027", r"\n"));
        assert_eq!(
            (at(3, 4), at(4, 6), at(0, 6)),
            ("y", r"\\z", r"x\u0027\ny\\z")
        );
    }
}
