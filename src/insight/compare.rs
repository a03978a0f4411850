//! What a change of a policy does to whom it lets in.

use serde::Serialize;

use super::inquiry::{Found, Inquiry, Judge, Search, TOO_MUCH, add};
use super::model::Token;

/// Most tokens that are shown for one direction.
const MAX_WITNESSES: usize = 4;

/// How the tokens that a policy lets in after a change stand to those that it let in before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// The same.
    Equal,
    /// Some of them and no others.
    Narrower,
    /// All of them and others too.
    Wider,
    /// Some of them and others too.
    Overlapping,
    /// None of them, and others.
    Disjoint,
    /// Not known.
    Unknown,
}

/// A comparison of two policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// How the second stands to the first.
    pub relation: Relation,
    /// Tokens that the second lets in and the first does not.
    pub gained: Vec<Token>,
    /// Tokens that the first lets in and the second does not.
    pub lost: Vec<Token>,
    /// A token that both let in.
    pub common: Option<Token>,
    /// What it hangs on, where it is not known.
    pub why: Vec<String>,
}

/// What one direction came to: tokens, and doubts.
type Direction = (Vec<Token>, Vec<String>);

impl Inquiry<'_> {
    /// Compares the first policy, before a change, with the second, after it.
    pub fn compare(&self, judge: &Judge<'_>) -> Comparison {
        let (lost, doubt_lost) = self.direction(&[(0, true), (1, false)], MAX_WITNESSES, judge);
        let (gained, doubt_gained) = self.direction(&[(1, true), (0, false)], MAX_WITNESSES, judge);
        let (common, doubt_common) = self.direction(&[(0, true), (1, true)], 1, judge);
        let is_known = |found: &[Token], doubt: &[String]| !found.is_empty() || doubt.is_empty();
        let relation = match (gained.is_empty(), lost.is_empty()) {
            _ if !is_known(&gained, &doubt_gained) || !is_known(&lost, &doubt_lost) => {
                Relation::Unknown
            }
            (true, true) => Relation::Equal,
            (true, false) => Relation::Narrower,
            (false, true) => Relation::Wider,
            (false, false) if !common.is_empty() => Relation::Overlapping,
            (false, false) if doubt_common.is_empty() => Relation::Disjoint,
            (false, false) => Relation::Unknown,
        };
        let mut why = Vec::new();
        if relation == Relation::Unknown {
            for doubt in [doubt_gained, doubt_lost, doubt_common] {
                add(&mut why, doubt);
            }
        }
        Comparison {
            relation,
            gained,
            lost,
            common: common.into_iter().next(),
            why,
        }
    }

    /// Tokens that each of these policies lets in, or does not, as is said of it.
    fn direction(&self, wanted: &[(usize, bool)], most: usize, judge: &Judge<'_>) -> Direction {
        let Ok(mut engine) = self.engine(&[]) else {
            return (Vec::new(), vec![TOO_MUCH.to_owned()]);
        };
        let (mut found, mut doubts) = (Vec::new(), Vec::new());
        let mut seen: Vec<String> = Vec::new();
        for group in 0..engine.groups.len() {
            let Some(policies) = engine.groups.get(group).map(|group| group.policies.clone())
            else {
                continue;
            };
            let (mut possible, mut certain) = (Vec::new(), Vec::new());
            for (policy, allowed) in wanted {
                let Some(policy) = policies.get(*policy) else {
                    continue;
                };
                match allowed {
                    true => {
                        possible.push(policy.possible.pass);
                        certain.push(policy.certain.pass);
                    }
                    false => {
                        possible.push(engine.formulas.not(policy.possible.pass));
                        certain.push(policy.certain.fail);
                    }
                }
            }
            let search = Search {
                group,
                possible: engine.formulas.all(possible),
                certain: engine.formulas.all(certain),
                wanted,
            };
            match search.run(&mut engine, judge) {
                Found::Nothing => {}
                Found::Doubt(more) => add(&mut doubts, more),
                Found::Token(witness, token) => {
                    let id = self
                        .model
                        .shapes
                        .get(witness.shape)
                        .map(|shape| shape.id.clone())
                        .unwrap_or_default();
                    if !seen.contains(&id) {
                        seen.push(id);
                        found.push(token);
                    }
                }
            }
            if found.len() >= most {
                break;
            }
        }
        (found, doubts)
    }
}
