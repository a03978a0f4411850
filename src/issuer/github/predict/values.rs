//! The values of the pieces: given, following from what is given, or made up.

use std::borrow::Cow;

use super::{TokenSpec, invalid};
use crate::diagnostic::Error;
use crate::issuer::Standing;
use crate::issuer::github::claims::OIDC;
use crate::issuer::github::model::{
    self, Choice, Host, Item, OWNER, Piece, REPOSITORY, SERVER, SHA, SUBDOMAIN, Shape,
};
use crate::quote::quoted;

/// What is read from the spec before the kind of run is known.
pub(super) struct Given {
    pub(super) owner: String,
    pub(super) repository: String,
    pub(super) host: Host,
    /// The subdomain of ghe.com or the name of the server.
    pub(super) host_name: String,
    pub(super) git_ref: Option<String>,
}

impl Given {
    pub(super) fn read(spec: &TokenSpec) -> Result<Self, Error> {
        let parts = spec.repository.split_once('/');
        let (owner, repository) = parts
            .filter(|(owner, name)| OWNER.admits(owner) && REPOSITORY.admits(name))
            .ok_or_else(|| {
                invalid(format!(
                    "expected `OWNER/NAME` in `repository`, received {}",
                    quoted(&spec.repository)
                ))
            })?;
        let (host, host_name) = host(spec.host.as_deref().unwrap_or("github.com"))?;
        if host == Host::Server && spec.immutable == Some(true) {
            return Err(invalid(
                "expected a host whose subjects may have ids, received a GitHub Enterprise Server and `immutable`",
            ));
        }
        if spec.enterprise_issuer && spec.enterprise.is_none() {
            return Err(invalid(
                "expected the slug in `enterprise`, where `enterpriseIssuer` puts it into `iss`, received none",
            ));
        }
        Ok(Self {
            owner: owner.to_owned(),
            repository: repository.to_owned(),
            host,
            host_name,
            git_ref: spec.git_ref.as_deref().map(full_ref),
        })
    }
}

/// A ref that is not full is the name of a branch.
fn full_ref(text: &str) -> String {
    match text.is_empty() || text.starts_with("refs/") {
        true => text.to_owned(),
        false => format!("refs/heads/{text}"),
    }
}

fn host(text: &str) -> Result<(Host, String), Error> {
    let name = text.strip_prefix("https://").unwrap_or(text);
    let name = name.trim_end_matches('/').to_ascii_lowercase();
    let name = name.strip_suffix("/_services/token").unwrap_or(&name);
    if matches!(name, "github.com" | "token.actions.githubusercontent.com") {
        return Ok((Host::GitHub, name.to_owned()));
    }
    if let Some(subdomain) = name.strip_suffix(".ghe.com") {
        let subdomain = subdomain
            .strip_prefix("token.actions.")
            .unwrap_or(subdomain);
        if SUBDOMAIN.admits(subdomain) {
            return Ok((Host::DataResidency, subdomain.to_owned()));
        }
    } else if SERVER.admits(name) {
        return Ok((Host::Server, name.to_owned()));
    }
    Err(invalid(format!(
        "expected a host name in `host`, received {}",
        quoted(text)
    )))
}

/// Where the value of a piece comes from.
#[derive(Debug, Clone)]
pub(super) enum Origin {
    /// It was given, or is what was given in other words.
    Given,
    /// It follows, by this.
    Follows(Standing, &'static str, &'static str),
    /// It is made up; the field that would give it, if there is one.
    MadeUp(Option<&'static str>),
}

/// A piece with its value.
pub(super) struct Found {
    pub(super) piece: String,
    pub(super) text: String,
    pub(super) origin: Origin,
}

/// The values of all pieces of a shape.
pub(super) struct Values(Vec<Found>);

impl Values {
    /// Finds a value for each piece; `known` are those that the ref settles.
    pub(super) fn of(
        spec: &TokenSpec,
        given: &Given,
        choice: &Choice<'_>,
        shape: &Shape,
        known: Vec<model::Value>,
    ) -> Result<Self, Error> {
        let properties = spec.properties.iter().map(|(name, value)| model::Value {
            piece: format!("repo_property_{name}"),
            text: value.clone(),
        });
        let mut values = Self(Vec::new());
        values.add_known(known.into_iter().chain(properties));
        for (_, items) in &shape.claims {
            for item in items {
                if let Item::Piece(piece, _) = item
                    && !piece.name.starts_with("called-")
                    && values.find(piece.name).is_none()
                {
                    let found = value_of(piece, spec, given)?;
                    values.0.push(found);
                }
            }
        }
        if let Some(uses) = &spec.reusable_workflow {
            values.add_called(uses, choice, shape)?;
        }
        Ok(values)
    }

    fn add_known(&mut self, known: impl Iterator<Item = model::Value>) {
        self.0.extend(known.map(|value| Found {
            piece: value.piece,
            text: value.text,
            origin: Origin::Given,
        }));
    }

    /// The value of a piece, by name.
    pub(super) fn find(&self, piece: &str) -> Option<&Found> {
        self.0.iter().find(|found| found.piece == piece)
    }

    /// The value of an item's piece, if it has one.
    pub(super) fn of_item(&self, item: &Item) -> Option<&Found> {
        match item {
            Item::Literal(_) => None,
            Item::Piece(piece, _) => self.find(piece.name),
            Item::Property(name, _) => self.find(&format!("repo_property_{name}")),
        }
    }

    /// Puts items together.
    pub(super) fn print(&self, items: &[Item]) -> String {
        items
            .iter()
            .map(|item| match item {
                Item::Literal(text) => Cow::Borrowed(text.as_ref()),
                Item::Piece(_, encoding) | Item::Property(_, encoding) => self
                    .of_item(item)
                    .map_or_else(Cow::default, |found| encoding.apply(&found.text)),
            })
            .collect()
    }

    /// The pieces of the called workflow.
    fn add_called(&mut self, uses: &str, choice: &Choice<'_>, shape: &Shape) -> Result<(), Error> {
        let mut text = uses.to_owned();
        if let Some(file) = text.strip_prefix("./") {
            let repository = self.print(shape.claim("repository").unwrap_or_default());
            let at = self.print(choice.run.workflow_at);
            text = format!("{repository}/{file}@{at}");
        }
        let Some((path, at)) = text.rsplit_once('@') else {
            return Err(not_a_call(uses));
        };
        let is_commit = at.len() == 40 && at.bytes().all(|byte| byte.is_ascii_hexdigit());
        let (full, origin) = if is_commit || at.starts_with("refs/") {
            (at.to_owned(), Origin::Given)
        } else {
            let is_version = at
                .strip_prefix('v')
                .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
            let folder = if is_version { "tags" } else { "heads" };
            (
                format!("refs/{folder}/{at}"),
                Origin::Follows(
                    Standing::Inferred,
                    "claims have the full ref: names like `v1` are taken for tags, others for branches",
                    OIDC,
                ),
            )
        };
        let mut known = Vec::new();
        let items = shape.claim("job_workflow_ref").unwrap_or_default();
        if !model::fit(items, &format!("{path}@{full}"), &mut known) {
            return Err(not_a_call(uses));
        }
        self.0.extend(known.into_iter().map(|value| Found {
            origin: match value.piece == "called-ref" {
                true => origin.clone(),
                false => Origin::Given,
            },
            piece: value.piece,
            text: value.text,
        }));
        let example = shape.claim("job_workflow_sha").and_then(<[Item]>::first);
        if let Some(Item::Piece(piece, _)) = example {
            self.0.push(Found {
                piece: piece.name.to_owned(),
                text: if is_commit { at } else { piece.example }.to_owned(),
                origin: match is_commit {
                    true => Origin::Given,
                    false => Origin::MadeUp(None),
                },
            });
        }
        Ok(())
    }
}

fn value_of(piece: &'static Piece, spec: &TokenSpec, given: &Given) -> Result<Found, Error> {
    let (field, value) = field(piece.name, spec, given);
    let (text, origin) = match value {
        Some(text) if piece.admits(&text) => (text, Origin::Given),
        Some(text) => {
            let expected = match piece.values.split_last() {
                Some((last, others)) => format!("`{}` or `{last}`", others.join("`, `")),
                None => piece.what.to_owned(),
            };
            return Err(invalid(format!(
                "expected {expected} in {field}, received {text}",
                field = quoted(field.unwrap_or(piece.name)),
                text = quoted(&text)
            )));
        }
        None => following(piece.name, spec, given)
            .unwrap_or_else(|| (piece.example.to_owned(), Origin::MadeUp(field))),
    };
    Ok(Found {
        piece: piece.name.to_owned(),
        text,
        origin,
    })
}

/// What follows for a piece that was not given.
fn following(piece: &str, spec: &TokenSpec, given: &Given) -> Option<(String, Origin)> {
    let follows = |text, standing, why, url| Some((text, Origin::Follows(standing, why, url)));
    match piece {
        "branch" => spec
            .default_branch
            .clone()
            .map(|name| (name, Origin::MadeUp(Some("ref")))),
        "audience" => {
            let owner = &given.owner;
            let why = "the default: the URL of the owner; the step that asks for the token may ask for another";
            match given.host {
                Host::GitHub => follows(
                    format!("https://github.com/{owner}"),
                    Standing::Documented,
                    why,
                    OIDC,
                ),
                Host::DataResidency => follows(
                    format!("https://{}.ghe.com/{owner}", given.host_name),
                    Standing::Inferred,
                    why,
                    OIDC,
                ),
                Host::Server => follows(
                    format!("https://{}/{owner}", given.host_name),
                    Standing::Inferred,
                    why,
                    OIDC,
                ),
            }
        }
        "runner" => follows(
            "github-hosted".to_owned(),
            Standing::Inferred,
            "assumed: give `runnerEnvironment` for the other",
            OIDC,
        ),
        "workflow-sha" => match &spec.sha {
            Some(sha) => follows(
                sha.clone(),
                Standing::Observed,
                "the same commit as `sha`, as in all published tokens",
                OIDC,
            ),
            None => Some((SHA.example.to_owned(), Origin::MadeUp(Some("sha")))),
        },
        "not-before" => follows(
            spec.now?.saturating_sub(300).max(0).to_string(),
            Standing::Observed,
            "five minutes before `iat`, as in tokens published since 2025",
            OIDC,
        ),
        "expires-at" => follows(
            spec.now?
                .saturating_add(spec.lifetime.unwrap_or(300))
                .to_string(),
            Standing::Observed,
            "five minutes after `iat` unless `lifetime` says otherwise; published tokens held for 5 minutes or 6 hours",
            OIDC,
        ),
        _ => None,
    }
}

fn not_a_call(uses: &str) -> Error {
    invalid(format!(
        "expected `OWNER/NAME/.github/workflows/FILE@REF` in `reusableWorkflow`, received {}",
        quoted(uses)
    ))
}

/// A field that says otherwise than the ref.
pub(super) fn contradiction(
    known: &[model::Value],
    spec: &TokenSpec,
    given: &Given,
) -> Option<Error> {
    known.iter().find_map(|value| {
        let (name, text) = field(&value.piece, spec, given);
        let (name, text) = (name?, text?);
        (text != value.text).then(|| {
            invalid(format!(
                "expected {wanted} in {name}, as in `ref`, received {text}",
                wanted = quoted(&value.text),
                name = quoted(name),
                text = quoted(&text)
            ))
        })
    })
}

/// The field that gives the value of a piece, and what it gives.
fn field(piece: &str, spec: &TokenSpec, given: &Given) -> (Option<&'static str>, Option<String>) {
    let field = |name, value: &Option<String>| (Some(name), value.clone());
    let branch = |name, value: &Option<String>| {
        let value = value.as_deref();
        let value = value.map(|text| text.strip_prefix("refs/heads/").unwrap_or(text));
        (Some(name), value.map(str::to_owned))
    };
    match piece {
        "owner" => (Some("repository"), Some(given.owner.clone())),
        "repository" => (Some("repository"), Some(given.repository.clone())),
        "owner-id" => field("ownerId", &spec.owner_id),
        "repository-id" => field("repositoryId", &spec.repository_id),
        "event" => (Some("event"), Some(spec.event().to_owned())),
        "branch" | "tag" => (Some("ref"), None),
        "default-branch" => branch("defaultBranch", &spec.default_branch),
        "base-branch" => branch("baseRef", &spec.base_ref),
        "head-branch" => branch("headRef", &spec.head_ref),
        "pull-request" => field("pullRequest", &spec.pull_request),
        "environment" => field("environment", &spec.environment),
        "workflow" => (Some("workflow"), workflow_name(spec)),
        "workflow-file" => (Some("workflowFile"), workflow_file(spec)),
        "actor" => field("actor", &spec.actor),
        "actor-id" => field("actorId", &spec.actor_id),
        "audience" => field("audience", &spec.audience),
        "enterprise" => field("enterprise", &spec.enterprise),
        "enterprise-id" => field("enterpriseId", &spec.enterprise_id),
        "subdomain" | "server" => (Some("host"), Some(given.host_name.clone())),
        "visibility" => field("visibility", &spec.visibility),
        "runner" => field("runnerEnvironment", &spec.runner_environment),
        "sha" => field("sha", &spec.sha),
        "issued-at" => (Some("now"), spec.now.map(|now| now.to_string())),
        "not-before" | "expires-at" => (Some("now"), None),
        _ => (None, None),
    }
}

const FOLDER: &str = ".github/workflows/";

fn is_file(text: &str) -> bool {
    text.ends_with(".yml") || text.ends_with(".yaml")
}

/// A workflow without a name of its own is called by its path.
fn workflow_name(spec: &TokenSpec) -> Option<String> {
    let name = spec.workflow.as_deref()?;
    Some(match is_file(name) && !name.starts_with(FOLDER) {
        true => format!("{FOLDER}{name}"),
        false => name.to_owned(),
    })
}

fn workflow_file(spec: &TokenSpec) -> Option<String> {
    let named = spec.workflow.as_deref().filter(|name| is_file(name));
    let file = spec.workflow_file.as_deref().or(named)?;
    Some(file.strip_prefix(FOLDER).unwrap_or(file).to_owned())
}
