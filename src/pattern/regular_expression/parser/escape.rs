//! What a backslash begins.

use super::Parser;
use crate::pattern::regular_expression::class::{self, Ranges};
use crate::pattern::regular_expression::{Kind, Look, Refusal};
use crate::span::Span;

const INVALID_ESCAPE: &str = "invalid escape sequence";

impl Parser<'_> {
    /// An escape outside of brackets.
    pub(super) fn escape(&mut self) -> Result<(), Refusal> {
        let start = self.at;
        for (escape, look) in [
            ("\\A", Look::TextStart),
            ("\\z", Look::TextEnd),
            ("\\b", Look::WordBoundary),
            ("\\B", Look::NotWordBoundary),
        ] {
            if self.eat(escape) {
                return self.push(Kind::Look(look), start);
            }
        }
        if self.eat("\\C") {
            return Err(self.refuse(INVALID_ESCAPE, Span::new(start, self.at)));
        }
        if self.eat("\\Q") {
            self.quotation();
            return Ok(());
        }
        if let Some(ranges) = self.class_escape()? {
            return self.push(Kind::Class(ranges.into_class()), start);
        }
        let character = self.escaped_character()?;
        self.literal(character, start);
        Ok(())
    }

    /// What stands up to `\E`, or the end, is literal.
    fn quotation(&mut self) {
        let rest = self.rest();
        let end = self.at + rest.find("\\E").unwrap_or(rest.len());
        while self.at < end {
            self.character();
        }
        self.eat("\\E");
    }

    /// `\d` and its like, and `\p{…}`: what stands for a class wherever it stands.
    pub(super) fn class_escape(&mut self) -> Result<Option<Ranges>, Refusal> {
        let start = self.at;
        let mut characters = self.rest().chars();
        let (Some('\\'), Some(letter)) = (characters.next(), characters.next()) else {
            return Ok(None);
        };
        if matches!(letter, 'p' | 'P') {
            return self.unicode_class(letter == 'P').map(Some);
        }
        let Some((ranges, negated)) = class::perl(letter) else {
            return Ok(None);
        };
        self.at += 2;
        let ranges = self.folded(ranges, start);
        Ok(Some(if negated { ranges.negated() } else { ranges }))
    }

    fn unicode_class(&mut self, mut negated: bool) -> Result<Ranges, Refusal> {
        let start = self.at;
        self.at += "\\p".len();
        // A lone `\p` names the empty letter.
        let mut name = match self.rest().strip_prefix('{') {
            Some(inner) => {
                let Some((name, _)) = inner.split_once('}') else {
                    let span = Span::new(start, self.text.len());
                    return Err(self.refuse("invalid character class range", span));
                };
                self.at += name.len() + 2;
                name
            }
            None => {
                let from = self.at;
                self.bump();
                self.text.get(from..self.at).unwrap_or_default()
            }
        };
        if let Some(rest) = name.strip_prefix('^') {
            negated = !negated;
            name = rest;
        }
        if name == "Any" {
            let all = Ranges::default().with(0, char::MAX.into());
            return Ok(if negated { all.negated() } else { all });
        }
        // The names of categories and scripts grow with Unicode and with Go; what cannot be one is
        // refused by every version.
        let possible = match name.len() {
            0 => false,
            1 => name.contains([
                'C', 'L', 'M', 'N', 'P', 'S', 'Z', 'c', 'l', 'm', 'n', 'p', 's', 'z',
            ]),
            _ => name.chars().all(|character| {
                matches!(character, '_' | '-' | ' ') || character.is_ascii_alphabetic()
            }),
        };
        if !possible {
            let span = Span::new(start, self.at);
            return Err(self.refuse("invalid character class range", span));
        }
        self.not_evaluated(
            format!(
                "{class} takes tables of Unicode",
                class = crate::quote::quoted(
                    &Span::new(start, self.at).of(self.text).unwrap_or_default()
                )
            ),
            start,
        );
        Ok(Ranges::default())
    }

    /// An escape that stands for one character.
    pub(super) fn escaped_character(&mut self) -> Result<u32, Refusal> {
        let start = self.at;
        self.bump();
        let Some(letter) = self.bump() else {
            let end = Span::new(self.at, self.at);
            return Err(self.refuse("trailing backslash at end of expression", end));
        };
        let character = match letter {
            'a' => Some(0x07),
            'f' => Some(0x0c),
            'n' => Some(0x0a),
            'r' => Some(0x0d),
            't' => Some(0x09),
            'v' => Some(0x0b),
            'x' => self.hexadecimal(),
            '0' => self.octal(letter),
            // One digit alone would be a reference back.
            '1'..='7' if matches!(self.peek(), Some('0'..='7')) => self.octal(letter),
            _ if letter.is_ascii() && !letter.is_ascii_alphanumeric() => Some(letter.into()),
            _ => None,
        };
        character.ok_or_else(|| self.refuse(INVALID_ESCAPE, Span::new(start, self.at)))
    }

    /// Up to three digits, the first of which has been read.
    fn octal(&mut self, first: char) -> Option<u32> {
        let mut code = first.to_digit(8)?;
        for _ in 0..2 {
            let Some(digit) = self.peek().and_then(|character| character.to_digit(8)) else {
                break;
            };
            code = code * 8 + digit;
            self.bump();
        }
        Some(code)
    }

    /// Two digits, or any number of them in braces.
    fn hexadecimal(&mut self) -> Option<u32> {
        if !self.eat("{") {
            let first = self.bump()?.to_digit(16);
            let second = self.bump()?.to_digit(16);
            return Some(first? * 16 + second?);
        }
        let mut code = None;
        loop {
            let character = self.bump()?;
            if character == '}' {
                break;
            }
            let digit = character.to_digit(16)?;
            let value = code.unwrap_or(0_u32) * 16 + digit;
            code = (value <= u32::from(char::MAX)).then_some(value);
            code?;
        }
        code
    }
}
