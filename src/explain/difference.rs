//! Where two texts part, to the character.

use crate::condition::{Alternative, Matcher};
use crate::pattern::wildcard::{Symbol, Wildcard};
use crate::quote::quoted;

/// The first place at which a text does not fit a pattern, in words.
pub(crate) fn first_difference(alternative: &Alternative, received: &str) -> Option<String> {
    let symbols: Vec<Symbol> = match &alternative.matcher {
        Matcher::Text(template) | Matcher::TextIgnoreCase(template) => {
            template.fixed().map(Wildcard::symbols)?.to_vec()
        }
        _ => return None,
    };
    let text: Vec<char> = received.chars().collect();
    let fits = |symbol: &Symbol, character: &char| match symbol {
        Symbol::Literal(literal) => literal == character,
        Symbol::One => true,
        Symbol::Star => false,
    };
    let common = symbols
        .iter()
        .zip(&text)
        .take_while(|(symbol, character)| fits(symbol, character))
        .count();
    if symbols.get(common) != Some(&Symbol::Star) {
        return told(
            common + 1,
            symbols.get(common).copied(),
            text.get(common).copied(),
        );
    }
    // Before the first star all is well: look from the end.
    let tail = symbols
        .iter()
        .rev()
        .zip(text.iter().rev())
        .take_while(|(symbol, character)| fits(symbol, character))
        .count();
    let symbol = symbols
        .len()
        .checked_sub(tail + 1)
        .and_then(|index| symbols.get(index));
    match symbol {
        Some(Symbol::Star) | None => None,
        symbol => {
            let place = text.len().saturating_sub(tail);
            told(
                place,
                symbol.copied(),
                place
                    .checked_sub(1)
                    .and_then(|index| text.get(index))
                    .copied(),
            )
        }
    }
}

fn told(place: usize, expected: Option<Symbol>, received: Option<char>) -> Option<String> {
    let expected = match expected {
        Some(Symbol::Literal(character)) => character_name(character),
        Some(Symbol::One) => "any character".to_owned(),
        Some(Symbol::Star) => return None,
        None => "the end".to_owned(),
    };
    let received = received.map_or_else(|| "the end".to_owned(), character_name);
    Some(format!(
        "differs from character {place} on: expected {expected}, received {received}"
    ))
}

/// A character in backticks, by its name where it cannot be seen or is easily taken for another.
pub(crate) fn character_name(character: char) -> String {
    let shown = quoted(&character.to_string()).to_string();
    match look_alike(character) {
        Some(name) => format!("{shown} ({name})"),
        None if character == ' ' => "a space".to_owned(),
        None => shown,
    }
}

/// What a character is that people take for another, or do not see.
pub(crate) fn look_alike(character: char) -> Option<&'static str> {
    Some(match character {
        '\u{a0}' => "a no-break space",
        '\u{ad}' => "a soft hyphen, which is invisible",
        '\u{200b}' => "a zero-width space, which is invisible",
        '\u{200c}' | '\u{200d}' => "a zero-width joiner, which is invisible",
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' => "a direction mark, which is invisible",
        '\u{2060}' | '\u{feff}' => "a zero-width no-break space, which is invisible",
        '\u{2010}' | '\u{2011}' => "a typographic hyphen",
        '\u{2012}' | '\u{2013}' => "an en dash",
        '\u{2014}' => "an em dash",
        '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' => "a typographic quote",
        '\u{2215}' | '\u{2044}' => "a slash that is not `/`",
        '\u{a789}' | '\u{ff1a}' => "a colon that is not `:`",
        '\u{ff0a}' | '\u{2217}' => "an asterisk that is not `*`",
        '\u{0370}'..='\u{03ff}' => "a Greek letter",
        '\u{0400}'..='\u{04ff}' => "a Cyrillic letter",
        '\u{ff01}'..='\u{ff5e}' => "a full-width character",
        '\t' => "a tab",
        '\n' => "a line break",
        '\r' => "a carriage return",
        _ => return None,
    })
}
