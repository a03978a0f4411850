//! Groups and flags.

use super::{Flags, Group, Level, Parser};
use crate::pattern::regular_expression::Refusal;
use crate::span::Span;

impl Parser<'_> {
    pub(super) fn open(&mut self) -> Result<(), Refusal> {
        let start = self.at;
        if self.rest().starts_with("(?") {
            return self.extended(start);
        }
        self.bump();
        self.enter(Group::Capture(None), self.flags);
        Ok(())
    }

    fn enter(&mut self, group: Group, flags: Flags) {
        let level = Level::new(group, self.flags, self.at);
        self.outer.push(std::mem::replace(&mut self.level, level));
        self.flags = flags;
    }

    pub(super) fn close(&mut self) -> Result<(), Refusal> {
        let Some(outer) = self.outer.pop() else {
            return Err(self.refuse("unexpected )", Span::new(0, self.text.len())));
        };
        let level = std::mem::replace(&mut self.level, outer);
        self.flags = level.flags;
        let built = level.close(self.at);
        self.bump();
        self.take(built)
    }

    /// `(?…`: a named group, or flags, for a group or for the rest of this one.
    fn extended(&mut self, start: usize) -> Result<(), Refusal> {
        for opening in ["(?P<", "(?<"] {
            if self.rest().len() > opening.len() && self.eat(opening) {
                return self.named(start);
            }
        }
        self.at += "(?".len();
        let mut flags = self.flags;
        let mut on = true;
        let mut some = false;
        while let Some(character) = self.bump() {
            match character {
                'i' => flags.fold = on,
                'm' => flags.multi_line = on,
                's' => flags.dot_takes_line_feed = on,
                // Which of several matches is found is of no matter to whether there is one.
                'U' => {}
                '-' if on => {
                    on = false;
                    some = false;
                    continue;
                }
                ':' if on || some => {
                    self.enter(Group::Plain, flags);
                    return Ok(());
                }
                ')' if on || some => {
                    self.flags = flags;
                    return Ok(());
                }
                _ => break,
            }
            some = true;
        }
        let span = Span::new(start, self.at);
        Err(self.refuse("invalid or unsupported Perl syntax", span))
    }

    fn named(&mut self, start: usize) -> Result<(), Refusal> {
        let Some((name, _)) = self.rest().split_once('>') else {
            let span = Span::new(start, self.text.len());
            return Err(self.refuse("invalid named capture", span));
        };
        self.at += name.len() + 1;
        let plain = |character: char| character == '_' || character.is_ascii_alphanumeric();
        if name.is_empty() || !name.chars().all(plain) {
            return Err(self.refuse("invalid named capture", Span::new(start, self.at)));
        }
        self.enter(Group::Capture(Some(name.to_owned())), self.flags);
        Ok(())
    }
}
