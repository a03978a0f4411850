//! What a relying party brings for whoever is to understand or change its policies.
//!
//! None of it decides anything, so that a build which only decides is without it.

use super::{Lowered, Notation};
use crate::{explain, lint};

/// Advice on the policies of a relying party.
pub trait Advisor: Sync {
    /// How its policies are written, for edits and for the sentences that offer them.
    fn notation(&self) -> &'static dyn Notation;

    /// What may be behind its verdicts, in the order in which it is asked: what is shared, and in
    /// its place what is its own.
    fn diagnoses(&self) -> &'static [&'static explain::Kind] {
        explain::SHARED
    }

    /// What the linter looks for in its policies: what is shared, and what is its own.
    fn rules(&self) -> &'static [&'static lint::Rule] {
        lint::SHARED
    }

    /// The codes of diagnostics that rules of its own tell in more words.
    fn told_by_rules(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whose tokens a policy is about that does not name an issuer: what the linter goes by.
    fn presumed_issuer<'l>(&self, _lowered: &'l Lowered) -> Option<&'l str> {
        None
    }
}
