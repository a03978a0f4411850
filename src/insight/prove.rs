//! Whether a policy keeps to what is asked of it.

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use super::engine::Engine;
use super::inquiry::{Found, Inquiry, Judge, Search, TOO_MUCH, add};
use super::language::Language;
use super::model::{Model, Token};
use super::term::{Field, Outcome, Term};
use crate::diagnostic::Error;
use crate::pattern::wildcard::{Fold, Wildcard};
use crate::quote::quoted;
use crate::spelling::nearest;

/// What must hold of every token that gets in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Invariants {
    /// The claim is there and fits one of the patterns.
    pub only: Vec<(String, Vec<String>)>,
    /// The claim fits none of the patterns; it may be missing.
    pub never: Vec<(String, Vec<String>)>,
}

/// What came of a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// It holds of all tokens that get in.
    Proved,
    /// A token gets in of which it does not hold.
    Refuted {
        /// The token.
        token: Token,
        /// What does not hold: `only` or `never`.
        invariant: &'static str,
        /// Of which claim.
        claim: String,
    },
    /// It is not known.
    Unknown {
        /// What it hangs on.
        why: Vec<String>,
    },
}

impl Invariants {
    /// Whether every claim is one that tokens of the model have.
    ///
    /// # Errors
    /// `invalid-invariant` for one that none has, and where nothing is asked.
    pub fn check(&self, model: &Model) -> Result<(), Error> {
        if self.only.is_empty() && self.never.is_empty() {
            return Err(Error::new("invalid-invariant", "expected something to prove, received neither `only` nor `never`")
                .help("say what must hold of every token that gets in: `only` repository `octo-org/*`, `never` event `pull_request`"));
        }
        for (name, patterns) in self.only.iter().chain(&self.never) {
            let claim = claim_of(name);
            let names = || {
                model
                    .shapes
                    .iter()
                    .flat_map(|shape| &shape.claims)
                    .map(|claim| claim.name.as_str())
            };
            if !names().any(|known| known == claim) {
                let error = Error::new(
                    "invalid-invariant",
                    format!(
                        "expected a claim of the issuer's tokens, received {}",
                        quoted(name)
                    ),
                );
                return Err(match nearest(name, names().chain(["event"])) {
                    Some(name) => error.help(format!("did you mean `{name}`?")),
                    None => error,
                });
            }
            if patterns.is_empty() {
                return Err(Error::new(
                    "invalid-invariant",
                    format!("expected a value for {}, received none", quoted(name)),
                ));
            }
        }
        Ok(())
    }

    /// Each as a term that holds where a token goes against it, with its kind and claim.
    fn violations(&self) -> Vec<(&'static str, &str, Term)> {
        let text = |name: &str, patterns: &[String]| Term::Text {
            of: Field {
                before: String::new(),
                claim: claim_of(name).to_owned(),
                after: String::new(),
            },
            cases: vec![(language(patterns), Outcome::Pass)],
            other: Outcome::Fail,
        };
        let only = self.only.iter().map(|(name, patterns)| {
            let fits = text(name, patterns);
            ("only", name.as_str(), Term::Not(Box::new(fits)))
        });
        let never = self
            .never
            .iter()
            .map(|(name, patterns)| ("never", name.as_str(), text(name, patterns)));
        only.chain(never).collect()
    }
}

/// The claim that people mean by a name.
fn claim_of(name: &str) -> &str {
    match name {
        "event" => "event_name",
        other => other,
    }
}

fn language(patterns: &[String]) -> Language {
    Language::Either(
        patterns
            .iter()
            .map(|pattern| {
                let pattern = Wildcard::parse(pattern, Fold::None);
                Language::of_symbols(pattern.symbols(), pattern.fold())
            })
            .collect(),
    )
}

impl Inquiry<'_> {
    /// Whether all tokens that the first policy lets in keep to `invariants`.
    pub fn prove(&self, invariants: &Invariants, judge: &Judge<'_>) -> Proof {
        let violations = invariants.violations();
        let terms: Vec<Term> = violations.iter().map(|(.., term)| term.clone()).collect();
        let too_much = || Proof::Unknown {
            why: vec![TOO_MUCH.to_owned()],
        };
        let Ok(mut engine) = self.engine(&terms) else {
            return too_much();
        };
        let mut why = Vec::new();
        for group in 0..engine.groups.len() {
            for (index, (invariant, claim, _)) in violations.iter().enumerate() {
                match violation(&mut engine, group, index, judge) {
                    Found::Nothing => {}
                    Found::Token(_, token) => {
                        return Proof::Refuted {
                            token,
                            invariant,
                            claim: (*claim).to_owned(),
                        };
                    }
                    Found::Doubt(more) => add(&mut why, more),
                }
            }
        }
        match why.is_empty() {
            true => Proof::Proved,
            false => Proof::Unknown { why },
        }
    }
}

fn violation(engine: &mut Engine<'_>, group: usize, index: usize, judge: &Judge<'_>) -> Found {
    let Some((policy, broken)) = engine
        .groups
        .get(group)
        .and_then(|group| Some((*group.policies.first()?, *group.terms.get(index)?)))
    else {
        return Found::Nothing;
    };
    let search = Search {
        group,
        possible: engine.formulas.all([policy.possible.pass, broken]),
        certain: engine.formulas.all([policy.certain.pass, broken]),
        wanted: &[(0, true)],
    };
    search.run(engine, judge)
}

/// `{ result, token?, invariant?, claim?, why? }`.
impl Serialize for Proof {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Proved => {
                let mut parts = serializer.serialize_struct("Proof", 1)?;
                parts.serialize_field("result", "proved")?;
                parts.end()
            }
            Self::Refuted {
                token,
                invariant,
                claim,
            } => {
                let mut parts = serializer.serialize_struct("Proof", 4)?;
                parts.serialize_field("result", "refuted")?;
                parts.serialize_field("token", token)?;
                parts.serialize_field("invariant", invariant)?;
                parts.serialize_field("claim", claim)?;
                parts.end()
            }
            Self::Unknown { why } => {
                let mut parts = serializer.serialize_struct("Proof", 2)?;
                parts.serialize_field("result", "unknown")?;
                parts.serialize_field("why", why)?;
                parts.end()
            }
        }
    }
}
