//! Patterns with gaps that the values of other attributes fill: policy variables.

use super::wildcard::{Fold, Symbol, Wildcard};
use crate::attribute::{Slot, State, Unknown};

/// A pattern with variables, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
    fold: Fold,
    has_wildcards: bool,
    /// The pattern, where no part is a variable.
    fixed: Option<Wildcard>,
}

/// A part of a [`Template`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A symbol of the pattern.
    Symbol(Symbol),
    /// The value of an attribute, taken literally.
    Variable {
        /// Which attribute: an index into the attributes of the policy.
        attribute: usize,
        /// What stands in for it where it is missing.
        default: Option<String>,
    },
}

/// A template with its variables filled in.
#[derive(Debug)]
pub(crate) enum Filled<'t> {
    /// As it was parsed.
    Fixed(&'t Wildcard),
    /// With values in it.
    Made {
        pattern: Wildcard,
        /// Whether a value holds `*` or `?`, which are taken literally where they might not be.
        wildcards: bool,
        /// Whether a value holds `:`.
        colons: bool,
    },
    /// A variable has no value and no default: nothing matches.
    Unresolved,
    /// It is longer than the text that it is held against: it does not match.
    TooLong,
    /// The value of a variable is not known.
    Unknown(Unknown),
}

impl Template {
    /// A template of these parts. `has_wildcards`: whether its language has any, so that one in the
    /// value of a variable could be taken for one.
    pub fn new(parts: Vec<Part>, fold: Fold, has_wildcards: bool) -> Self {
        let symbols: Option<Vec<Symbol>> = parts
            .iter()
            .map(|part| match part {
                Part::Symbol(symbol) => Some(*symbol),
                Part::Variable { .. } => None,
            })
            .collect();
        Self {
            fixed: symbols.map(|symbols| Wildcard::new(symbols, fold)),
            parts,
            fold,
            has_wildcards,
        }
    }

    /// A template that is this text and nothing else.
    pub fn literal(text: &str) -> Self {
        let parts = text
            .chars()
            .map(|character| Part::Symbol(Symbol::Literal(character)));
        Self::new(parts.collect(), Fold::None, false)
    }

    /// The parts.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The pattern, where no part is a variable.
    pub fn fixed(&self) -> Option<&Wildcard> {
        self.fixed.as_ref()
    }

    /// Whether its language has wildcards: if not, `*` is a character like any other.
    pub fn has_wildcards(&self) -> bool {
        self.has_wildcards
    }

    /// Fills the variables in, to be held against a text of `limit` characters: more than that
    /// are not put together.
    pub(crate) fn fill(&self, slots: &[Slot<'_>], limit: usize) -> Filled<'_> {
        if let Some(pattern) = &self.fixed {
            return Filled::Fixed(pattern);
        }
        let mut symbols = Vec::new();
        let mut length = 0;
        let (mut wildcards, mut colons) = (false, false);
        for part in &self.parts {
            let (attribute, default) = match part {
                Part::Symbol(symbol) => {
                    length += usize::from(*symbol != Symbol::Star);
                    symbols.push(*symbol);
                    continue;
                }
                Part::Variable { attribute, default } => (*attribute, default),
            };
            let value = match slots.get(attribute).map(|slot| &slot.state) {
                Some(State::Unknown(unknown)) => return Filled::Unknown(*unknown),
                Some(State::Present(values)) => match values.as_slice() {
                    [only] => Some(only.text()),
                    // A list is no value of a variable, and no reason for its default.
                    _ => return Filled::Unresolved,
                },
                Some(State::Missing(_)) | None => None,
            };
            let Some(text) = value.or(default.as_deref()) else {
                return Filled::Unresolved;
            };
            length += text.chars().count();
            if length > limit {
                return Filled::TooLong;
            }
            wildcards |= self.has_wildcards && value.is_some() && text.contains(['*', '?']);
            colons |= text.contains(':');
            symbols.extend(text.chars().map(Symbol::Literal));
        }
        Filled::Made {
            pattern: Wildcard::new(symbols, self.fold),
            wildcards,
            colons,
        }
    }

    /// The attributes that stand in it.
    pub(crate) fn variables(&self) -> impl Iterator<Item = usize> {
        self.parts.iter().filter_map(|part| match part {
            Part::Variable { attribute, .. } => Some(*attribute),
            Part::Symbol(_) => None,
        })
    }
}
