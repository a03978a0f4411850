//! Patterns of `*` (any characters, or none) and `?` (exactly one), over the whole text.
//!
//! A character is a Unicode scalar value; both marks match any of them, `:`, `/` and line breaks
//! included. Which characters are marks is a table for each language, [`Notation`]; none has an
//! escape. Whoever parses a language may as well build the symbols, so that a literal `*` is
//! [`Symbol::Literal`]`('*')` and nothing else.
//!
//! No pattern blows up. Text between two stars is sought from left to right and never given back:
//! linear where it holds no `?`, by a bit-parallel automaton where it does, which takes
//! `O(n · ⌈m / 64⌉)` for `n` characters and a piece of `m` symbols.

/// Most symbols times bytes that [`Wildcard::reach`] looks at.
const MAX_REACH: usize = 1 << 18;

/// A symbol of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Symbol {
    /// This character.
    Literal(char),
    /// `?`: exactly one character, whichever.
    One,
    /// `*`: any number of characters.
    Star,
}

/// Whose patterns they are: which characters are marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// AWS IAM: `*` and `?`.
    Iam,
    /// Flexible credentials of Microsoft Entra ID: `*` and `?`.
    Entra,
    /// Vault, by the library `ryanuber/go-glob`: `*` alone.
    Vault,
}

impl Notation {
    const fn marks(self) -> &'static [(char, Symbol)] {
        match self {
            Self::Iam | Self::Entra => &[('*', Symbol::Star), ('?', Symbol::One)],
            Self::Vault => &[('*', Symbol::Star)],
        }
    }

    /// What a character of a pattern stands for.
    pub fn symbol(self, character: char) -> Symbol {
        self.marks()
            .iter()
            .find(|(mark, _)| *mark == character)
            .map_or(Symbol::Literal(character), |(_, symbol)| *symbol)
    }
}

/// Which letters count as the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fold {
    /// Every character counts as itself.
    #[default]
    None,
    /// `A` to `Z` count as `a` to `z`.
    Ascii,
}

/// A pattern, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wildcard {
    symbols: Vec<Symbol>,
    fold: Fold,
    plan: Plan,
}

/// How a pattern is matched: pieces between stars.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Plan {
    /// No star: one piece is the whole text.
    Whole(Piece),
    /// At least one star.
    Stars {
        first: Piece,
        middle: Vec<Search>,
        last: Piece,
    },
}

/// Symbols without a star.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Symbols(Vec<Symbol>),
}

/// A piece that may begin anywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Search {
    Text(String),
    Automaton(Automaton),
}

impl Wildcard {
    /// A pattern of these symbols. Under [`Fold::Ascii`] literals are folded here, texts as they
    /// are matched.
    pub fn new(symbols: Vec<Symbol>, fold: Fold) -> Self {
        let symbols: Vec<Symbol> = symbols
            .into_iter()
            .map(|symbol| match symbol {
                Symbol::Literal(character) => Symbol::Literal(fold.apply(character)),
                other => other,
            })
            .collect();
        let plan = Plan::new(&symbols);
        Self {
            symbols,
            fold,
            plan,
        }
    }

    /// A pattern in which `*` and `?` have their meaning.
    pub fn parse(text: &str, fold: Fold) -> Self {
        Self::parse_as(text, Notation::Iam, fold)
    }

    /// A pattern in which the marks of `notation` have their meaning.
    pub fn parse_as(text: &str, notation: Notation, fold: Fold) -> Self {
        let symbols = text.chars().map(|character| notation.symbol(character));
        Self::new(symbols.collect(), fold)
    }

    /// A pattern that is this text and nothing else.
    pub fn literal(text: &str, fold: Fold) -> Self {
        Self::new(text.chars().map(Symbol::Literal).collect(), fold)
    }

    /// The symbols, folded as the pattern folds.
    pub fn symbols(&self) -> &[Symbol] {
        &self.symbols
    }

    /// Which letters count as the same.
    pub fn fold(&self) -> Fold {
        self.fold
    }

    /// Where `text` goes no further along the pattern than this: how many symbols it has met, and
    /// after how many characters it first had. `None` where it matches, or where finding out would
    /// take long.
    pub fn reach(&self, text: &str) -> Option<Reach> {
        let longest = self.symbols.len().checked_mul(text.len())?;
        if longest > MAX_REACH || self.is_match(text) {
            return None;
        }
        let mut reach = Reach::default();
        let mut met = vec![false; self.symbols.len() + 1];
        if let Some(start) = met.first_mut() {
            *start = true;
        }
        self.pass_stars(&mut met);
        reach.see(&met, 0);
        for (index, character) in text.chars().enumerate() {
            let character = self.fold.apply(character);
            let mut next = vec![false; met.len()];
            for (place, symbol) in self.symbols.iter().enumerate() {
                if met.get(place) != Some(&true) || !symbol_matches(*symbol, character) {
                    continue;
                }
                let after = if *symbol == Symbol::Star {
                    place
                } else {
                    place + 1
                };
                if let Some(state) = next.get_mut(after) {
                    *state = true;
                }
            }
            self.pass_stars(&mut next);
            reach.see(&next, index + 1);
            met = next;
        }
        Some(reach)
    }

    /// A star may stand for nothing.
    fn pass_stars(&self, met: &mut [bool]) {
        for (place, symbol) in self.symbols.iter().enumerate() {
            if *symbol == Symbol::Star
                && met.get(place) == Some(&true)
                && let Some(after) = met.get_mut(place + 1)
            {
                *after = true;
            }
        }
    }

    /// Whether the whole of `text` matches.
    pub fn is_match(&self, text: &str) -> bool {
        match self.fold {
            Fold::None => self.plan.is_match(text),
            Fold::Ascii => self.plan.is_match(&text.to_ascii_lowercase()),
        }
    }
}

/// How far a text goes along a pattern that it does not match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reach {
    /// How many symbols of the pattern it meets.
    pub symbols: usize,
    /// After how many characters it does so first.
    pub characters: usize,
}

impl Reach {
    fn see(&mut self, met: &[bool], characters: usize) {
        if let Some(symbols) = met.iter().rposition(|met| *met)
            && symbols > self.symbols
        {
            *self = Self {
                symbols,
                characters,
            };
        }
    }
}

impl Fold {
    fn apply(self, character: char) -> char {
        match self {
            Self::None => character,
            Self::Ascii => character.to_ascii_lowercase(),
        }
    }
}

impl Plan {
    fn new(symbols: &[Symbol]) -> Self {
        let mut pieces = symbols.split(|symbol| *symbol == Symbol::Star);
        let first = Piece::new(pieces.next().unwrap_or_default());
        let Some(last) = pieces.next_back() else {
            return Self::Whole(first);
        };
        Self::Stars {
            first,
            middle: pieces
                .filter(|piece| !piece.is_empty())
                .map(Search::new)
                .collect(),
            last: Piece::new(last),
        }
    }

    fn is_match(&self, text: &str) -> bool {
        match self {
            Self::Whole(piece) => piece.strip_from_start(text) == Some(""),
            Self::Stars {
                first,
                middle,
                last,
            } => first
                .strip_from_start(text)
                .and_then(|rest| last.strip_from_end(rest))
                .and_then(|rest| {
                    // The leftmost place leaves the most for those that follow.
                    middle
                        .iter()
                        .try_fold(rest, |rest, search| search.after_first(rest))
                })
                .is_some(),
        }
    }
}

/// The text of symbols that are all literals.
fn text_of(symbols: &[Symbol]) -> Option<String> {
    symbols
        .iter()
        .map(|symbol| match symbol {
            Symbol::Literal(character) => Some(*character),
            _ => None,
        })
        .collect()
}

fn symbol_matches(symbol: Symbol, character: char) -> bool {
    match symbol {
        Symbol::Literal(literal) => literal == character,
        Symbol::One | Symbol::Star => true,
    }
}

impl Piece {
    fn new(symbols: &[Symbol]) -> Self {
        text_of(symbols).map_or_else(|| Self::Symbols(symbols.to_vec()), Self::Text)
    }

    fn strip_from_start<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self {
            Self::Text(literal) => text.strip_prefix(literal.as_str()),
            Self::Symbols(symbols) => {
                let mut characters = text.chars();
                symbols
                    .iter()
                    .all(|symbol| {
                        characters
                            .next()
                            .is_some_and(|c| symbol_matches(*symbol, c))
                    })
                    .then_some(characters.as_str())
            }
        }
    }

    fn strip_from_end<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self {
            Self::Text(literal) => text.strip_suffix(literal.as_str()),
            Self::Symbols(symbols) => {
                let mut characters = text.chars();
                symbols
                    .iter()
                    .rev()
                    .all(|symbol| {
                        characters
                            .next_back()
                            .is_some_and(|c| symbol_matches(*symbol, c))
                    })
                    .then_some(characters.as_str())
            }
        }
    }
}

impl Search {
    fn new(symbols: &[Symbol]) -> Self {
        text_of(symbols).map_or_else(|| Self::Automaton(Automaton::new(symbols)), Self::Text)
    }

    /// What follows the first place where the piece fits.
    fn after_first<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self {
            Self::Text(literal) => text.split_once(literal.as_str()).map(|(_, rest)| rest),
            Self::Automaton(automaton) => automaton.after_first(text),
        }
    }
}

/// Shift-And: bit `i` of the state says that symbols `0..=i` fit the text that ends here.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Automaton {
    /// For each character that the piece names, in order, where it stands.
    named: Vec<(char, Places)>,
    /// The symbols that any character fits.
    any: Vec<u64>,
    length: usize,
}

/// Where a character stands in a piece. As a mask a step takes no longer than for any other; a mask
/// for each of many characters would take memory by the square of the piece.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Places {
    /// Often: the symbols that it fits, those that any character fits among them.
    Mask(Vec<u64>),
    /// Seldom: where, beside those that any character fits.
    Few(Vec<usize>),
}

impl Automaton {
    fn new(symbols: &[Symbol]) -> Self {
        let words = symbols.len().div_ceil(64);
        let mut any = vec![0_u64; words];
        let mut places: Vec<(char, usize)> = Vec::new();
        for (place, symbol) in symbols.iter().enumerate() {
            match symbol {
                Symbol::Literal(character) => places.push((*character, place)),
                Symbol::One | Symbol::Star => set(&mut any, place),
            }
        }
        places.sort_unstable();
        let named = places
            .chunk_by(|(left, _), (right, _)| left == right)
            .filter_map(|chunk| {
                let (character, _) = chunk.first()?;
                let places = chunk.iter().map(|(_, place)| *place);
                Some((
                    *character,
                    match chunk.len() > words {
                        true => {
                            let mut mask = any.clone();
                            places.for_each(|place| set(&mut mask, place));
                            Places::Mask(mask)
                        }
                        false => Places::Few(places.collect()),
                    },
                ))
            })
            .collect();
        Self {
            named,
            any,
            length: symbols.len(),
        }
    }

    fn after_first<'t>(&self, text: &'t str) -> Option<&'t str> {
        let last_bit = 1_u64 << ((self.length.saturating_sub(1)) % 64);
        let mut state = vec![0_u64; self.any.len()];
        let mut kept = Vec::new();
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            let mut carry = 1;
            for word in &mut state {
                let overflow = *word >> 63;
                *word = (*word << 1) | carry;
                carry = overflow;
            }
            let places = self
                .named
                .binary_search_by_key(&character, |(named, _)| *named)
                .ok()
                .and_then(|index| self.named.get(index));
            match places {
                Some((_, Places::Mask(mask))) => and(&mut state, mask),
                Some((_, Places::Few(places))) => {
                    kept.clear();
                    kept.extend(places.iter().filter(|place| is_set(&state, **place)));
                    and(&mut state, &self.any);
                    kept.iter().for_each(|place| set(&mut state, *place));
                }
                None => and(&mut state, &self.any),
            }
            if state.last().is_some_and(|word| word & last_bit != 0) {
                return Some(characters.as_str());
            }
        }
        None
    }
}

fn set(words: &mut [u64], place: usize) {
    if let Some(word) = words.get_mut(place / 64) {
        *word |= 1 << (place % 64);
    }
}

fn is_set(words: &[u64], place: usize) -> bool {
    words
        .get(place / 64)
        .is_some_and(|word| word & (1 << (place % 64)) != 0)
}

fn and(words: &mut [u64], mask: &[u64]) {
    for (word, mask) in words.iter_mut().zip(mask) {
        *word &= mask;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        Wildcard::parse(pattern, Fold::None).is_match(text)
    }

    #[test]
    fn the_marks() {
        assert!(matches("", "") && !matches("", "a"));
        assert!(matches("*", "") && matches("*", "a\nb:c/d"));
        assert!(matches("?", "😀") && !matches("?", "") && !matches("?", "ab"));
        assert!(matches("a*b*c", "abc") && matches("a*b*c", "a-bb-b-c"));
        assert!(!matches("a*a", "a") && matches("a*a", "aa"));
        assert!(matches("*?b*?c", "xbyc") && !matches("*?b*?c", "bc"));
        assert!(matches("a?*?d", "abcd") && !matches("a?*?d", "abd"));
    }

    #[test]
    fn a_piece_longer_than_a_word() {
        let piece = format!("?{}", "ab".repeat(70));
        assert!(matches(
            &format!("*{piece}*z"),
            &format!("abab{}z", "ab".repeat(80))
        ));
        assert!(!matches(
            &format!("*{piece}*z"),
            &format!("{}z", "ab".repeat(70))
        ));
    }

    #[test]
    fn many_characters_that_stand_once() {
        let all: String = ('\u{10000}'..='\u{1ffff}').collect();
        let pattern = Wildcard::parse(&format!("*?{all}*"), Fold::None);
        assert!(pattern.is_match(&format!("ab{all}c")));
        assert!(!pattern.is_match(&all));
    }

    /// The cases of <https://github.com/ryanuber/go-glob/blob/master/glob_test.go>.
    #[test]
    fn as_go_glob_does() {
        let matches =
            |pattern, text| Wildcard::parse_as(pattern, Notation::Vault, Fold::None).is_match(text);
        let test = "this is a test";
        assert!(matches("", "") && !matches("", "test"));
        assert!(matches("*", "") && matches("*", "test"));
        assert!(matches("*this is a test", test) && matches("this is a test*", test));
        assert!(matches("this*a*test", test) && matches("*is *", test) && matches("*is*a*", test));
        assert!(matches("**test**", test) && matches("**is**a***test*", test));
        assert!(!matches("test*", test) && !matches("*is", test) && !matches("*no*", test));
        assert!(!matches("*this*this is a test", test) && !matches("this*this is a test", test));
        assert!(matches("*.my*", "abc.my.com") && matches("a?*", "a?c") && !matches("a?c", "abc"));
    }

    #[test]
    fn how_far_a_text_goes() {
        let reach = |pattern, text| {
            Wildcard::parse(pattern, Fold::None)
                .reach(text)
                .map(|reach| (reach.symbols, reach.characters))
        };
        assert_eq!(reach("abc", "abc"), None);
        assert_eq!(reach("abc", "abd"), Some((2, 2)));
        assert_eq!(reach("abc", "ab"), Some((2, 2)));
        assert_eq!(reach("ab", "abc"), Some((2, 2)));
        assert_eq!(reach("é😀c", "é😀d"), Some((2, 2)));
        assert_eq!(reach("a/*:ref", "a/b:env:x"), Some((4, 4)));
        assert_eq!(reach("*", "a\nb"), None);
        assert_eq!(reach("", "a"), Some((0, 0)));
        let long = "a".repeat(1 << 12);
        assert_eq!(reach(&long, &"b".repeat(1 << 12)), None);
    }

    #[test]
    fn folding_is_ascii() {
        let pattern = Wildcard::parse("STS:assume*", Fold::Ascii);
        assert!(pattern.is_match("sts:AssumeRole"));
        assert!(!Wildcard::parse("É", Fold::Ascii).is_match("é"));
    }
}
