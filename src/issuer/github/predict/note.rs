//! What each predicted claim rests on.

use std::borrow::Cow;

use super::values::{Origin, Values};
use super::{PredictionNote, TokenSpec};
use crate::issuer::github::claims::OIDC;
use crate::issuer::github::model::{Choice, Host, PIECES, Shape};
use crate::issuer::{Issuer, Standing, claim};

const IMMUTABLE: &str =
    "https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims";
const COLON: &str =
    "https://docs.github.com/en/actions/reference/security/oidc#filtering-for-metadata-containing-";
const TEMPLATE: &str = "https://docs.github.com/en/actions/reference/security/oidc#customizing-the-subject-claims-for-an-organization-or-repository";
const FORKS: &str = "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions";
const DEPENDABOT: &str = "https://docs.github.com/en/code-security/dependabot/troubleshooting-dependabot/troubleshooting-dependabot-on-github-actions";
const ENVIRONMENTS: &str = "https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments";

pub(super) fn notes(
    spec: &TokenSpec,
    choice: &Choice<'_>,
    shape: &Shape,
    values: &Values,
) -> Vec<PredictionNote> {
    let mut notes = Vec::new();
    for (name, items) in &shape.claims {
        let mut add = |standing, message: Cow<'static, str>, url| {
            notes.push(PredictionNote {
                claim: name.to_string(),
                standing,
                message,
                url,
            });
        };
        let entry = claim(Issuer::GitHub, name);
        let (standing, says, url) = entry.map_or((Standing::Inferred, "", OIDC), |entry| {
            (entry.standing, entry.says, entry.url)
        });
        let origins = || items.iter().filter_map(|item| values.of_item(item));
        let follows = origins().find_map(|found| match found.origin {
            Origin::Follows(standing, why, url) => Some((standing, why, url)),
            _ => None,
        });
        let mut made_up: Vec<String> = origins()
            .filter_map(|found| match found.origin {
                Origin::MadeUp(field) => Some(made_up(&found.piece, field)),
                _ => None,
            })
            .collect();
        made_up.dedup();
        if !made_up.is_empty() {
            add(Standing::MadeUp, Cow::Owned(made_up.join("; ")), url);
        } else if let Some((of_value, why, url)) = follows {
            add(standing.max(of_value), Cow::Borrowed(why), url);
        } else {
            add(standing, Cow::Borrowed(says), url);
        }
        if name == "sub" && shows_run(choice) && !choice.run.doubt.is_empty() {
            add(
                choice.run.standing,
                Cow::Borrowed(choice.run.doubt),
                choice.run.url,
            );
        }
        for (standing, message, url) in of_claim(name, spec, choice, values) {
            add(standing, Cow::Borrowed(message), url);
        }
    }
    notes
}

fn made_up(piece: &str, field: Option<&str>) -> String {
    let what = PIECES.iter().find(|known| known.name == piece);
    let what = what.map_or(piece, |known| known.what);
    match field {
        Some(field) => format!("{what} is made up: give `{field}` for the real one"),
        None => format!("{what} is made up"),
    }
}

/// Whether the subject shows what kind of run it is for.
fn shows_run(choice: &Choice<'_>) -> bool {
    let has = |key: &str| {
        choice
            .template
            .is_none_or(|keys| keys.iter().any(|held| held == key))
    };
    has("context") && !choice.environment || choice.template.is_some() && has("ref")
}

/// What is to be said of single claims.
fn of_claim(
    name: &str,
    spec: &TokenSpec,
    choice: &Choice<'_>,
    values: &Values,
) -> Vec<(Standing, &'static str, &'static str)> {
    let mut notes = Vec::new();
    match name {
        "sub" => {
            let shows_repository = choice
                .template
                .is_none_or(|keys| keys.iter().any(|key| key == "repo"));
            if spec.immutable.is_none() && choice.host != Host::Server && shows_repository {
                notes.push((
                    Standing::Inferred,
                    "names alone are assumed: repositories that were created, renamed or transferred after 15 July 2026, or opted in, have ids in the subject; give `immutable` for that",
                    IMMUTABLE,
                ));
            }
            if choice.template.is_some() {
                notes.push((
                    Standing::Documented,
                    "the keys are those of `template`, in its order",
                    TEMPLATE,
                ));
            }
            if choice.host == Host::Server
                && values
                    .find("environment")
                    .is_some_and(|found| found.text.contains(':'))
            {
                notes.push((
                    Standing::Documented,
                    "GitHub Enterprise Server 3.18 and older leave `:` as it is in place of `%3A`",
                    COLON,
                ));
            }
        }
        "environment"
            if values
                .find("environment")
                .is_some_and(|found| found.text != found.text.to_lowercase()) =>
        {
            notes.push((
                Standing::Inferred,
                "names of environments are equal whatever the case of their letters, and a token has one spelling: whether that of the workflow or that of the settings is not documented",
                ENVIRONMENTS,
            ));
        }
        "actor"
            if choice.run.is_pull_request && spec.actor.as_deref() == Some("dependabot[bot]") =>
        {
            notes.push((
                Standing::Inferred,
                "runs that pull requests of Dependabot start are treated as those of forks, which get no token",
                DEPENDABOT,
            ));
        }
        "ref"
            if spec
                .git_ref
                .as_deref()
                .is_some_and(|text| !text.is_empty() && !text.starts_with("refs/")) =>
        {
            notes.push((
                Standing::Inferred,
                "`ref` is taken for the name of a branch: give a tag as `refs/tags/NAME`",
                OIDC,
            ));
        }
        "event_name" if choice.run.is_pull_request => notes.push((
            Standing::Documented,
            "pull requests from forks of public repositories get no token",
            FORKS,
        )),
        _ => {}
    }
    notes
}
