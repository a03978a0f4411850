//! The model of all tokens of GitHub: the pieces they are made of, and how each claim is put
//! together from pieces.
//!
//! A token is described by a [`Choice`]: the kind of [`Run`] it is for, whether the subject has ids,
//! whether the job has an environment, and so on. A choice has a [`Shape`]: each claim as a row of
//! literals and pieces. A piece that stands in several claims is the same text in all of them,
//! which is what couples claims: no token has `repository` `octo-org/a` and a subject of
//! `octo-org/b`. A claim that a shape does not list is missing.
//!
//! Predictions are made from this, and [`read`] takes a token apart by it, so that a real token
//! which cannot be read shows the model to be wrong. Where GitHub documents no bounds the model is
//! wide: it may have tokens that GitHub never issues, and should lack none that it does.

mod pieces;
mod reading;
mod runs;
mod shape;

use std::borrow::Cow;

pub use pieces::PIECES;
pub(super) use pieces::{OWNER, REPOSITORY, SERVER, SHA, SUBDOMAIN};
pub(super) use reading::fit;
pub use reading::{Value, read};
pub use runs::RUNS;
pub use shape::{Choice, Host, Shape, choices};

use crate::issuer::{Controller, Standing};
use crate::pattern::wildcard::{Fold, Wildcard};

/// A part of tokens that varies: a name, an id, a branch.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its name, unique among pieces.
    pub name: &'static str,
    /// What it is, as a noun phrase.
    pub what: &'static str,
    /// The characters that it may hold, as ranges from the first to the last.
    pub characters: &'static [(char, char)],
    /// Fewest characters.
    pub min: usize,
    /// Most characters.
    pub max: usize,
    /// Patterns of `*` and `?` that none of its values matches.
    pub forbidden: &'static [&'static str],
    /// The only values there are; empty where any text of these characters is one.
    pub values: &'static [&'static str],
    /// Who decides on it.
    pub controlled_by: Controller,
    /// Whether it can come to mean something else: see
    /// [`ClaimEntry::mutable`](crate::issuer::ClaimEntry::mutable).
    pub mutable: bool,
    /// A value that reads well.
    pub example: &'static str,
}

impl Piece {
    /// Whether `text` is a value of the piece.
    pub fn admits(&self, text: &str) -> bool {
        if !self.values.is_empty() {
            return self.values.contains(&text);
        }
        let length = text.chars().count();
        (self.min..=self.max).contains(&length)
            && text.chars().all(|character| self.has(character))
            && !self
                .forbidden
                .iter()
                .any(|pattern| Wildcard::parse(pattern, Fold::None).is_match(text))
    }

    /// Whether a value may hold `character`.
    pub fn has(&self, character: char) -> bool {
        self.characters
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&character))
    }
}

/// How a piece is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// As it is.
    Plain,
    /// With `%3A` for `:`, as in subjects.
    Colon,
}

impl Encoding {
    /// Writes a value.
    pub fn apply(self, value: &str) -> Cow<'_, str> {
        match self {
            Self::Plain => Cow::Borrowed(value),
            Self::Colon => super::subject::encode(value),
        }
    }
}

/// A part of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// This text.
    Literal(Cow<'static, str>),
    /// The value of a piece.
    Piece(&'static Piece, Encoding),
    /// The value of a custom property of the repository, by its name: a piece of its own, of
    /// which nothing is known but that it is text.
    Property(String, Encoding),
}

impl Item {
    /// The item as it stands in a subject.
    fn encoded(&self) -> Self {
        match self {
            Self::Literal(text) => Self::Literal(text.clone()),
            Self::Piece(piece, _) => Self::Piece(piece, Encoding::Colon),
            Self::Property(name, _) => Self::Property(name.clone(), Encoding::Colon),
        }
    }
}

/// A kind of run: what it is that a workflow was started for, as far as claims show it.
#[derive(Debug, PartialEq, Eq)]
pub struct Run {
    /// Its stable name.
    pub id: &'static str,
    /// What it is, as a noun phrase.
    pub what: &'static str,
    /// The events that start such runs: the values of `event_name`.
    pub events: &'static [&'static str],
    /// `ref`.
    pub git_ref: &'static [Item],
    /// `ref_type`.
    pub ref_type: &'static str,
    /// Whether the context of the subject is `pull_request`; otherwise it is the ref.
    pub is_pull_request: bool,
    /// `base_ref`.
    pub base_ref: &'static [Item],
    /// `head_ref`.
    pub head_ref: &'static [Item],
    /// What stands after the `@` of `workflow_ref`.
    pub workflow_at: &'static [Item],
    /// How far this can be trusted.
    pub standing: Standing,
    /// Where it is written.
    pub url: &'static str,
    /// What is uncertain about it, in a sentence; empty where nothing is.
    pub doubt: &'static str,
}
