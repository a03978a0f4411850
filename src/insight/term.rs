//! A policy as questions take it: what is asked of the claims of a token, and nothing else.
//!
//! It is made by whoever knows the relying party ([`pose`](super::pose)), for a kind of token, and
//! holds all that the solver needs; as JSON it goes from one module of WebAssembly to another.

use serde::{Deserialize, Serialize};

use super::language::Language;
use crate::condition::Truth;

/// What comes of a part of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Term {
    /// This, whatever the token.
    Is(Outcome),
    /// All must hold.
    All(Vec<Term>),
    /// One must hold.
    Any(Vec<Term>),
    /// It must not hold.
    Not(Box<Term>),
    /// An error in it is a plain failure.
    Settled(Box<Term>),
    /// What comes of the first of these languages that the text is in.
    Text {
        /// The text: a claim, and what stands around it.
        of: Field,
        /// Languages and what comes of each.
        cases: Vec<(Language, Outcome)>,
        /// What comes of every other text.
        other: Outcome,
    },
}

/// A text that a test looks at: a claim, perhaps with more around it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Field {
    /// What stands before the claim.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// The claim.
    pub claim: String,
    /// What stands behind it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub after: String,
}

/// What comes of a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// It ends in an error.
    Error,
    /// Not known, or only to be found out for one token; equal keys come to the same.
    Unknown(String),
}

impl Outcome {
    /// What a truth comes to; `key` names what is not known.
    pub(super) fn of(truth: Truth, key: impl FnOnce() -> String) -> Self {
        match truth {
            Truth::Pass => Self::Pass,
            Truth::Fail => Self::Fail,
            Truth::Error => Self::Error,
            Truth::Unknown => Self::Unknown(key()),
        }
    }
}
