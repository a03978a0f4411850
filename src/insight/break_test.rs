//! Breaking on purpose: tokens that differ in one thing from one that gets in, and which of them
//! still do.

use serde::Serialize;

use super::inquiry::Judge;
use super::model::{Model, Part, Piece, Token};
use crate::claims::Claims;
use crate::diagnostic::Error;
use crate::evaluation::Decision;
use crate::issuer::github::model as github;
use crate::json::Kind;

/// A token that differs in one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NearMiss {
    /// The stable name of the change.
    pub change: &'static str,
    /// What is different, in words.
    pub words: String,
    /// Whether it gets in.
    #[serde(rename = "getsIn")]
    pub gets_in: bool,
    /// `allow`, `deny` or `indeterminate`.
    #[serde(serialize_with = "decision")]
    pub decision: Decision,
    /// The token.
    pub token: Token,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over references"
)]
fn decision<S: serde::Serializer>(decision: &Decision, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(decision.as_str())
}

/// A token taken apart: its shape, and the values of pieces by name.
struct Parsed {
    shape: usize,
    values: Vec<(String, String)>,
}

/// What of a token is changed.
struct Change {
    id: &'static str,
    words: &'static str,
    /// Pieces that have another value: the name, and what it is made of.
    pieces: &'static [(&'static str, Other)],
    /// The kind of run that it is instead.
    run: Option<&'static str>,
    /// Whether there is an environment instead.
    environment: Option<bool>,
    reusable: Option<bool>,
}

/// Another value of a piece.
#[derive(Clone, Copy)]
enum Other {
    /// One that has nothing to do with it.
    Fresh,
    /// The same with more behind it.
    Longer,
    /// The same in capitals.
    Capitals,
    /// This one.
    Is(&'static str),
}

const fn change(
    id: &'static str,
    words: &'static str,
    pieces: &'static [(&'static str, Other)],
) -> Change {
    Change {
        id,
        words,
        pieces,
        run: None,
        environment: None,
        reusable: None,
    }
}

const fn in_run(id: &'static str, words: &'static str, run: &'static str) -> Change {
    Change {
        run: Some(run),
        ..change(id, words, &[])
    }
}

const NEW_REPOSITORY: (&str, Other) = ("repository-id", Other::Fresh);
const NEW_OWNER: (&str, Other) = ("owner-id", Other::Fresh);

const CHANGES: &[Change] = &[
    change(
        "other-repository",
        "another repository of the same owner",
        &[("repository", Other::Fresh), NEW_REPOSITORY],
    ),
    change(
        "longer-repository",
        "a repository whose name begins with that of this one",
        &[("repository", Other::Longer), NEW_REPOSITORY],
    ),
    change(
        "other-owner",
        "a repository of the same name, a fork for one, of another owner",
        &[("owner", Other::Fresh), NEW_OWNER, NEW_REPOSITORY],
    ),
    change(
        "longer-owner",
        "an owner whose name begins with that of this one",
        &[("owner", Other::Longer), NEW_OWNER, NEW_REPOSITORY],
    ),
    change(
        "stranger",
        "another repository of another owner",
        &[
            ("owner", Other::Fresh),
            ("repository", Other::Fresh),
            NEW_OWNER,
            NEW_REPOSITORY,
        ],
    ),
    change(
        "recycled-owner",
        "somebody who has taken over the name of the owner",
        &[NEW_OWNER, NEW_REPOSITORY],
    ),
    change(
        "recycled-repository",
        "a new repository under the name of a deleted one",
        &[NEW_REPOSITORY],
    ),
    change(
        "renamed-repository",
        "the same repository under another name",
        &[("repository", Other::Fresh)],
    ),
    change(
        "capitals",
        "the owner written in capitals",
        &[("owner", Other::Capitals)],
    ),
    change(
        "other-branch",
        "another branch",
        &[("branch", Other::Fresh)],
    ),
    change(
        "longer-branch",
        "a branch whose name begins with that of this one",
        &[("branch", Other::Longer)],
    ),
    change("other-tag", "another tag", &[("tag", Other::Fresh)]),
    change(
        "other-environment",
        "another environment",
        &[("environment", Other::Fresh)],
    ),
    change(
        "longer-environment",
        "an environment whose name begins with that of this one",
        &[("environment", Other::Longer)],
    ),
    change(
        "other-workflow",
        "another workflow of the same repository",
        &[("workflow-file", Other::Fresh), ("workflow", Other::Fresh)],
    ),
    change(
        "other-called-workflow",
        "another called workflow",
        &[
            ("called-owner", Other::Fresh),
            ("called-repository", Other::Fresh),
        ],
    ),
    change(
        "other-actor",
        "another account that started the run",
        &[("actor", Other::Fresh), ("actor-id", Other::Fresh)],
    ),
    change(
        "other-audience",
        "another audience",
        &[("audience", Other::Fresh)],
    ),
    change(
        "self-hosted",
        "a runner of one's own",
        &[("runner", Other::Is("self-hosted"))],
    ),
    in_run("branch", "a run on a branch", "branch"),
    in_run("tag", "a run on a tag", "tag"),
    in_run("pull-request", "a run on a pull request", "pull-request"),
    in_run(
        "pull-request-target",
        "a run beside a pull request, on the default branch",
        "pull-request-target",
    ),
    in_run("merge-queue", "a run on a merge queue", "merge-queue"),
    Change {
        environment: Some(false),
        ..change("no-environment", "a job without an environment", &[])
    },
    Change {
        environment: Some(true),
        ..change("environment", "a job with an environment", &[])
    },
    Change {
        reusable: Some(true),
        ..change(
            "called-workflow",
            "a job in a called workflow of somebody else",
            &[],
        )
    },
];

/// Tokens that differ in one thing from `claims`, with the decision about each.
///
/// # Errors
/// `token-not-in-model` where the token is none that the model has.
pub(super) fn break_test(
    model: &Model,
    claims: &Claims<'_>,
    tested: &[String],
    judge: &Judge<'_>,
) -> Result<Vec<NearMiss>, Error> {
    let parsed = parse(model, claims).ok_or_else(|| {
        Error::new(
            "token-not-in-model",
            "expected a token of GitHub Actions as they are issued, received one that is put together otherwise",
        )
        .help("`rolecall token` makes one up; a subject that is customised needs its template")
    })?;
    let Some(base) = parsed.token(model) else {
        return Ok(Vec::new());
    };
    let mut candidates: Vec<(&'static str, String, Token)> = CHANGES
        .iter()
        .filter_map(|change| {
            let token = parsed.changed(model, change)?.token(model)?;
            Some((change.id, change.words.to_owned(), token))
        })
        .collect();
    for name in tested {
        if name != "iss" && base.text(name).is_some() {
            let words = format!("the claim `{name}` missing");
            candidates.push(("missing-claim", words, base.without(name)));
        }
    }
    candidates.retain(|(.., token)| *token != base);
    Ok(candidates
        .into_iter()
        .map(|(change, words, token)| {
            let decision = judge(0, &token);
            NearMiss {
                change,
                words,
                gets_in: decision == Decision::Allow,
                decision,
                token,
            }
        })
        .collect())
}

/// The shape that makes these very claims, and what its pieces then are.
fn parse(model: &Model, claims: &Claims<'_>) -> Option<Parsed> {
    let (run, values) = github::read(claims)?;
    let values: Vec<(String, String)> = values
        .into_iter()
        .map(|value| (value.piece, value.text))
        .collect();
    let is_of = |shape: &super::model::Shape| {
        let text = |name: &str| match &claims.get(name)?.kind {
            Kind::String(text) | Kind::Number(text) => Some(text.to_string()),
            _ => None,
        };
        let token = shape.token(|piece| value_of(model, &values, piece));
        shape.id == run.id
            && shape.claims.iter().all(|claim| {
                text(&claim.name).is_none_or(|text| token.text(&claim.name) == Some(&text))
            })
            && model
                .shapes
                .iter()
                .flat_map(|shape| &shape.claims)
                .all(|claim| {
                    claims.get(&claim.name).is_none() || shape.claim(&claim.name).is_some()
                })
    };
    // Tokens that lack optional claims are of the shape that lacks them.
    let shape = model.shapes.iter().position(is_of)?;
    Some(Parsed { shape, values })
}

fn value_of(model: &Model, values: &[(String, String)], piece: usize) -> String {
    let Some(piece) = model.pieces.get(piece) else {
        return String::new();
    };
    values
        .iter()
        .find(|(name, value)| *name == piece.name && piece.admits(value))
        .map(|(_, value)| value.clone())
        .or_else(|| {
            let mut liked = piece.values.iter().chain(&piece.examples);
            liked.find(|value| piece.admits(value)).cloned()
        })
        .unwrap_or_default()
}

impl Parsed {
    fn token(&self, model: &Model) -> Option<Token> {
        let shape = model.shapes.get(self.shape)?;
        Some(shape.token(|piece| value_of(model, &self.values, piece)))
    }

    /// The token with a change; `None` where that makes none.
    fn changed(&self, model: &Model, change: &Change) -> Option<Self> {
        let now = model.shapes.get(self.shape)?;
        let mut values = self.values.clone();
        for (name, other) in change.pieces {
            let (index, piece) = model
                .pieces
                .iter()
                .enumerate()
                .find(|(_, piece)| piece.name == *name)?;
            let is_here = now
                .claims
                .iter()
                .flat_map(|claim| &claim.parts)
                .any(|part| matches!(part, Part::Piece { piece, .. } if *piece == index));
            if !is_here {
                // A name is changed and the id with it where there is one.
                if change
                    .pieces
                    .first()
                    .is_some_and(|(first, _)| first == name)
                {
                    return None;
                }
                continue;
            }
            let value = other.of(piece, index, &value_of(model, &values, index));
            if !piece.admits(&value) {
                return None;
            }
            values.retain(|(known, _)| known != name);
            values.push(((*name).to_owned(), value));
        }
        let id = change.run.unwrap_or(&now.id);
        let wanted =
            |name: &'static str, other: Option<bool>| other.unwrap_or(now.traits.contains(&name));
        let (environment, reusable) = (
            wanted("environment", change.environment),
            wanted("reusable", change.reusable),
        );
        let has = |shape: &super::model::Shape, name: &'static str| shape.traits.contains(&name);
        let shape = model.shapes.iter().position(|shape| {
            shape.id == id
                && has(shape, "environment") == environment
                && has(shape, "reusable") == reusable
                && ["immutable", "enterprise"]
                    .into_iter()
                    .all(|name| has(shape, name) == has(now, name))
        })?;
        let same_run = change.run.is_none_or(|run| run != now.id);
        same_run.then_some(Self { shape, values })
    }
}

impl Other {
    fn of(self, piece: &Piece, salt: usize, value: &str) -> String {
        match self {
            Self::Fresh => piece.probe(1_013, salt),
            Self::Longer => format!("{value}-2"),
            Self::Capitals => value.to_ascii_uppercase(),
            Self::Is(value) => value.to_owned(),
        }
    }
}
