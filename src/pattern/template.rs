//! Patterns with gaps that the values of other attributes fill: policy variables.

use super::wildcard::{Fold, Symbol, Wildcard};
use crate::attribute::{Slot, State, Values};

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
    /// With values in it; `wildcards` where a value holds `*` or `?`, taken literally.
    Made { pattern: Wildcard, wildcards: bool },
    /// A variable has no value and no default: nothing matches.
    Unresolved,
    /// A variable is an attribute that nobody supplied.
    Unknown,
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

    pub(crate) fn fill(&self, slots: &[Slot<'_>]) -> Filled<'_> {
        if let Some(pattern) = &self.fixed {
            return Filled::Fixed(pattern);
        }
        let mut symbols = Vec::with_capacity(self.parts.len());
        let mut wildcards = false;
        for part in &self.parts {
            let (attribute, default) = match part {
                Part::Symbol(symbol) => {
                    symbols.push(*symbol);
                    continue;
                }
                Part::Variable { attribute, default } => (*attribute, default),
            };
            let value = match slots.get(attribute).map(|slot| &slot.state) {
                Some(State::Unknown(_)) => return Filled::Unknown,
                // A list is no value of a variable.
                Some(State::Present(Values::One(value))) => Some(value.text()),
                _ => None,
            };
            let Some(text) = value.or(default.as_deref()) else {
                return Filled::Unresolved;
            };
            wildcards |= self.has_wildcards && value.is_some() && text.contains(['*', '?']);
            symbols.extend(text.chars().map(Symbol::Literal));
        }
        Filled::Made {
            pattern: Wildcard::new(symbols, self.fold),
            wildcards,
        }
    }
}
