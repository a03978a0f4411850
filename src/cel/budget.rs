//! How many steps an evaluation may take, and the patterns that it has read.

use std::sync::Arc;

use super::fault::Failure;
use crate::pattern::regular_expression::{Anchoring, RegularExpression};

/// The steps that are left of an evaluation.
///
/// Looking at an expression is a step; so is every sixteenth byte or item that is copied or
/// compared. A million are a second of work in the worst case, and what Kubernetes allows.
#[derive(Debug)]
pub(super) struct Budget {
    steps: usize,
    patterns: Vec<(Arc<str>, RegularExpression)>,
}

impl Budget {
    pub(super) fn new(steps: usize) -> Self {
        Self {
            steps,
            patterns: Vec::new(),
        }
    }

    /// Takes so many steps.
    pub(super) fn charge(&mut self, steps: usize) -> Result<(), Failure> {
        match self.steps.checked_sub(steps) {
            Some(rest) => {
                self.steps = rest;
                Ok(())
            }
            None => {
                self.steps = 0;
                Err(Failure::too_costly())
            }
        }
    }

    /// Whether a pattern, read once however often it is asked for, matches anywhere in a text.
    pub(super) fn matches(&mut self, pattern: &Arc<str>, text: &str) -> Result<bool, Failure> {
        let expression = self.pattern(pattern, text.len())?;
        expression.is_match(text).ok_or_else(Failure::too_costly)
    }

    /// Where the first match of a pattern stands from a place on, in bytes.
    pub(super) fn find(
        &mut self,
        pattern: &Arc<str>,
        text: &str,
        from: usize,
    ) -> Result<Option<(usize, usize)>, Failure> {
        let expression = self.pattern(pattern, text.len() - from.min(text.len()))?;
        expression.find(text, from).ok_or_else(|| {
            Failure::not_evaluable(
                "the pattern is not evaluated: where a match of as little as possible ends",
            )
        })
    }

    /// A pattern that is evaluated, for a text of so many bytes.
    fn pattern(
        &mut self,
        pattern: &Arc<str>,
        length: usize,
    ) -> Result<&RegularExpression, Failure> {
        let known = self.patterns.iter().position(|(text, _)| text == pattern);
        let index = match known {
            Some(index) => index,
            None => {
                self.charge(pattern.len())?;
                let read = RegularExpression::parse(pattern, Anchoring::Search)
                    .map_err(|refusal| Failure::error(refusal.to_string()))?;
                self.patterns.push((pattern.clone(), read));
                self.patterns.len() - 1
            }
        };
        let cost = self.patterns.get(index).map_or(1, |(_, own)| own.cost());
        if let Some(unsupported) = self
            .patterns
            .get(index)
            .and_then(|(_, own)| own.unsupported())
        {
            return Err(Failure::not_evaluable(format!(
                "the pattern is not evaluated: {}",
                unsupported.why
            )));
        }
        self.charge(length.saturating_mul(cost) / 64)?;
        match self.patterns.get(index) {
            Some((_, expression)) => Ok(expression),
            None => Err(Failure::too_costly()),
        }
    }
}
