//! The value of every part of an expression.

use super::ast::{Expression, Kind};
use super::evaluate::Outcome;
use crate::span::Span;

/// Most steps that are kept. Macros go through lists, and lists come from tokens.
const MAX_STEPS: usize = 4_096;

/// A part of an expression that was evaluated. The same part comes once for each element that a
/// macro goes through.
#[derive(Debug, Clone)]
pub struct Step {
    /// Which part.
    pub span: Span,
    /// Whether it is a value written down.
    pub is_literal: bool,
    /// Its value, or why it has none.
    pub outcome: Outcome,
    /// The parts of it that were evaluated, in that order.
    pub children: Vec<Step>,
}

/// Writes down what is evaluated.
#[derive(Debug, Default)]
pub(super) struct Recorder {
    open: Vec<(Span, bool, Vec<Step>)>,
    done: Vec<Step>,
    count: usize,
}

impl Recorder {
    /// The step of the whole expression.
    pub(super) fn into_step(mut self) -> Option<Step> {
        self.done.pop()
    }

    /// An expression begins.
    pub(super) fn enter(&mut self, expression: &Expression) {
        let is_literal = matches!(expression.kind, Kind::Literal(_));
        self.open.push((expression.span, is_literal, Vec::new()));
    }

    /// The expression that began last has this value.
    pub(super) fn leave(&mut self, outcome: &Outcome) {
        let Some((span, is_literal, children)) = self.open.pop() else {
            return;
        };
        // What is left out are parts within parts; the whole is always told.
        let whole = self.open.is_empty();
        let parent = match self.open.last_mut() {
            Some((_, _, siblings)) => siblings,
            None => &mut self.done,
        };
        if self.count < MAX_STEPS || whole {
            self.count += 1;
            parent.push(Step {
                span,
                is_literal,
                outcome: outcome.clone(),
                children,
            });
        }
    }
}
