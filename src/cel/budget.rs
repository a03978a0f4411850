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
        let Some((_, expression)) = self.patterns.get(index) else {
            return Err(Failure::too_costly());
        };
        let steps = text.len().saturating_mul(expression.cost()) / 64;
        let matched = match expression.unsupported() {
            Some(unsupported) => {
                return Err(Failure::not_evaluable(format!(
                    "the pattern is not evaluated: {}",
                    unsupported.why
                )));
            }
            None if steps > self.steps => None,
            None => expression.is_match(text),
        };
        self.charge(steps)?;
        matched.ok_or_else(Failure::too_costly)
    }
}
