//! Regular expressions as Go's `regexp` reads them (RE2 syntax).
//!
//! What Go refuses is refused, in Go's words. Semantics are those of
//! <https://pkg.go.dev/regexp/syntax>: `\d`, `\s`, `\w` and `\b` are ASCII, `.` is any character but
//! a line feed, `$` without `(?m)` is the end of the text and nothing before it, `a{,2}` and
//! `[a&&b]` are literal, and there are no look-arounds and no references back. A character is a
//! Unicode scalar value.
//!
//! The expression is kept as a tree, because "who else gets in" is a question to the language that
//! it describes. It is matched by following all its paths at once: `O(n · m)` for a text of `n`
//! characters and a program of `m` instructions, at most [`MAX_PROGRAM`].
//!
//! What hangs on tables of Unicode is not evaluated: `\p{…}` but `\p{Any}`, and letters beyond
//! ASCII under `(?i)`. Such an expression is accepted, and [`RegularExpression::is_match`] has no
//! answer.

mod class;
mod parser;
mod program;
mod syntax;

pub use class::Class;
pub use syntax::{Expression, Kind, Look};

use program::Program;

use crate::quote::quoted;
use crate::span::Span;

/// Most instructions of a program that is run.
pub const MAX_PROGRAM: usize = 10_000;

/// Where in a text an expression must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Anchoring {
    /// Anywhere: Go's `MatchString`.
    Search,
    /// As `^…$` written around it, without a group: `a|b` begins with `a` or ends with `b`.
    Ungrouped,
    /// The whole text: `^(?:…)$` around it, and it must be an expression on its own.
    Whole,
}

/// A regular expression, parsed.
#[derive(Debug, Clone, PartialEq)]
pub struct RegularExpression {
    anchoring: Anchoring,
    written: String,
    expression: Expression,
    program: Result<Program, Unsupported>,
}

/// Why Go does not take a text for a regular expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, in Go's words.
    pub code: &'static str,
    /// The text that Go quotes.
    pub text: String,
    /// Where it stands in the pattern, in bytes.
    pub span: Span,
}

/// What of an expression is not evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsupported {
    /// What, and why.
    pub why: String,
    /// Where it stands in the pattern, in bytes.
    pub span: Span,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = quoted(&self.text);
        write!(formatter, "error parsing regexp: {}: {text}", self.code)
    }
}

impl Anchoring {
    fn marks(self) -> (&'static str, &'static str) {
        match self {
            Self::Search => ("", ""),
            Self::Ungrouped => ("^", "$"),
            Self::Whole => ("^(?:", ")$"),
        }
    }
}

impl RegularExpression {
    /// Reads `pattern`.
    ///
    /// # Errors
    /// Where Go's `regexp.Compile` gives one for the pattern, anchors around it. An expression
    /// that Go takes and that is not evaluated is no error.
    pub fn parse(pattern: &str, anchoring: Anchoring) -> Result<Self, Refusal> {
        if anchoring == Anchoring::Whole {
            parser::parse(pattern)?;
        }
        let (before, after) = anchoring.marks();
        let written = format!("{before}{pattern}{after}");
        // Places are told in the pattern, without what was put around it.
        let inside = |span: Span| {
            let place = |at: usize| at.saturating_sub(before.len()).min(pattern.len());
            Span::new(place(span.start), place(span.end))
        };
        let parsed = parser::parse(&written).map_err(|refusal| Refusal {
            span: inside(refusal.span),
            ..refusal
        })?;
        let program = match parsed.unsupported {
            Some(unsupported) => Err(unsupported),
            None => Program::new(&parsed.expression).ok_or_else(|| Unsupported {
                why: format!("it takes more than {MAX_PROGRAM} instructions"),
                span: Span::new(0, written.len()),
            }),
        };
        Ok(Self {
            anchoring,
            written,
            expression: parsed.expression,
            program: program.map_err(|unsupported| Unsupported {
                span: inside(unsupported.span),
                ..unsupported
            }),
        })
    }

    /// Where in a text it must match.
    pub fn anchoring(&self) -> Anchoring {
        self.anchoring
    }

    /// The text that is compiled, anchors included.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// The tree, anchors included; its spans are places in [`Self::written`].
    pub fn expression(&self) -> &Expression {
        &self.expression
    }

    /// What of it is not evaluated, if anything.
    pub fn unsupported(&self) -> Option<&Unsupported> {
        self.program.as_ref().err()
    }

    /// Whether `text` matches; `None` where the expression is not evaluated.
    pub fn is_match(&self, text: &str) -> Option<bool> {
        self.program
            .as_ref()
            .ok()
            .map(|program| program.is_match(text))
    }

    /// Where the first match stands from a place on, in bytes, as Go's `FindStringIndex` has it;
    /// `None` where the expression is not evaluated, or asks for as little as possible, which its
    /// tree does not tell.
    pub fn find(&self, text: &str, from: usize) -> Option<Option<(usize, usize)>> {
        let is_flag = |character: &char| character.is_ascii_alphabetic() || *character == '-';
        let mut groups = self.written.split("(?").skip(1);
        let swapped = groups.any(|group| group.chars().take_while(is_flag).any(|own| own == 'U'));
        let lazy = ["*?", "+?", "??", "}?"];
        if swapped || lazy.iter().any(|mark| self.written.contains(mark)) {
            return None;
        }
        self.program
            .as_ref()
            .ok()
            .map(|program| program.find(text, from))
    }

    /// How many instructions a character of the text may take.
    pub fn cost(&self) -> usize {
        self.program.as_ref().map_or(1, Program::len)
    }
}
