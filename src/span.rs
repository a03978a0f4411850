//! Places in a text: byte spans inside, UTF-16 units and line/column for people and JavaScript.

use serde::Serialize;

/// A half-open range of **bytes** in the text that was parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset one past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to, and without, `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The part of `text` that the span covers; `None` where it does not fit the text.
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.start..self.end)
    }

    /// The span moved by `offset` bytes, as when the text it was found in is a part of another.
    pub const fn shifted(self, offset: usize) -> Self {
        Self {
            start: self.start + offset,
            end: self.end + offset,
        }
    }
}

/// A span in the units of JavaScript strings and of people.
///
/// `start` and `end` count UTF-16 code units from 0, half-open; `line` and `column` count from 1,
/// `column` in UTF-16 units too. A byte order mark counts as one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Utf16Span {
    /// First unit.
    pub start: usize,
    /// One past the last unit.
    pub end: usize,
    /// Line of the first unit, from 1.
    pub line: usize,
    /// Column of the first unit, from 1, in UTF-16 units.
    pub column: usize,
}

/// Turns byte spans of one text into [`Utf16Span`]s.
///
/// Keeps a mark every few hundred bytes, so that a conversion reads little of the text, and a text
/// of nothing but line breaks takes no more memory than any other.
#[derive(Debug, Clone)]
pub struct LineIndex {
    marks: Vec<Mark>,
}

/// How far the counts are at some byte.
#[derive(Debug, Clone, Copy)]
struct Mark {
    byte: usize,
    utf16: usize,
    line: usize,
    /// The unit at which the line begins.
    line_start: usize,
}

const DISTANCE: usize = 512;

impl LineIndex {
    /// Reads `text` once.
    pub fn new(text: &str) -> Self {
        let mut mark = Mark::START;
        let mut marks = vec![mark];
        let mut next = DISTANCE;
        for character in text.chars() {
            mark.pass(character);
            if mark.byte >= next {
                marks.push(mark);
                next = mark.byte + DISTANCE;
            }
        }
        Self { marks }
    }

    /// The span in UTF-16 units. `text` must be the text that the index was made from; offsets
    /// outside of it, or inside a character, count as the next place that exists.
    pub fn utf16(&self, text: &str, span: Span) -> Utf16Span {
        let start = self.mark_at(text, span.start);
        let end = self.mark_at(text, span.end.max(span.start));
        Utf16Span {
            start: start.utf16,
            end: end.utf16,
            line: start.line,
            column: start.utf16 - start.line_start + 1,
        }
    }

    fn mark_at(&self, text: &str, byte: usize) -> Mark {
        let before = self.marks.partition_point(|mark| mark.byte <= byte);
        let mut mark = self
            .marks
            .get(before.saturating_sub(1))
            .copied()
            .unwrap_or(Mark::START);
        for character in text.get(mark.byte..).unwrap_or_default().chars() {
            if mark.byte >= byte {
                break;
            }
            mark.pass(character);
        }
        mark
    }
}

impl Mark {
    const START: Self = Self {
        byte: 0,
        utf16: 0,
        line: 1,
        line_start: 0,
    };

    fn pass(&mut self, character: char) {
        self.byte += character.len_utf8();
        self.utf16 += character.len_utf16();
        if character == '\n' {
            self.line += 1;
            self.line_start = self.utf16;
        }
    }
}

#[cfg(test)]
#[allow(
    clippy::string_slice,
    reason = "a test ends where a slice does not fit"
)]
mod tests {
    use super::*;

    #[test]
    fn units_lines_and_columns() {
        let text = "\u{feff}a\né😀b\nlast";
        let index = LineIndex::new(text);
        let b = text.find('b').unwrap();
        assert_eq!(
            index.utf16(text, Span::new(b, b + 1)),
            Utf16Span {
                start: 6,
                end: 7,
                line: 2,
                column: 4
            }
        );
        let last = text.find("last").unwrap();
        assert_eq!(
            index.utf16(text, Span::new(last, text.len())),
            Utf16Span {
                start: 8,
                end: 12,
                line: 3,
                column: 1
            }
        );
        assert_eq!(
            index.utf16(text, Span::new(0, 3)),
            Utf16Span {
                start: 0,
                end: 1,
                line: 1,
                column: 1
            }
        );
    }

    #[test]
    fn far_from_the_beginning() {
        let text = "é\n😀 ".repeat(1_000);
        let index = LineIndex::new(&text);
        for (byte, _) in text.char_indices() {
            let span = index.utf16(&text, Span::new(byte, byte));
            let before = &text[..byte];
            assert_eq!(span.start, before.encode_utf16().count());
            assert_eq!(span.line, before.matches('\n').count() + 1);
            let line = before
                .rfind('\n')
                .map_or(before, |newline| &before[newline + 1..]);
            assert_eq!(span.column, line.encode_utf16().count() + 1);
        }
    }

    #[test]
    fn offsets_past_the_end_are_the_end() {
        let index = LineIndex::new("ab");
        let span = index.utf16("ab", Span::new(7, 9));
        assert_eq!((span.start, span.end), (2, 2));
    }
}
