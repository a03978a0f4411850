//! Whom a policy lets in, in words.

use super::model::Model;
use super::who::{Admission, Kind, Reach};

/// The whole answer.
pub(super) fn admission(kinds: Vec<Kind>, unknown: Vec<String>) -> Admission {
    let strangers = kinds.iter().any(|kind| kind.strangers);
    let summary = match (kinds.as_slice(), unknown.is_empty()) {
        ([], true) => "nobody".to_owned(),
        ([], false) => "not known".to_owned(),
        (kinds, _) => {
            let mut whose: Vec<String> = Vec::new();
            for kind in kinds {
                let words = whose_of(kind);
                if !whose.contains(&words) {
                    whose.push(words);
                }
            }
            let pull_requests = kinds
                .iter()
                .flat_map(|kind| &kind.runs)
                .any(|run| run.contains("pull-request"));
            let runs = match pull_requests {
                true => "pull requests included",
                false => "but no pull request",
            };
            let more = match unknown.is_empty() {
                true => "",
                false => "; of the rest it is not known",
            };
            format!("{}, {runs}{more}", whose.join("; "))
        }
    };
    Admission {
        summary,
        strangers,
        kinds,
        unknown,
    }
}

/// A kind of tokens.
pub(super) fn kind(kind: &Kind, model: &Model) -> String {
    let mut runs: Vec<&str> = Vec::new();
    let mut ids: Vec<&str> = Vec::new();
    for shape in &model.shapes {
        if !ids.contains(&shape.id.as_str()) {
            ids.push(&shape.id);
            if kind.runs.contains(&shape.id) {
                runs.push(&shape.what);
            }
        }
    }
    let mut words = match runs.len() == ids.len() {
        true => whose_of(kind),
        false => format!("{}: {}", whose_of(kind), runs.join(", ")),
    };
    match kind.environment {
        Some(true) => words.push_str(", in a job with an environment"),
        Some(false) => words.push_str(", in a job without an environment"),
        None => {}
    }
    let further = kind.pieces.iter().filter(|reach| {
        !["owner", "repository", "owner-id", "repository-id"].contains(&reach.piece.as_str())
    });
    for reach in further {
        words.push_str(&format!("; {} is {}", reach.what, values(reach)));
    }
    words
}

fn find<'k>(kind: &'k Kind, piece: &str) -> Option<&'k Reach> {
    kind.pieces.iter().find(|reach| reach.piece == piece)
}

/// Whose repositories.
fn whose_of(kind: &Kind) -> String {
    let (owner, repository) = (find(kind, "owner"), find(kind, "repository"));
    let names = match (owner, repository) {
        (None, None) => "any repository".to_owned(),
        (Some(owner), None) => match owner.complete {
            true => format!("any repository of {}", values(owner)),
            false => format!("any repository of owners whose name is {}", values(owner)),
        },
        (None, Some(repository)) => {
            format!("repositories of any owner named {}", values(repository))
        }
        (Some(owner), Some(repository)) => {
            match (owner.values.as_slice(), repository.values.as_slice()) {
                ([one], [other]) if owner.complete && repository.complete => {
                    format!("`{one}/{other}`")
                }
                _ => format!(
                    "repositories named {} of {}",
                    values(repository),
                    values(owner)
                ),
            }
        }
    };
    let id = |piece: &str, what: &str| {
        find(kind, piece).map(|reach| format!("{what} is {}", values(reach)))
    };
    let ids: Vec<String> = [
        id("owner-id", "the id of the owner"),
        id("repository-id", "the id of the repository"),
    ]
    .into_iter()
    .flatten()
    .collect();
    match ids.is_empty() {
        true => names,
        false => format!("{names} where {}", ids.join(" and ")),
    }
}

/// Values of a piece.
fn values(reach: &Reach) -> String {
    let list = || {
        let quoted: Vec<String> = reach
            .values
            .iter()
            .map(|value| format!("`{value}`"))
            .collect();
        match quoted.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
            None => "nothing".to_owned(),
        }
    };
    match (&reach.pattern, reach.complete) {
        (_, true) => list(),
        (Some(pattern), _) => format!("like `{pattern}`"),
        (None, false) => format!("one of many, such as {}", list()),
    }
}
