//! The subject of GitHub's tokens, `sub`: its grammar.
//!
//! ```text
//! subject    = segment *( ":" segment )
//! segment    = "repo:" repository | "pull_request" | KEY ":" VALUE
//! repository = OWNER "/" NAME                    names alone
//!            | OWNER "@" ID "/" NAME "@" ID      immutable
//! ```
//!
//! By default a subject is `repo:` and a context. The context is the first that applies:
//! `environment:NAME` where the job has an environment, `pull_request` where a pull request event
//! started the run, `ref:REF` otherwise. An organisation or a repository may choose other keys
//! (`include_claim_keys`): the names of claims, `repo`, and `context`, which stands for the context
//! and does not appear itself. A `:` within a value is written `%3A`, except by GitHub Enterprise
//! Server 3.18 and older.
//!
//! Source: <https://docs.github.com/en/actions/reference/security/oidc>.
//!
//! ```
//! use rolecall::issuer::github::subject::{Context, Form, Subject};
//!
//! let text = "repo:octo-org@123456/octo-repo@456789:environment:prod%3Aeu";
//! let subject = Subject::parse(text);
//! assert_eq!(subject.form, Form::Immutable);
//! assert_eq!(subject.context, Some(Context::Environment("prod:eu".into())));
//! assert_eq!(
//!     subject.without_ids().as_deref(),
//!     Some("repo:octo-org/octo-repo:environment:prod%3Aeu"),
//! );
//! assert_eq!(subject.to_string(), text);
//! ```

mod pattern;
mod segment;

use std::borrow::Cow;
use std::fmt;

pub use pattern::{ContextPattern, Part, SubjectPattern};
pub use segment::Segment;

use super::GitRef;
use segment::{Reading, segments};

/// What a subject is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// `repo:OWNER/NAME:CONTEXT`, by default until July 2026.
    Classic,
    /// `repo:OWNER@ID/NAME@ID:CONTEXT`, by default since.
    Immutable,
    /// Keys that somebody chose.
    Template,
    /// Nothing that GitHub would issue.
    Other,
}

/// A subject taken apart. Parsing takes any text, and printing gives the same text again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject<'a> {
    /// What it is made of.
    pub form: Form,
    /// What stands after `repo:`, where that is a repository.
    pub repository: Option<Repository<'a>>,
    /// The context; in a [`Form::Template`], and in what GitHub would not issue, the first segment
    /// that might be one.
    pub context: Option<Context<'a>>,
    /// All segments, in order.
    pub segments: Vec<Segment<'a>>,
}

/// A repository, as a subject names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repository<'a> {
    /// The name of its owner.
    pub owner: &'a str,
    /// The id of its owner, in immutable subjects.
    pub owner_id: Option<&'a str>,
    /// Its name.
    pub name: &'a str,
    /// Its id, in immutable subjects.
    pub id: Option<&'a str>,
}

/// A context, values decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Context<'a> {
    /// `ref:REF`.
    Ref(Cow<'a, str>),
    /// `environment:NAME`.
    Environment(Cow<'a, str>),
    /// `pull_request`.
    PullRequest,
}

/// The kind of a [`Context`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContextKind {
    /// `ref`.
    Ref,
    /// `environment`.
    Environment,
    /// `pull_request`.
    PullRequest,
}

impl ContextKind {
    /// Every kind there is.
    pub const ALL: [Self; 3] = [Self::Ref, Self::Environment, Self::PullRequest];

    /// The key that a subject has for it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Ref => "ref",
            Self::Environment => "environment",
            Self::PullRequest => "pull_request",
        }
    }

    fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

impl<'a> Subject<'a> {
    /// Takes a text apart.
    pub fn parse(text: &'a str) -> Self {
        let segments = segments(text, Reading::Subject);
        let repository = segments
            .iter()
            .find(|segment| segment.key == "repo")
            .and_then(|segment| Repository::parse(segment.value?));
        let context = segments.iter().find_map(Context::of);
        Self {
            form: form(&segments, repository.as_ref()),
            repository,
            context,
            segments,
        }
    }

    /// The value of the first segment with this key, decoded.
    pub fn value(&self, key: &str) -> Option<Cow<'a, str>> {
        self.segments
            .iter()
            .find(|segment| segment.key == key)
            .and_then(Segment::decoded)
    }

    /// The keys of a template that gives such subjects, `context` standing for the context.
    /// Where the context has the form of a claim of the same name, the two cannot be told apart.
    pub fn template(&self) -> Vec<&'a str> {
        let first = self
            .segments
            .iter()
            .position(|segment| ContextKind::of(segment.key).is_some());
        let keys = self.segments.iter().enumerate();
        keys.map(|(index, segment)| match Some(index) == first {
            true => "context",
            false => segment.key,
        })
        .collect()
    }

    /// The same subject with ids in its repository; `None` where it has no repository, or ids.
    pub fn with_ids(&self, owner_id: &str, id: &str) -> Option<String> {
        let repository = self.repository.filter(|known| !known.has_ids())?;
        Some(self.with_repository(&Repository {
            owner_id: Some(owner_id),
            id: Some(id),
            ..repository
        }))
    }

    /// The same subject without ids in its repository; `None` where it has none.
    pub fn without_ids(&self) -> Option<String> {
        let repository = self.repository.filter(Repository::has_ids)?;
        Some(self.with_repository(&Repository {
            owner_id: None,
            id: None,
            ..repository
        }))
    }

    /// The same subject for another context; `None` where it has none to put it in place of.
    pub fn with_context(&self, context: &Context<'_>) -> Option<String> {
        let old = self
            .segments
            .iter()
            .position(|segment| ContextKind::of(segment.key).is_some())?;
        Some(self.print_with(|index, _| (index == old).then(|| context.to_string())))
    }

    fn with_repository(&self, repository: &Repository<'_>) -> String {
        self.print_with(|_, segment| (segment.key == "repo").then(|| format!("repo:{repository}")))
    }

    /// Prints the segments, in place of some another text.
    fn print_with(&self, other: impl Fn(usize, &Segment<'a>) -> Option<String>) -> String {
        let texts: Vec<String> = self
            .segments
            .iter()
            .enumerate()
            .map(|(index, segment)| other(index, segment).unwrap_or_else(|| segment.to_string()))
            .collect();
        texts.join(":")
    }
}

impl fmt::Display for Subject<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.print_with(|_, _| None))
    }
}

fn form(segments: &[Segment<'_>], repository: Option<&Repository<'_>>) -> Form {
    let of_template = |segment: &Segment<'_>| match segment.key {
        "repo" => repository.is_some_and(Repository::is_sound),
        "pull_request" => segment.value.is_none(),
        _ => segment.is_known() && segment.value.is_some(),
    };
    if !segments.iter().all(of_template) {
        return Form::Other;
    }
    match (segments, repository) {
        ([repo, context], Some(repository))
            if repo.key == "repo" && ContextKind::of(context.key).is_some() =>
        {
            if repository.has_ids() {
                Form::Immutable
            } else {
                Form::Classic
            }
        }
        _ => Form::Template,
    }
}

impl<'a> Repository<'a> {
    /// Takes `OWNER/NAME` or `OWNER@ID/NAME@ID` apart; `None` for a text that is neither.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (owner, name) = text.split_once('/')?;
        if owner.is_empty() || name.is_empty() || name.contains('/') {
            return None;
        }
        let (owner, owner_id) = without_id(owner);
        let (name, id) = without_id(name);
        Some(Self {
            owner,
            owner_id,
            name,
            id,
        })
    }

    /// Whether it has the ids of owner and repository.
    pub fn has_ids(&self) -> bool {
        self.owner_id.is_some() && self.id.is_some()
    }

    /// The repository that this one would be if it were written in the form `OWNER-ID/NAME-ID`,
    /// which GitHub announced in April 2026 and withdrew before any token had it. The form is
    /// ambiguous: names may end so by themselves, and anybody may take such a name.
    pub fn as_hyphenated(&self) -> Option<Self> {
        if self.owner_id.is_some() || self.id.is_some() {
            return None;
        }
        let numbered = |text: &'a str| {
            let (name, id) = text.rsplit_once('-')?;
            (!name.is_empty() && is_number(id)).then_some((name, id))
        };
        let ((owner, owner_id), (name, id)) = (numbered(self.owner)?, numbered(self.name)?);
        Some(Self {
            owner,
            owner_id: Some(owner_id),
            name,
            id: Some(id),
        })
    }

    /// Whether GitHub could write it so: both ids or none, and no `@` in a name.
    fn is_sound(&self) -> bool {
        self.owner_id.is_some() == self.id.is_some()
            && !self.owner.contains('@')
            && !self.name.contains('@')
    }
}

impl fmt::Display for Repository<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.owner)?;
        if let Some(id) = self.owner_id {
            write!(formatter, "@{id}")?;
        }
        write!(formatter, "/{}", self.name)?;
        match self.id {
            Some(id) => write!(formatter, "@{id}"),
            None => Ok(()),
        }
    }
}

/// A name and the id after its `@`; all of it is the name where no number follows.
fn without_id(text: &str) -> (&str, Option<&str>) {
    match text.split_once('@') {
        Some((name, id)) if !name.is_empty() && is_number(id) => (name, Some(id)),
        _ => (text, None),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl<'a> Context<'a> {
    fn of(segment: &Segment<'a>) -> Option<Self> {
        Some(match ContextKind::of(segment.key)? {
            ContextKind::PullRequest => Self::PullRequest,
            ContextKind::Ref => Self::Ref(segment.decoded()?),
            ContextKind::Environment => Self::Environment(segment.decoded()?),
        })
    }

    /// Its kind.
    pub const fn kind(&self) -> ContextKind {
        match self {
            Self::Ref(_) => ContextKind::Ref,
            Self::Environment(_) => ContextKind::Environment,
            Self::PullRequest => ContextKind::PullRequest,
        }
    }

    /// The ref taken apart, where it is one.
    pub fn git_ref(&self) -> Option<GitRef<'_>> {
        match self {
            Self::Ref(text) => Some(GitRef::parse(text)),
            _ => None,
        }
    }
}

impl fmt::Display for Context<'_> {
    /// As a subject has it, `:` encoded.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ref(text) => write!(formatter, "ref:{}", encode(text)),
            Self::Environment(name) => write!(formatter, "environment:{}", encode(name)),
            Self::PullRequest => formatter.write_str("pull_request"),
        }
    }
}

/// A value as a subject has it: with `%3A` for `:`. Of other characters GitHub's documentation says
/// nothing, of `%` itself neither.
pub fn encode(value: &str) -> Cow<'_, str> {
    match value.contains(':') {
        true => Cow::Owned(value.replace(':', "%3A")),
        false => Cow::Borrowed(value),
    }
}

/// The value that a subject has as this text.
pub fn decode(text: &str) -> Cow<'_, str> {
    match text.contains("%3A") {
        true => Cow::Owned(text.replace("%3A", ":")),
        false => Cow::Borrowed(text),
    }
}
