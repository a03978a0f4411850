//! Who a policy lets in: kinds of tokens, and which values of each piece.

use serde::Serialize;

use super::engine::{Engine, Policy, Witness};
use super::fuel::Exhausted;
use super::inquiry::{Found, Inquiry, Judge, Search, TOO_MUCH, add};
use super::model::{Piece, Token};
use super::words;
use crate::issuer::Controller;

/// Most values of a piece that are listed.
const MAX_VALUES: usize = 6;

/// Whom a policy lets in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Admission {
    /// In a sentence.
    pub summary: String,
    /// Whether somebody gets in whom the policy does not name.
    pub strangers: bool,
    /// The kinds of tokens that get in, those that differ in what is asked of them.
    pub kinds: Vec<Kind>,
    /// What of the rest is not known, and what that hangs on.
    pub unknown: Vec<String>,
}

/// A kind of tokens that get in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kind {
    /// In words.
    pub words: String,
    /// The stable names of the kinds of runs.
    pub runs: Vec<String>,
    /// Whether jobs have an environment: `Some(true)` all of them, `Some(false)` none, `None` either.
    pub environment: Option<bool>,
    /// Whether subjects have ids in them, likewise.
    pub immutable: Option<bool>,
    /// Whether somebody gets in so whom the policy does not name: an owner of another name, which may
    /// go on as one that is named, or with another id.
    pub strangers: bool,
    /// The pieces whose value is not free.
    pub pieces: Vec<Reach>,
    /// A token that gets in, as the evaluation has confirmed.
    pub token: Token,
}

/// Which values of a piece get in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reach {
    /// The piece.
    pub piece: String,
    /// What it is, as a noun phrase.
    pub what: String,
    /// Who decides on it: see [`Controller`].
    #[serde(rename = "controlledBy", serialize_with = "controller")]
    pub controlled_by: Controller,
    /// Whether it can come to mean something else, as a name that is given up can.
    pub mutable: bool,
    /// Its values; where there are more, some of them.
    pub values: Vec<String>,
    /// Whether these are all.
    pub complete: bool,
    /// A pattern of `*` that more of them fit, where one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over references"
)]
fn controller<S: serde::Serializer>(
    controller: &Controller,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(controller.as_str())
}

/// What nobody can choose, unlike the names of repositories, and unlike those of owners that are not
/// taken.
const IDS: [&str; 2] = ["owner-id", "repository-id"];

impl Inquiry<'_> {
    /// Whom the first policy lets in.
    pub fn who(&self, judge: &Judge<'_>) -> Admission {
        let mut unknown = Vec::new();
        let mut kinds: Vec<Kind> = Vec::new();
        let Ok(mut engine) = self.engine(&[]) else {
            return words::admission(kinds, vec![TOO_MUCH.to_owned()]);
        };
        for group in 0..engine.groups.len() {
            let Some(policy) = engine
                .groups
                .get(group)
                .and_then(|group| group.policies.first().copied())
            else {
                continue;
            };
            let search = Search {
                group,
                possible: policy.possible.pass,
                certain: policy.certain.pass,
                wanted: &[(0, true)],
            };
            match search.run(&mut engine, judge) {
                Found::Nothing => {}
                Found::Doubt(more) => add(&mut unknown, more),
                Found::Token(witness, token) => {
                    match kind(&mut engine, group, policy, &witness, token) {
                        Ok(kind) => merge(&mut kinds, kind),
                        Err(Exhausted) => add(&mut unknown, vec![TOO_MUCH.to_owned()]),
                    }
                }
            }
        }
        for kind in &mut kinds {
            kind.words = words::kind(kind, self.model);
        }
        words::admission(kinds, unknown)
    }
}

/// Kinds of which the same is asked are one.
fn merge(kinds: &mut Vec<Kind>, kind: Kind) {
    let same = kinds
        .iter_mut()
        .find(|known| known.pieces == kind.pieces && known.strangers == kind.strangers);
    let Some(known) = same else {
        kinds.push(kind);
        return;
    };
    for run in kind.runs {
        if !known.runs.contains(&run) {
            known.runs.push(run);
        }
    }
    if known.environment != kind.environment {
        known.environment = None;
    }
    if known.immutable != kind.immutable {
        known.immutable = None;
    }
}

fn kind(
    engine: &mut Engine<'_>,
    group: usize,
    policy: Policy,
    witness: &Witness,
    token: Token,
) -> Result<Kind, Exhausted> {
    let model = engine.model;
    let shapes: Vec<usize> = engine
        .groups
        .get(group)
        .map(|group| group.shapes.clone())
        .unwrap_or_default();
    let shapes: Vec<&super::model::Shape> = shapes
        .into_iter()
        .filter_map(|shape| model.shapes.get(shape))
        .collect();
    let of_all = |name: &'static str| {
        let has = |shape: &&super::model::Shape| shape.traits.contains(&name);
        match (shapes.iter().any(has), shapes.iter().all(has)) {
            (true, true) => Some(true),
            (false, _) => Some(false),
            _ => None,
        }
    };
    let mut runs: Vec<String> = Vec::new();
    for shape in &shapes {
        if !runs.contains(&shape.id) {
            runs.push(shape.id.clone());
        }
    }
    // A certain reach: what hangs on what is not known is left out.
    let formula = match engine.solve(group, policy.certain.pass, &[])? {
        Some(_) => policy.certain.pass,
        None => policy.possible.pass,
    };
    let asked = engine.pieces_of(group);
    let mut pieces = Vec::new();
    for piece in &asked {
        // Whoever asks for a token says for whom it is.
        if model
            .pieces
            .get(*piece)
            .is_some_and(|piece| piece.name == "audience")
        {
            continue;
        }
        if let Some(reach) = reach(engine, group, formula, *piece, witness)? {
            pieces.push(reach);
        }
    }
    Ok(Kind {
        words: String::new(),
        runs,
        environment: of_all("environment"),
        immutable: of_all("immutable"),
        strangers: strangers(engine, group, formula, &pieces)?,
        pieces,
        token,
    })
}

/// Whether somebody gets in whom the policy does not name: with ids of his own, as an owner with a
/// name of his own, which he may choose to go on as one that is named.
fn strangers(
    engine: &mut Engine<'_>,
    group: usize,
    formula: u32,
    pieces: &[Reach],
) -> Result<bool, Exhausted> {
    let mut own = Vec::new();
    for index in engine.pieces_of(group) {
        let Some(piece) = engine.model.pieces.get(index) else {
            continue;
        };
        let fresh = fresh(piece, index);
        if IDS.contains(&piece.name.as_str()) {
            own.push((index, fresh));
        } else if piece.name == "owner" {
            match pieces.iter().find(|reach| reach.piece == piece.name) {
                None => own.push((index, fresh)),
                Some(reach) if reach.complete => return Ok(false),
                Some(reach) => match &reach.pattern {
                    Some(pattern) => own.push((index, pattern.replace('*', &fresh))),
                    // Many names, and no more than those.
                    None if reach.values.iter().all(|value| engine.is_alone(value)) => {
                        return Ok(false);
                    }
                    None => {}
                },
            }
        }
    }
    Ok(engine.solve(group, formula, &own)?.is_some())
}

/// A value that no policy names.
fn fresh(piece: &Piece, salt: usize) -> String {
    piece.probe(1_009, salt)
}

/// Which values of a piece get in; `None` where one does that nobody has named.
fn reach(
    engine: &mut Engine<'_>,
    group: usize,
    formula: u32,
    index: usize,
    witness: &Witness,
) -> Result<Option<Reach>, Exhausted> {
    let Some(piece) = engine.model.pieces.get(index) else {
        return Ok(None);
    };
    let is_list = !piece.values.is_empty();
    let fresh = fresh(piece, index);
    let gets_in = |engine: &mut Engine<'_>, value: String| {
        Ok(piece.admits(&value) && engine.solve(group, formula, &[(index, value)])?.is_some())
    };
    if !is_list && gets_in(engine, fresh.clone())? {
        return Ok(None);
    }
    let mut values: Vec<String> = Vec::new();
    let most = if is_list {
        piece.values.len()
    } else {
        MAX_VALUES
    };
    let mut complete = false;
    while values.len() <= most {
        let Some(found) = engine.solve_without(group, formula, index, &values)? else {
            complete = true;
            break;
        };
        let value = Engine::value(&found, index);
        let stands_for_others = !is_list && !engine.is_alone(&value);
        values.push(value);
        if stands_for_others {
            break;
        }
    }
    if is_list && complete && values.len() == piece.values.len() {
        return Ok(None);
    }
    let mut pattern = None;
    if !complete {
        values.truncate(MAX_VALUES);
        let value = Engine::value(witness, index);
        let starts: Vec<usize> = value.char_indices().map(|(at, _)| at).skip(1).collect();
        let ends = starts.iter().copied().chain([value.len()]);
        for end in ends.rev() {
            let start = value.get(..end).unwrap_or_default();
            if gets_in(engine, format!("{start}{fresh}"))? {
                pattern = Some(format!("{start}*"));
                break;
            }
        }
        if pattern.is_none() {
            for start in [0].into_iter().chain(starts) {
                let end = value.get(start..).unwrap_or_default();
                if gets_in(engine, format!("{fresh}{end}"))? {
                    pattern = Some(format!("*{end}"));
                    break;
                }
            }
        }
    }
    values.sort_unstable();
    Ok(Some(Reach {
        piece: piece.name.clone(),
        what: piece.what.clone(),
        controlled_by: piece.controlled_by,
        mutable: piece.mutable,
        values,
        complete,
        pattern,
    }))
}
