//! Sets of characters.

use std::sync::Arc;

/// A set of characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Ranges, ends included, in order and apart from each other. Shared, since repetition copies.
    ranges: Arc<[(u32, u32)]>,
    /// A bit for each ASCII character, for speed.
    ascii: u128,
}

const LAST: u32 = char::MAX as u32;
const LAST_ASCII: u32 = 0x7f;
/// No character past it is the other case of one.
const LAST_FOLDED: u32 = 0x1_e943;
/// Longest range of which each character is looked at.
const MAX_LOOKED_AT: u32 = 512;

impl Class {
    /// One character, by its number: Go lets one name half of a surrogate pair, which no text holds.
    pub(super) fn of(code: u32) -> Self {
        Ranges::default().with(code, code).into_class()
    }

    /// Any character.
    pub(super) fn any() -> Self {
        Ranges::default().with(0, LAST).into_class()
    }

    /// Any character but a line feed.
    pub(super) fn any_in_line() -> Self {
        Ranges::default()
            .with(u32::from('\n'), u32::from('\n'))
            .negated()
            .into_class()
    }

    /// The ranges, ends included, in order, neither overlapping nor touching.
    pub fn ranges(&self) -> &[(u32, u32)] {
        &self.ranges
    }

    /// The character that it holds, where that is one alone.
    pub fn single(&self) -> Option<char> {
        match *self.ranges {
            [(first, last)] if first == last => char::from_u32(first),
            _ => None,
        }
    }

    /// Whether the character is in it.
    pub fn contains(&self, character: char) -> bool {
        let code = u32::from(character);
        if code <= LAST_ASCII {
            return self.ascii & (1 << code) != 0;
        }
        let before = self.ranges.partition_point(|(first, _)| *first <= code);
        before
            .checked_sub(1)
            .and_then(|index| self.ranges.get(index))
            .is_some_and(|(_, last)| code <= *last)
    }
}

/// Ranges as they are gathered: in any order, overlapping.
#[derive(Debug, Clone, Default)]
pub(super) struct Ranges(Vec<(u32, u32)>);

impl Ranges {
    pub(super) fn with(mut self, first: u32, last: u32) -> Self {
        self.0.push((first, last));
        self
    }

    pub(super) fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// Adds the other case of every character, as Go's `unicode.SimpleFold` has it. `None` where
    /// that takes its tables.
    pub(super) fn fold(&mut self) -> Option<()> {
        let mut folded = Vec::new();
        for (first, last) in &self.0 {
            for (from, to, other) in [('a', 'z', 'A'), ('A', 'Z', 'a')] {
                let from_code = u32::from(from);
                let low = (*first).max(from_code);
                let high = (*last).min(u32::from(to));
                if low <= high {
                    let moved = |code: u32| code - from_code + u32::from(other);
                    folded.push((moved(low), moved(high)));
                }
            }
            // The long s and the Kelvin sign are the only ones beyond ASCII that fold into it.
            for (letters, beyond) in [(['k', 'K'], '\u{212a}'), (['s', 'S'], '\u{17f}')] {
                let holds = |character: char| (*first..=*last).contains(&u32::from(character));
                if letters.into_iter().any(holds) {
                    folded.push((beyond.into(), beyond.into()));
                }
                if holds(beyond) {
                    folded.extend(letters.map(|letter| (letter.into(), letter.into())));
                }
            }
            let low = (*first).max(LAST_ASCII + 1);
            let high = (*last).min(LAST_FOLDED);
            let whole = low == LAST_ASCII + 1 && high == LAST_FOLDED;
            if low <= high && !whole {
                if high - low > MAX_LOOKED_AT {
                    return None;
                }
                let cased = |character: char| {
                    !matches!(character, '\u{212a}' | '\u{17f}')
                        && (!character.to_lowercase().eq([character])
                            || !character.to_uppercase().eq([character]))
                };
                if (low..=high).filter_map(char::from_u32).any(cased) {
                    return None;
                }
            }
        }
        self.0.append(&mut folded);
        Some(())
    }

    /// In order, neither overlapping nor touching.
    fn tidied(mut self) -> Vec<(u32, u32)> {
        self.0.sort_unstable();
        let mut tidy: Vec<(u32, u32)> = Vec::with_capacity(self.0.len());
        for (first, last) in self.0 {
            match tidy.last_mut() {
                Some((_, end)) if first <= *end + 1 => *end = (*end).max(last),
                _ => tidy.push((first, last)),
            }
        }
        tidy
    }

    /// Every other character.
    pub(super) fn negated(self) -> Self {
        let mut next = 0;
        let mut rest = Vec::new();
        for (first, last) in self.tidied() {
            if next < first {
                rest.push((next, first - 1));
            }
            next = last + 1;
        }
        if next <= LAST {
            rest.push((next, LAST));
        }
        Self(rest)
    }

    pub(super) fn into_class(self) -> Class {
        let ranges = self.tidied();
        let mut ascii = 0;
        for (first, last) in &ranges {
            for code in *first..=(*last).min(LAST_ASCII) {
                ascii |= 1 << code;
            }
        }
        Class {
            ranges: ranges.into(),
            ascii,
        }
    }
}

/// What `\d`, `\s`, `\w` and their negations stand for.
pub(super) fn perl(letter: char) -> Option<(Ranges, bool)> {
    let name = match letter.to_ascii_lowercase() {
        'd' => "digit",
        's' => {
            return Some((
                of(&[('\t', '\n'), ('\u{c}', '\r'), (' ', ' ')]),
                letter == 'S',
            ));
        }
        'w' => "word",
        _ => return None,
    };
    Some((posix(name)?, letter.is_ascii_uppercase()))
}

/// What `[:name:]` stands for.
pub(super) fn posix(name: &str) -> Option<Ranges> {
    Some(of(match name {
        "alnum" => &[('0', '9'), ('A', 'Z'), ('a', 'z')],
        "alpha" => &[('A', 'Z'), ('a', 'z')],
        "ascii" => &[('\0', '\u{7f}')],
        "blank" => &[('\t', '\t'), (' ', ' ')],
        "cntrl" => &[('\0', '\u{1f}'), ('\u{7f}', '\u{7f}')],
        "digit" => &[('0', '9')],
        "graph" => &[('!', '~')],
        "lower" => &[('a', 'z')],
        "print" => &[(' ', '~')],
        "punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        "space" => &[('\t', '\r'), (' ', ' ')],
        "upper" => &[('A', 'Z')],
        "word" => &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        "xdigit" => &[('0', '9'), ('A', 'F'), ('a', 'f')],
        _ => return None,
    }))
}

fn of(ranges: &[(char, char)]) -> Ranges {
    Ranges(
        ranges
            .iter()
            .map(|(first, last)| ((*first).into(), (*last).into()))
            .collect(),
    )
}
