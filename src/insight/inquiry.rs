//! What all questions have in common: policies, a model, and somebody who evaluates tokens.

use super::engine::{Engine, Witness};
use super::formula::Id;
use super::fuel::Exhausted;
use super::model::{Model, Token};
use super::pose::Posed;
use super::term::Term;
use crate::evaluation::Decision;

/// How much work a question may take, in steps: about a tenth of a second.
pub const FUEL: u64 = 4_000_000;

/// Who evaluates tokens: which of the policies, and the token. No witness is told that was not held
/// against the evaluation itself.
pub type Judge<'j> = dyn Fn(usize, &Token) -> Decision + 'j;

/// Policies, and the tokens that they are asked about.
#[derive(Debug, Clone, Copy)]
pub struct Inquiry<'i> {
    /// All tokens that there are.
    pub model: &'i Model,
    /// The policies.
    pub policies: &'i [Posed],
    /// How much work it may take.
    pub fuel: u64,
}

/// What a search came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// There is no such token.
    Nothing,
    /// One that the evaluation says the same of.
    Token(Witness, Token),
    /// It is not known whether there is one.
    Doubt(Vec<String>),
}

/// What is told where the fuel has run out.
pub(super) const TOO_MUCH: &str = "it takes more work than is allowed to tell";

impl<'i> Inquiry<'i> {
    pub(super) fn engine(&self, terms: &[Term]) -> Result<Engine<'i>, Exhausted> {
        let policies: Vec<&Posed> = self.policies.iter().collect();
        Engine::new(self.model, &policies, terms, self.fuel)
    }
}

/// A search for a token of a group.
pub(super) struct Search<'s> {
    pub(super) group: usize,
    /// Holds for every token that is sought, as what is not known may turn out.
    pub(super) possible: Id,
    /// Holds for tokens that are sought whatever is not known.
    pub(super) certain: Id,
    /// What the evaluations must be, by policy.
    pub(super) wanted: &'s [(usize, bool)],
}

impl Search<'_> {
    /// Looks for a token and has it evaluated.
    pub(super) fn run(&self, engine: &mut Engine<'_>, judge: &Judge<'_>) -> Found {
        for formula in [self.possible, self.certain] {
            match engine.solve(self.group, formula, &[]) {
                Ok(Some(witness)) => {
                    if let Some(token) = self.confirmed(engine, &witness, judge) {
                        return Found::Token(witness, token);
                    }
                }
                Ok(None) if formula == self.possible => return Found::Nothing,
                Ok(None) => {}
                Err(Exhausted) => return Found::Doubt(vec![TOO_MUCH.to_owned()]),
            }
        }
        let unknowns = engine.unknowns(self.possible);
        Found::Doubt(match unknowns.is_empty() {
            true => vec!["a token that should be such is none when it is evaluated".to_owned()],
            false => unknowns,
        })
    }

    /// The token of a witness, if the evaluations are as wanted.
    fn confirmed(
        &self,
        engine: &Engine<'_>,
        witness: &Witness,
        judge: &Judge<'_>,
    ) -> Option<Token> {
        let token = engine.token(witness)?;
        self.wanted
            .iter()
            .all(|(policy, allowed)| {
                let wanted = match allowed {
                    true => Decision::Allow,
                    false => Decision::Deny,
                };
                judge(*policy, &token) == wanted
            })
            .then_some(token)
    }
}

/// Adds reasons, each once.
pub(super) fn add(reasons: &mut Vec<String>, more: Vec<String>) {
    for reason in more {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
}
