//! A policy as questions take it: what is asked of the claims of a token, and nothing else.
//!
//! It is made by whoever knows the relying party ([`Posed`](super::Posed)), for a kind of token, and
//! holds all that the solver needs.

use super::language::Language;
use crate::condition::Truth;

/// What comes of a part of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Field {
    /// What stands before the claim.
    pub before: String,
    /// The claim.
    pub claim: String,
    /// What stands behind it.
    pub after: String,
}

/// What comes of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }

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

impl Term {
    /// Whether something in it is not known.
    pub fn hangs(&self) -> bool {
        match self {
            Self::Is(outcome) => outcome.is_unknown(),
            Self::Not(of) | Self::Settled(of) => of.hangs(),
            Self::All(terms) | Self::Any(terms) => terms.iter().any(Self::hangs),
            Self::Text { cases, other, .. } => {
                other.is_unknown() || cases.iter().any(|(_, outcome)| outcome.is_unknown())
            }
        }
    }
}
