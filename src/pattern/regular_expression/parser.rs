//! The syntax of Go's `regexp`: what it takes, what it refuses, and in which words.
//!
//! Without recursion: an expression may nest as deep as its text is long.

mod bracket;
mod built;
mod escape;
mod group;

use built::{Built, Join};

use super::class::Ranges;
use super::{Class, Expression, Kind, Look, Refusal, Unsupported};
use crate::span::Span;

/// Deepest nesting that Go takes.
const MAX_HEIGHT: usize = 1_000;

/// Most repetitions, of one operator and of those in each other together.
const MAX_REPEAT: u32 = 1_000;

/// An expression, and what of it is not evaluated.
pub(super) struct Parsed {
    pub(super) expression: Expression,
    pub(super) unsupported: Option<Unsupported>,
}

pub(super) fn parse(text: &str) -> Result<Parsed, Refusal> {
    let mut parser = Parser {
        text,
        at: 0,
        flags: Flags::default(),
        level: Level::new(Group::Plain, Flags::default(), 0),
        outer: Vec::new(),
        unsupported: None,
    };
    parser.run()?;
    if !parser.outer.is_empty() {
        return Err(parser.refuse("missing closing )", Span::new(0, text.len())));
    }
    Ok(Parsed {
        expression: parser.level.close(text.len()).into_expression(),
        unsupported: parser.unsupported,
    })
}

/// What `(?…)` switches.
#[derive(Debug, Clone, Copy, Default)]
struct Flags {
    fold: bool,
    multi_line: bool,
    dot_takes_line_feed: bool,
}

/// What kind of group a parenthesis opens.
enum Group {
    Plain,
    Capture(Option<String>),
}

/// A group that is being read, or the whole expression.
struct Level {
    group: Group,
    /// The flags that hold again where it ends.
    flags: Flags,
    start: usize,
    /// Where the alternative that is being read begins.
    alternative_start: usize,
    alternatives: Vec<Built>,
    items: Vec<Built>,
}

impl Level {
    fn new(group: Group, flags: Flags, start: usize) -> Self {
        Self {
            group,
            flags,
            start,
            alternative_start: start,
            alternatives: Vec::new(),
            items: Vec::new(),
        }
    }

    /// Ends the alternative that is being read.
    fn end_alternative(&mut self, end: usize) {
        let span = Span::new(self.alternative_start, end);
        let items = std::mem::take(&mut self.items);
        self.alternatives
            .push(Built::several(items, span, Join::Sequence));
    }

    /// Ends what is being read, at the byte before a closing parenthesis.
    fn close(mut self, end: usize) -> Built {
        self.end_alternative(end);
        let span = Span::new(self.start, end);
        let built = Built::several(self.alternatives, span, Join::Alternatives);
        match self.group {
            Group::Plain => built,
            Group::Capture(name) => Built::around(built, span, |of| Kind::Capture { name, of }),
        }
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    flags: Flags,
    level: Level,
    outer: Vec<Level>,
    unsupported: Option<Unsupported>,
}

impl<'t> Parser<'t> {
    fn run(&mut self) -> Result<(), Refusal> {
        // Where the operator before this place stands, if it was one of repetition.
        let mut repetition = None;
        while let Some(character) = self.peek() {
            let start = self.at;
            let was = repetition.take();
            match character {
                '(' => self.open()?,
                ')' => self.close()?,
                '|' => {
                    self.level.end_alternative(start);
                    self.bump();
                    self.level.alternative_start = self.at;
                }
                '*' | '+' | '?' => {
                    self.bump();
                    let (least, most) = match character {
                        '*' => (0, None),
                        '+' => (1, None),
                        _ => (0, Some(1)),
                    };
                    self.repeat(least, most, start, was)?;
                    repetition = Some(start);
                }
                '{' => match self.counts() {
                    Some((counts, after)) => {
                        self.at = after;
                        let Some((least, most)) = counts else {
                            return Err(
                                self.refuse("invalid repeat count", Span::new(start, after))
                            );
                        };
                        self.repeat(least, most, start, was)?;
                        repetition = Some(start);
                    }
                    None => self.character(),
                },
                '^' => self.look(match self.flags.multi_line {
                    true => Look::LineStart,
                    false => Look::TextStart,
                })?,
                '$' => self.look(match self.flags.multi_line {
                    true => Look::LineEnd,
                    false => Look::TextEnd,
                })?,
                '.' => {
                    self.bump();
                    self.push(
                        Kind::Class(match self.flags.dot_takes_line_feed {
                            true => Class::any(),
                            false => Class::any_in_line(),
                        }),
                        start,
                    )?;
                }
                '[' => self.bracket()?,
                '\\' => self.escape()?,
                _ => self.character(),
            }
        }
        Ok(())
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += character.len_utf8();
        Some(character)
    }

    fn eat(&mut self, text: &str) -> bool {
        let eaten = self.rest().starts_with(text);
        if eaten {
            self.at += text.len();
        }
        eaten
    }

    fn refuse(&self, code: &'static str, span: Span) -> Refusal {
        Refusal {
            code,
            text: span.of(self.text).unwrap_or_default().to_owned(),
            span,
        }
    }

    /// Notes that the expression is not evaluated. The first reason will do.
    fn not_evaluated(&mut self, why: impl Into<String>, start: usize) {
        let span = Span::new(start, self.at);
        self.unsupported.get_or_insert_with(|| Unsupported {
            why: why.into(),
            span,
        });
    }

    /// Takes what was read since `start` for an item.
    fn push(&mut self, kind: Kind, start: usize) -> Result<(), Refusal> {
        self.take(Built::leaf(kind, Span::new(start, self.at)))
    }

    fn take(&mut self, built: Built) -> Result<(), Refusal> {
        if built.height > MAX_HEIGHT {
            return Err(self.refuse("expression nests too deeply", Span::new(0, self.text.len())));
        }
        self.level.items.push(built);
        Ok(())
    }

    fn look(&mut self, look: Look) -> Result<(), Refusal> {
        let start = self.at;
        self.bump();
        self.push(Kind::Look(look), start)
    }

    /// The next character, as itself.
    fn character(&mut self) {
        let start = self.at;
        if let Some(character) = self.bump() {
            self.literal(character.into(), start);
        }
    }

    fn literal(&mut self, code: u32, start: usize) {
        let class = match self.flags.fold {
            false => Class::of(code),
            true => self
                .folded(Ranges::default().with(code, code), start)
                .into_class(),
        };
        self.level
            .items
            .push(Built::leaf(Kind::Class(class), Span::new(start, self.at)));
    }

    /// The ranges with the other case of each character where that counts the same.
    fn folded(&mut self, mut ranges: Ranges, start: usize) -> Ranges {
        if self.flags.fold && ranges.fold().is_none() {
            self.not_evaluated(
                "it holds letters beyond ASCII in either case, which takes tables of Unicode",
                start,
            );
        }
        ranges
    }

    /// Repeats the last item. `start` is where the operator stands, `was` where the one right
    /// before it does.
    fn repeat(
        &mut self,
        least: u32,
        most: Option<u32>,
        start: usize,
        was: Option<usize>,
    ) -> Result<(), Refusal> {
        self.eat("?");
        if let Some(was) = was {
            return Err(self.refuse(
                "invalid nested repetition operator",
                Span::new(was, self.at),
            ));
        }
        let operator = Span::new(start, self.at);
        let Some(item) = self.level.items.pop() else {
            return Err(self.refuse("missing argument to repetition operator", operator));
        };
        let counted = self.text.as_bytes().get(start) == Some(&b'{');
        let repeats = match (counted, most) {
            (true, Some(most)) => most.saturating_mul(item.repeats),
            (true, None) => least.max(1).saturating_mul(item.repeats),
            (false, _) => item.repeats,
        };
        if (least >= 2 || most.is_some_and(|most| most >= 2)) && repeats > MAX_REPEAT {
            return Err(self.refuse("invalid repeat count", operator));
        }
        let span = Span::new(item.span.start, self.at);
        let mut built = Built::around(item, span, |of| Kind::Repeat { least, most, of });
        built.repeats = repeats;
        self.take(built)
    }

    /// Reads `{n}`, `{n,}` or `{n,m}`, and where it ends; no counts where they are out of bounds.
    /// `None` where it is none of these, and the brace literal.
    #[allow(clippy::type_complexity, reason = "least, most, and where it ends")]
    fn counts(&self) -> Option<(Option<(u32, Option<u32>)>, usize)> {
        let inner = self.rest().strip_prefix('{')?;
        let (inner, _) = inner.split_once('}')?;
        let after = self.at + inner.len() + 2;
        let (least, most) = match inner.split_once(',') {
            None => {
                let least = count(inner)?;
                (least, Some(least))
            }
            Some((least, "")) => (count(least)?, None),
            Some((least, most)) => (count(least)?, Some(count(most)?)),
        };
        let ordered = most.is_none_or(|most| least <= most);
        let small = least.max(most.unwrap_or_default()) <= MAX_REPEAT;
        Some(((ordered && small).then_some((least, most)), after))
    }
}

/// A number without leading zeros; what is too large to matter counts as too large.
fn count(text: &str) -> Option<u32> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let leading_zero = text.len() > 1 && text.starts_with('0');
    (plain && !leading_zero).then(|| text.parse().unwrap_or(u32::MAX))
}
