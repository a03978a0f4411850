//! Choices, and the shapes of the tokens they have.

use std::borrow::Cow;

use super::pieces::*;
use super::{Encoding, Item, Piece, RUNS, Run};

/// Where a token is issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Host {
    /// github.com.
    GitHub,
    /// GitHub Enterprise Cloud with data residency, on ghe.com.
    DataResidency,
    /// GitHub Enterprise Server.
    Server,
}

/// What decides which claims a token has, and what they are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice<'a> {
    /// The kind of run.
    pub run: &'static Run,
    /// Where the token is issued.
    pub host: Host,
    /// Whether `iss` has the slug of the enterprise.
    pub slug_in_issuer: bool,
    /// Whether the owner belongs to an enterprise.
    pub enterprise: bool,
    /// Whether the subject has ids in its repository.
    pub immutable: bool,
    /// Whether the job has an environment.
    pub environment: bool,
    /// Whether the job is in a called workflow.
    pub reusable: bool,
    /// The keys of the subject, where they are not the default ones.
    pub template: Option<&'a [String]>,
    /// The custom properties that are claims, without `repo_property_`.
    pub properties: &'a [String],
}

impl Choice<'static> {
    /// The token of a run on github.com with nothing special about it.
    pub fn of(run: &'static Run) -> Self {
        Self {
            run,
            host: Host::GitHub,
            slug_in_issuer: false,
            enterprise: false,
            immutable: false,
            environment: false,
            reusable: false,
            template: None,
            properties: &[],
        }
    }
}

/// All choices on github.com with a default subject: each kind of run, with and without ids,
/// environment, called workflow and enterprise.
pub fn choices() -> impl Iterator<Item = Choice<'static>> {
    RUNS.iter().flat_map(|run| {
        (0..16_u8).map(move |bits| Choice {
            immutable: bits & 1 != 0,
            environment: bits & 2 != 0,
            reusable: bits & 4 != 0,
            enterprise: bits & 8 != 0,
            ..Choice::of(run)
        })
    })
}

/// How each claim of a token is put together. A claim that is not listed is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// The kind of run, with its events, its standing and where it is written.
    pub run: &'static Run,
    /// The claims, sorted by name, custom properties last.
    pub claims: Vec<(Cow<'static, str>, Vec<Item>)>,
}

impl Shape {
    /// The shape of a choice. `None` where the template has a key that such tokens have no claim
    /// for: GitHub then issues none.
    pub fn of(choice: &Choice<'_>) -> Option<Self> {
        let mut claims: Vec<(Cow<'static, str>, Vec<Item>)> = CLAIMS
            .iter()
            .filter_map(|(name, value)| Some((Cow::Borrowed(*name), value.items(choice)?)))
            .collect();
        claims.extend(choice.properties.iter().map(|name| {
            (
                Cow::Owned(format!("repo_property_{name}")),
                vec![Item::Property(name.clone(), Encoding::Plain)],
            )
        }));
        let mut shape = Self {
            run: choice.run,
            claims,
        };
        let subject = shape.subject(choice)?;
        if let Some((_, items)) = shape.claims.iter_mut().find(|(name, _)| name == "sub") {
            *items = subject;
        }
        Some(shape)
    }

    /// What a claim is made of.
    pub fn claim(&self, name: &str) -> Option<&[Item]> {
        self.claims
            .iter()
            .find(|(claim, _)| claim == name)
            .map(|(_, items)| items.as_slice())
    }

    fn subject(&self, choice: &Choice<'_>) -> Option<Vec<Item>> {
        let default = ["repo".to_owned(), "context".to_owned()];
        let mut items = Vec::new();
        for key in choice.template.unwrap_or(&default) {
            if !items.is_empty() {
                items.push(literal(":"));
            }
            match key.as_str() {
                "repo" => items.extend(repository_in_subject(choice.immutable)),
                "context" if choice.environment => {
                    items.push(literal("environment:"));
                    items.push(Item::Piece(&ENVIRONMENT, Encoding::Colon));
                }
                "context" if choice.run.is_pull_request => items.push(literal("pull_request")),
                "context" => {
                    items.push(literal("ref:"));
                    items.extend(choice.run.git_ref.iter().map(Item::encoded));
                }
                key => {
                    items.push(Item::Literal(Cow::Owned(format!("{key}:"))));
                    items.extend(self.claim(key)?.iter().map(Item::encoded));
                }
            }
        }
        Some(items)
    }
}

fn literal(text: &'static str) -> Item {
    Item::Literal(Cow::Borrowed(text))
}

fn plain(piece: &'static Piece) -> Item {
    Item::Piece(piece, Encoding::Plain)
}

fn repository_in_subject(immutable: bool) -> Vec<Item> {
    let encoded = |piece| Item::Piece(piece, Encoding::Colon);
    let mut items = vec![literal("repo:"), encoded(&OWNER)];
    if immutable {
        items.extend([literal("@"), encoded(&OWNER_ID)]);
    }
    items.extend([literal("/"), encoded(&REPOSITORY)]);
    if immutable {
        items.extend([literal("@"), encoded(&REPOSITORY_ID)]);
    }
    items
}

/// Where the value of a claim comes from.
enum Source {
    /// A piece.
    Piece(&'static Piece),
    /// `OWNER/NAME`.
    Repository,
    /// The issuer, by host.
    Issuer,
    /// The subject: put in last, since it may hold any other claim.
    Subject,
    /// The kind of run.
    Ref,
    RefType,
    BaseRef,
    HeadRef,
    /// The workflow that was started, and the one that the job is in.
    WorkflowRef,
    JobWorkflowRef,
    JobWorkflowSha,
    /// A piece that is there with an environment, or with an enterprise.
    OfEnvironment(&'static Piece),
    OfEnterprise(&'static Piece),
}

const CLAIMS: &[(&str, Source)] = &[
    ("actor", Source::Piece(&ACTOR)),
    ("actor_id", Source::Piece(&ACTOR_ID)),
    ("aud", Source::Piece(&AUDIENCE)),
    ("base_ref", Source::BaseRef),
    ("check_run_id", Source::Piece(&CHECK_RUN_ID)),
    ("enterprise", Source::OfEnterprise(&ENTERPRISE)),
    ("enterprise_id", Source::OfEnterprise(&ENTERPRISE_ID)),
    ("environment", Source::OfEnvironment(&ENVIRONMENT)),
    (
        "environment_node_id",
        Source::OfEnvironment(&ENVIRONMENT_NODE_ID),
    ),
    ("event_name", Source::Piece(&EVENT)),
    ("exp", Source::Piece(&EXPIRES_AT)),
    ("head_ref", Source::HeadRef),
    ("iat", Source::Piece(&ISSUED_AT)),
    ("iss", Source::Issuer),
    ("job_workflow_ref", Source::JobWorkflowRef),
    ("job_workflow_sha", Source::JobWorkflowSha),
    ("jti", Source::Piece(&TOKEN_ID)),
    ("nbf", Source::Piece(&NOT_BEFORE)),
    ("ref", Source::Ref),
    ("ref_protected", Source::Piece(&REF_PROTECTED)),
    ("ref_type", Source::RefType),
    ("repository", Source::Repository),
    ("repository_id", Source::Piece(&REPOSITORY_ID)),
    ("repository_owner", Source::Piece(&OWNER)),
    ("repository_owner_id", Source::Piece(&OWNER_ID)),
    ("repository_visibility", Source::Piece(&VISIBILITY)),
    ("run_attempt", Source::Piece(&RUN_ATTEMPT)),
    ("run_id", Source::Piece(&RUN_ID)),
    ("run_number", Source::Piece(&RUN_NUMBER)),
    ("runner_environment", Source::Piece(&RUNNER)),
    ("sha", Source::Piece(&SHA)),
    ("sub", Source::Subject),
    ("workflow", Source::Piece(&WORKFLOW)),
    ("workflow_ref", Source::WorkflowRef),
    ("workflow_sha", Source::Piece(&WORKFLOW_SHA)),
];

impl Source {
    fn items(&self, choice: &Choice<'_>) -> Option<Vec<Item>> {
        let run = choice.run;
        Some(match self {
            Self::Piece(piece) => vec![plain(piece)],
            Self::Repository => vec![plain(&OWNER), literal("/"), plain(&REPOSITORY)],
            Self::Issuer => issuer(choice),
            Self::Subject => Vec::new(),
            Self::Ref => run.git_ref.to_vec(),
            Self::RefType => vec![literal(run.ref_type)],
            Self::BaseRef => run.base_ref.to_vec(),
            Self::HeadRef => run.head_ref.to_vec(),
            Self::JobWorkflowRef if choice.reusable => file(
                &CALLED_OWNER,
                &CALLED_REPOSITORY,
                &CALLED_FILE,
                &[plain(&CALLED_REF)],
            ),
            Self::WorkflowRef | Self::JobWorkflowRef => {
                file(&OWNER, &REPOSITORY, &WORKFLOW_FILE, run.workflow_at)
            }
            Self::JobWorkflowSha if choice.reusable => vec![plain(&CALLED_SHA)],
            Self::JobWorkflowSha => vec![plain(&WORKFLOW_SHA)],
            Self::OfEnvironment(piece) => choice.environment.then(|| vec![plain(piece)])?,
            Self::OfEnterprise(piece) => choice.enterprise.then(|| vec![plain(piece)])?,
        })
    }
}

fn issuer(choice: &Choice<'_>) -> Vec<Item> {
    let mut items = match choice.host {
        Host::GitHub => vec![literal("https://token.actions.githubusercontent.com")],
        Host::DataResidency => vec![
            literal("https://token.actions."),
            plain(&SUBDOMAIN),
            literal(".ghe.com"),
        ],
        Host::Server => vec![
            literal("https://"),
            plain(&SERVER),
            literal("/_services/token"),
        ],
    };
    if choice.slug_in_issuer {
        items.extend([literal("/"), plain(&ENTERPRISE)]);
    }
    items
}

/// `OWNER/NAME/.github/workflows/FILE@` and what follows.
fn file(
    owner: &'static Piece,
    repository: &'static Piece,
    name: &'static Piece,
    at: &[Item],
) -> Vec<Item> {
    let mut items = vec![
        plain(owner),
        literal("/"),
        plain(repository),
        literal("/.github/workflows/"),
        plain(name),
        literal("@"),
    ];
    items.extend_from_slice(at);
    items
}
