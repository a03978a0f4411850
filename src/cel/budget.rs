//! How many steps an evaluation may take, and the patterns that it has read.

use std::sync::Arc;

use regex_lite::Regex;

use super::fault::Failure;

/// The steps that are left of an evaluation.
///
/// Looking at an expression is a step; so is every sixteenth byte or item that is copied or
/// compared. A million are a second of work in the worst case, and what Kubernetes allows.
#[derive(Debug)]
pub(super) struct Budget {
    steps: usize,
    patterns: Vec<(Arc<str>, Regex)>,
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

    /// A pattern, read once however often it is asked for.
    pub(super) fn pattern(&mut self, pattern: &Arc<str>) -> Result<&Regex, Failure> {
        let known = self.patterns.iter().position(|(text, _)| text == pattern);
        let index = match known {
            Some(index) => index,
            None => {
                self.charge(pattern.len())?;
                let regex = Regex::new(pattern)
                    .map_err(|_| Failure::not_evaluable("the pattern is not evaluable"))?;
                self.patterns.push((pattern.clone(), regex));
                self.patterns.len() - 1
            }
        };
        self.patterns
            .get(index)
            .map(|(_, regex)| regex)
            .ok_or_else(Failure::too_costly)
    }
}
