//! The tree of a regular expression.

use super::Class;
use crate::span::Span;

/// An expression and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// What it is.
    pub kind: Kind,
    /// Where it stands in the text that was parsed, in bytes.
    pub span: Span,
}

/// What an [`Expression`] is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Nothing, which always fits.
    Empty,
    /// One character, out of these.
    Class(Class),
    /// A place in the text.
    Look(Look),
    /// An expression over and over.
    Repeat {
        /// How often at least.
        least: u32,
        /// How often at most; `None`: without end.
        most: Option<u32>,
        /// What is repeated.
        of: Box<Expression>,
    },
    /// A group that captures what it fits.
    Capture {
        /// Its name, if it has one.
        name: Option<String>,
        /// What it holds.
        of: Box<Expression>,
    },
    /// One after the other: at least two.
    Sequence(Vec<Expression>),
    /// One of these: at least two.
    Alternatives(Vec<Expression>),
}

impl Expression {
    /// Whether it is the same expression, wherever it stands.
    pub fn is_same(&self, other: &Self) -> bool {
        let all = |left: &[Self], right: &[Self]| {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| l.is_same(r))
        };
        match (&self.kind, &other.kind) {
            (Kind::Sequence(left), Kind::Sequence(right))
            | (Kind::Alternatives(left), Kind::Alternatives(right)) => all(left, right),
            (Kind::Capture { of: left, .. }, Kind::Capture { of: right, .. }) => {
                left.is_same(right)
            }
            (
                Kind::Repeat { least, most, of },
                Kind::Repeat {
                    least: other_least,
                    most: other_most,
                    of: other_of,
                },
            ) => least == other_least && most == other_most && of.is_same(other_of),
            (left, right) => left == right,
        }
    }
}

/// A place in a text, between two characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// `\A`, and `^` without `(?m)`.
    TextStart,
    /// `\z`, and `$` without `(?m)`.
    TextEnd,
    /// `^` under `(?m)`: after a line feed too.
    LineStart,
    /// `$` under `(?m)`: before a line feed too.
    LineEnd,
    /// `\b`
    WordBoundary,
    /// `\B`
    NotWordBoundary,
}

impl Look {
    /// Whether the place between these two characters is one.
    pub fn holds(self, before: Option<char>, after: Option<char>) -> bool {
        let boundary = || word(before) != word(after);
        match self {
            Self::TextStart => before.is_none(),
            Self::TextEnd => after.is_none(),
            Self::LineStart => matches!(before, None | Some('\n')),
            Self::LineEnd => matches!(after, None | Some('\n')),
            Self::WordBoundary => boundary(),
            Self::NotWordBoundary => !boundary(),
        }
    }
}

fn word(character: Option<char>) -> bool {
    character.is_some_and(|character| character == '_' || character.is_ascii_alphanumeric())
}
