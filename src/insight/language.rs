//! Languages: which texts a test takes, as data.

use crate::pattern::regular_expression::{Expression, Kind, Look, RegularExpression};
use crate::pattern::wildcard::{Fold, Symbol};

/// The number of the last character.
const LAST: u32 = char::MAX as u32;

/// A set of texts, by what its texts look like.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// This text.
    Text(String),
    /// One character out of these ranges, ends included.
    One(Vec<(u32, u32)>),
    /// A place in the text.
    Look(Place),
    /// A language over and over: how often at least, and at most.
    Repeat(u32, Option<u32>, Box<Language>),
    /// One after the other.
    Sequence(Vec<Language>),
    /// One of these; none of them is no text at all.
    Either(Vec<Language>),
}

/// A place in a text, between two characters: see [`Look`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// At the start.
    Start,
    /// At the end.
    End,
    /// At the start of a line.
    LineStart,
    /// At the end of a line.
    LineEnd,
    /// Where a word begins or ends.
    Boundary,
    /// Where none does.
    NoBoundary,
}

impl Place {
    /// The place as regular expressions have it.
    pub(super) const fn look(self) -> Look {
        match self {
            Self::Start => Look::TextStart,
            Self::End => Look::TextEnd,
            Self::LineStart => Look::LineStart,
            Self::LineEnd => Look::LineEnd,
            Self::Boundary => Look::WordBoundary,
            Self::NoBoundary => Look::NotWordBoundary,
        }
    }

    /// Whether what comes before it tells all.
    pub(super) const fn looks_back(self) -> bool {
        matches!(self, Self::Start | Self::LineStart)
    }

    const fn of(look: Look) -> Self {
        match look {
            Look::TextStart => Self::Start,
            Look::TextEnd => Self::End,
            Look::LineStart => Self::LineStart,
            Look::LineEnd => Self::LineEnd,
            Look::WordBoundary => Self::Boundary,
            Look::NotWordBoundary => Self::NoBoundary,
        }
    }
}

impl Language {
    /// One character, whichever.
    pub fn any_character() -> Self {
        Self::One(vec![(0, LAST)])
    }

    /// Every text.
    pub fn anything() -> Self {
        Self::Repeat(0, None, Box::new(Self::any_character()))
    }

    /// No text.
    pub const fn nothing() -> Self {
        Self::Either(Vec::new())
    }

    /// The texts of a pattern of `*` and `?`.
    pub fn of_symbols(symbols: &[Symbol], fold: Fold) -> Self {
        let mut parts: Vec<Self> = Vec::new();
        for symbol in symbols {
            match symbol {
                Symbol::One => parts.push(Self::any_character()),
                // Two stars are one.
                Symbol::Star if parts.last() == Some(&Self::anything()) => {}
                Symbol::Star => parts.push(Self::anything()),
                Symbol::Literal(character) => match fold {
                    Fold::None => match parts.last_mut() {
                        Some(Self::Text(text)) => text.push(*character),
                        _ => parts.push(Self::Text(character.to_string())),
                    },
                    Fold::Ascii => parts.push(either_case(*character)),
                },
            }
        }
        Self::Sequence(parts)
    }

    /// The texts that a regular expression matches.
    pub fn of_regular_expression(expression: &RegularExpression) -> Self {
        Self::Sequence(vec![
            Self::anything(),
            of_tree(expression.expression()),
            Self::anything(),
        ])
    }

    /// At least the texts that equal `text` once other letters than `A` to `Z` are folded too, by
    /// their lower or by their upper case.
    pub(super) fn folded_beyond_ascii(text: &str) -> Self {
        // What several letters are the upper case of.
        const SEVERAL: [(&str, char); 9] = [
            ("ss", 'ß'),
            ("ss", 'ẞ'),
            ("ff", 'ﬀ'),
            ("fi", 'ﬁ'),
            ("fl", 'ﬂ'),
            ("ffi", 'ﬃ'),
            ("ffl", 'ﬄ'),
            ("st", 'ﬅ'),
            ("st", 'ﬆ'),
        ];
        if !text.is_ascii() {
            return Self::anything();
        }
        let folded = text.to_ascii_lowercase();
        // How many of the letters that follow may be part of one that stands for several.
        let mut covered = 0_usize;
        let parts = folded.char_indices().map(|(at, letter)| {
            let mut ranges = vec![number(letter), number(letter.to_ascii_uppercase())];
            let beyond = match letter {
                'k' => "\u{212a}",
                's' => "\u{17f}",
                'i' => "\u{131}",
                _ => "",
            };
            ranges.extend(beyond.chars().map(number));
            let optional = covered > 0;
            covered = covered.saturating_sub(1);
            for (several, single) in SEVERAL {
                if folded
                    .get(at..)
                    .is_some_and(|rest| rest.starts_with(several))
                {
                    ranges.push(number(single));
                    covered = covered.max(several.len() - 1);
                }
            }
            let one = Self::One(ranges);
            match optional {
                true => Self::Repeat(0, Some(1), Box::new(one)),
                false => one,
            }
        });
        Self::Sequence(parts.collect())
    }
}

fn number(character: char) -> (u32, u32) {
    (character.into(), character.into())
}

fn either_case(character: char) -> Language {
    let lower = character.to_ascii_lowercase();
    let upper = character.to_ascii_uppercase();
    match lower == upper {
        true => Language::One(vec![number(lower)]),
        false => Language::One(vec![number(upper), number(lower)]),
    }
}

fn of_tree(expression: &Expression) -> Language {
    match &expression.kind {
        Kind::Empty => Language::Sequence(Vec::new()),
        Kind::Class(class) => Language::One(class.ranges().to_vec()),
        Kind::Look(look) => Language::Look(Place::of(*look)),
        Kind::Repeat { least, most, of } => Language::Repeat(*least, *most, Box::new(of_tree(of))),
        Kind::Capture { of, .. } => of_tree(of),
        Kind::Sequence(parts) => Language::Sequence(parts.iter().map(of_tree).collect()),
        Kind::Alternatives(parts) => Language::Either(parts.iter().map(of_tree).collect()),
    }
}
