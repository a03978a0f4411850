//! What registries see of a token.

use super::lower::names;
use crate::attribute::{Attribute, Slot, Source, Values};
use crate::claims::Claims;
use crate::condition::{Condition, Node, Opaque, OpaqueCause, Origin, StepKind};
use crate::evaluation::{Caveat, ReasonCode};
use crate::relying_party::{Lowered, Prepared, Round};

const NPM_URL: &str = "https://docs.npmjs.com/trusted-publishers";

pub(super) fn prepare<'a>(lowered: &'a Lowered, claims: &'a Claims<'_>) -> Prepared<'a> {
    // npm alone asks whose the runner is.
    let mut attributes = lowered.attributes.iter();
    let is_npm = attributes.any(|attribute| attribute.name == names::RUNNER);
    let slots = lowered
        .attributes
        .iter()
        .map(|attribute| slot(attribute, claims, is_npm));
    let has_issuer = claims.text("iss").is_some();
    Prepared {
        slots: slots.collect(),
        further: Vec::new(),
        gates: match has_issuer {
            true => Vec::new(),
            false => vec![Node::new(
                Condition::Opaque(Opaque::new(
                    "the token has no `iss`",
                    OpaqueCause::Documentation,
                )),
                Origin::new(StepKind::Gate)
                    .named(names::ISSUER)
                    .reason(ReasonCode::IssuerUnknown),
            )],
        },
        rounds: vec![Round {
            name: None,
            slots: Vec::new(),
            reason: None,
        }],
        caveats: is_npm.then(closed).into_iter().collect(),
    }
}

fn closed() -> Caveat {
    Caveat::new(
        "registry-closed",
        "the code of npm's registry is not public: it is assumed to compare what its documentation names, and no ids of owner or repository",
    )
    .url(NPM_URL)
}

/// All claims, as they stand.
pub(super) fn attributes<'a>(claims: &'a Claims<'_>) -> Vec<(Attribute, Slot<'a>)> {
    claims
        .iter()
        .map(|(name, _)| {
            let attribute = Attribute {
                name: name.to_owned(),
                source: Source::Claim {
                    issuer: None,
                    name: name.to_owned(),
                },
            };
            (attribute, Slot::of_claim(claims, name))
        })
        .collect()
}

fn slot<'a>(attribute: &Attribute, claims: &'a Claims<'_>, is_npm: bool) -> Slot<'a> {
    match attribute.name.as_str() {
        names::OWNER_AS_INTEGER => claims
            .text("repository_owner_id")
            .and_then(|text| text.parse::<i32>().ok())
            .map_or_else(Slot::missing, |id| text(id.to_string())),
        names::OWNER_NOT_GIVEN => single(claims, "repository_owner_id").with_caveat(Caveat::new(
            "owner-id-not-given",
            "the registry keeps the id of the owner beside the name and compares both; the document does not give it, and the owner of the token is assumed to be the same",
        )),
        names::WORKFLOW_FILE => claims
            .text("workflow_ref")
            .and_then(workflow_file)
            .map_or_else(Slot::missing, |file| text(file.to_owned()))
            .from_claim("workflow_ref"),
        names::AT_REF => not_empty(claims, "ref"),
        names::AT_SHA => not_empty(claims, "sha"),
        _ => match attribute.source.claim() {
            // Every token has an issuer: without it the claims are not whole.
            Some("iss") if claims.text("iss").is_none() => Slot::not_given(),
            Some("aud") if is_npm => match Slot::of_claim(claims, "aud") {
                slot if is_list(&slot) => Slot::unsettled(
                    Caveat::new(
                        "audience-list",
                        "the token has a list of audiences; npm does not say what it makes of one",
                    )
                    .url(NPM_URL),
                ),
                slot => slot,
            },
            Some(name) => single(claims, name),
            None => Slot::missing(),
        },
    }
}

fn is_list(slot: &Slot<'_>) -> bool {
    matches!(
        slot.state,
        crate::attribute::State::Present(Values::Many(_) | Values::Nested(_))
    )
}

fn text<'a>(text: String) -> Slot<'a> {
    Slot::present(Values::One(text.into()))
}

/// A claim that a ref is put together with: none where it is empty.
fn not_empty<'a>(claims: &'a Claims<'_>, name: &str) -> Slot<'a> {
    match claims.text(name) {
        Some(text) if !text.is_empty() => Slot::of_claim(claims, name),
        _ => Slot::missing(),
    }
}

/// The value of a claim: a list is none of the values in it.
fn single<'a>(claims: &'a Claims<'_>, name: &str) -> Slot<'a> {
    let slot = Slot::of_claim(claims, name);
    match claims.get(name) {
        Some(value) if is_list(&slot) => Slot::present(Values::Nested(value)),
        _ => slot,
    }
}

/// The name of the file in a ref of a workflow, as PyPI and crates.io take it out: the first match
/// of `([^/]+\.(yml|yaml))(@.+)`.
fn workflow_file(workflow_ref: &str) -> Option<&str> {
    let mut rest = workflow_ref;
    loop {
        let end = rest.find('/').unwrap_or(rest.len());
        let segment = rest.get(..end)?;
        // As much as fits, so the last extension of the segment that an `@` follows.
        let last = [".yml@", ".yaml@"]
            .into_iter()
            .flat_map(|extension| {
                let found = segment.match_indices(extension);
                found.map(move |(at, _)| (at, at + extension.len() - 1))
            })
            .filter_map(|(at, file)| {
                let after = rest.get(file + 1..)?.chars().next()?;
                (at > 0 && after != '\n').then_some(file)
            })
            .max();
        if let Some(file) = last {
            return segment.get(..file);
        }
        rest = rest.get(end + 1..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::workflow_file;

    #[test]
    fn files_are_taken_out_as_registries_do() {
        for (workflow_ref, file) in [
            (
                "o/r/.github/workflows/basic.yml@refs/heads/main",
                Some("basic.yml"),
            ),
            (
                "o/r/.github/workflows/a.yaml@refs/heads/main",
                Some("a.yaml"),
            ),
            ("o/r/.github/workflows/a.yml@sha", Some("a.yml")),
            (
                "o/r/.github/workflows/nested.yml@evil.yml@refs/heads/main",
                Some("nested.yml@evil.yml"),
            ),
            (
                "o/r/.github/workflows/basic.yml@refs/heads/misleading@branch.yml",
                Some("basic.yml"),
            ),
            ("o/r/.github/workflows/.yml@refs/heads/main", None),
            ("o/r/.github/workflows/main.yml", None),
            ("o/r/.github/workflows/main.yml@", None),
            ("o/r/.github/workflows/main.txt@refs/heads/main", None),
            ("o/r/.github/workflows/a.yml@b.yml@", Some("a.yml")),
            ("", None),
        ] {
            assert_eq!(workflow_file(workflow_ref), file, "{workflow_ref}");
        }
    }
}
