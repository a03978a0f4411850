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
/// Keeps only the beginnings of lines, so that a conversion reads one line and not the whole text.
#[derive(Debug, Clone)]
pub struct LineIndex {
    lines: Vec<Line>,
    ascii: bool,
}

#[derive(Debug, Clone, Copy)]
struct Line {
    byte: usize,
    utf16: usize,
}

impl LineIndex {
    /// Reads `text` once.
    pub fn new(text: &str) -> Self {
        let mut lines = vec![Line { byte: 0, utf16: 0 }];
        let mut utf16 = 0;
        for (byte, character) in text.char_indices() {
            utf16 += character.len_utf16();
            if character == '\n' {
                lines.push(Line {
                    byte: byte + 1,
                    utf16,
                });
            }
        }
        Self {
            lines,
            ascii: utf16 == text.len(),
        }
    }

    /// The span in UTF-16 units. `text` must be the text that the index was made from; offsets
    /// outside of it, or inside a character, count as the next place that exists.
    pub fn utf16(&self, text: &str, span: Span) -> Utf16Span {
        let (start, line, column) = self.place(text, span.start);
        let (end, ..) = self.place(text, span.end.max(span.start));
        Utf16Span {
            start,
            end,
            line,
            column,
        }
    }

    fn place(&self, text: &str, byte: usize) -> (usize, usize, usize) {
        let index = self
            .lines
            .partition_point(|line| line.byte <= byte)
            .saturating_sub(1);
        let line = self
            .lines
            .get(index)
            .copied()
            .unwrap_or(Line { byte: 0, utf16: 0 });
        let within = if self.ascii {
            byte.min(text.len()).saturating_sub(line.byte)
        } else {
            text.get(line.byte..)
                .unwrap_or_default()
                .char_indices()
                .take_while(|(offset, _)| line.byte + offset < byte)
                .map(|(_, character)| character.len_utf16())
                .sum()
        };
        (line.utf16 + within, index + 1, within + 1)
    }
}

#[cfg(test)]
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
    fn offsets_past_the_end_are_the_end() {
        let index = LineIndex::new("ab");
        let span = index.utf16("ab", Span::new(7, 9));
        assert_eq!((span.start, span.end), (2, 2));
    }
}
