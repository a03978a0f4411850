//! Classes in brackets.

use super::Parser;
use crate::pattern::regular_expression::class::{self, Ranges};
use crate::pattern::regular_expression::{Kind, Refusal};
use crate::span::Span;

impl Parser<'_> {
    pub(super) fn bracket(&mut self) -> Result<(), Refusal> {
        let start = self.at;
        self.bump();
        let negated = self.eat("^");
        let mut ranges = Ranges::default();
        let mut first = true;
        // A bracket that closes right at the beginning is a member.
        while first || !self.rest().starts_with(']') {
            first = false;
            ranges.append(match self.named_class()? {
                Some(named) => named,
                None => match self.class_escape()? {
                    Some(escaped) => escaped,
                    None => self.range(start)?,
                },
            });
        }
        self.bump();
        if negated {
            ranges = ranges.negated();
        }
        self.push(Kind::Class(ranges.into_class()), start)
    }

    /// `[:name:]` and `[:^name:]`
    fn named_class(&mut self) -> Result<Option<Ranges>, Refusal> {
        let start = self.at;
        let Some((name, _)) = self
            .rest()
            .strip_prefix("[:")
            .and_then(|inner| inner.split_once(":]"))
        else {
            return Ok(None);
        };
        self.at += "[:".len() + name.len() + ":]".len();
        let (negated, plain) = match name.strip_prefix('^') {
            Some(plain) => (true, plain),
            None => (false, name),
        };
        let Some(ranges) = class::posix(plain) else {
            let span = Span::new(start, self.at);
            return Err(self.refuse("invalid character class range", span));
        };
        let ranges = self.folded(ranges, start);
        Ok(Some(if negated { ranges.negated() } else { ranges }))
    }

    /// A character, or two with a hyphen between.
    fn range(&mut self, bracket: usize) -> Result<Ranges, Refusal> {
        let start = self.at;
        let low = self.class_character(bracket)?;
        let mut high = low;
        let rest = self.rest();
        if rest.len() >= 2 && rest.starts_with('-') && !rest.starts_with("-]") {
            self.bump();
            high = self.class_character(bracket)?;
            if high < low {
                let span = Span::new(start, self.at);
                return Err(self.refuse("invalid character class range", span));
            }
        }
        let ranges = Ranges::default().with(low, high);
        Ok(self.folded(ranges, start))
    }

    fn class_character(&mut self, bracket: usize) -> Result<u32, Refusal> {
        match self.peek() {
            None => {
                let span = Span::new(bracket, self.text.len());
                Err(self.refuse("missing closing ]", span))
            }
            Some('\\') => self.escaped_character(),
            Some(character) => {
                self.bump();
                Ok(character.into())
            }
        }
    }
}
