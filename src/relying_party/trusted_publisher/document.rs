//! Where in a document the publishers are, and what they say.

use super::registry::{self, Registry};
use crate::diagnostic::{Diagnostic, Error};
use crate::json::{Kind, Member, Value};
use crate::quote::quoted;
use crate::span::Span;

/// What a document is.
pub(super) enum Document<'v, 'a> {
    /// Publishers of a registry.
    Publishers(&'static Registry, Vec<&'v Value<'a>>),
    /// An access policy of RubyGems, by its statements.
    AccessPolicy(&'v Value<'a>),
}

/// A text and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) text: String,
    /// The value.
    pub(super) span: Span,
    /// Key and value.
    pub(super) whole: Span,
}

/// A publisher.
#[derive(Debug)]
pub(super) struct Publisher {
    pub(super) span: Span,
    /// Its number, from 1.
    pub(super) label: String,
    /// `OWNER/REPOSITORY`
    pub(super) repository: Option<Text>,
    pub(super) owner_id: Option<Text>,
    /// The name of the file.
    pub(super) workflow: Option<Text>,
    pub(super) environment: Option<Text>,
    /// The repository of the workflow, where that is another.
    pub(super) workflow_repository: Option<String>,
    /// Of which service it is, where that is not GitHub Actions.
    pub(super) service: Option<Text>,
}

const OWNER: &[&str] = &["owner", "repository_owner"];
const REPOSITORY: &[&str] = &["repository", "repository_name"];
const OWNER_ID: &[&str] = &["owner_id", "repository_owner_id"];
const WORKFLOW: &[&str] = &["workflow", "workflow_filename", "file"];
const ENVIRONMENT: &[&str] = &["environment"];
const WORKFLOW_OWNER: &[&str] = &["workflow_repository_owner"];
const WORKFLOW_REPOSITORY: &[&str] = &["workflow_repository_name"];
const SERVICE: &[&str] = &["kind", "type"];

const FIELDS: &[&[&str]] = &[
    OWNER,
    REPOSITORY,
    OWNER_ID,
    WORKFLOW,
    ENVIRONMENT,
    WORKFLOW_OWNER,
    WORKFLOW_REPOSITORY,
    SERVICE,
];

/// What registries answer beside.
const BESIDE: &[&str] = &[
    "claims",
    "crate",
    "created_at",
    "id",
    "name",
    "package",
    "permissions",
    "project",
    "publishers",
    "registry",
    "workflow_ref",
];

/// Members by which the publishers of crates.io are told.
const CRATES_IO: [&str; 2] = ["github_config", "github_configs"];

/// What a document is, if it is one of ours.
///
/// # Errors
/// `unknown-registry`.
pub(super) fn find<'v, 'a>(value: &'v Value<'a>) -> Result<Option<Document<'v, 'a>>, Error> {
    if let Some(named) = value.get("registry") {
        let Some(registry) = named.as_str().and_then(registry::by_id) else {
            return Err(Error::new(
                "unknown-registry",
                format!(
                    "expected a registry out of {}, received {}",
                    registry::ids(),
                    quoted(named.as_str().unwrap_or(named.describe()))
                ),
            )
            .at(named.span));
        };
        let publishers = value.get("publishers").map_or_else(
            || vec![value],
            |publishers| publishers.items().iter().collect(),
        );
        return Ok(Some(Document::Publishers(registry, publishers)));
    }
    let of = |id: &str, found: &'v Value<'a>| {
        let registry = registry::by_id(id)?;
        Some(Document::Publishers(
            registry,
            found.items().iter().collect(),
        ))
    };
    if let Some(found) = CRATES_IO.iter().find_map(|key| value.get(key)) {
        return Ok(of("crates.io", found));
    }
    if is_npm(value) {
        return Ok(of("npm", value));
    }
    Ok(value
        .get("statements")
        .filter(|statements| matches!(statements.kind, Kind::Array(_)))
        .map(Document::AccessPolicy))
}

/// Whether it is the body that npm takes, or a list of what `npm trust list --json` prints.
fn is_npm(value: &Value<'_>) -> bool {
    let is_one = |value: &Value<'_>| {
        let has = |name: &str| value.get(name).is_some();
        let claims = value.get("claims");
        let body = claims.is_some_and(|claims| claims.get("repository").is_some());
        has("type") && (body || has("file") && has("repository"))
    };
    let items = value.items();
    !items.is_empty() && items.iter().all(is_one)
}

/// Reads a publisher.
pub(super) fn read(
    value: &Value<'_>,
    number: usize,
    registry: &Registry,
    diagnostics: &mut Vec<Diagnostic>,
) -> Publisher {
    let inner = value
        .get("claims")
        .filter(|claims| matches!(claims.kind, Kind::Object(_)))
        .unwrap_or(value);
    let mut reader = Reader {
        inner,
        url: registry.url,
        diagnostics,
    };
    let repository = match (reader.text(OWNER), reader.text(REPOSITORY)) {
        (Some(owner), Some(name)) => Some(Text {
            text: format!("{}/{}", owner.text, name.text),
            ..name
        }),
        (None, Some(name)) if name.text.contains('/') => Some(name),
        _ => None,
    };
    let workflow = match inner.get("workflow_ref") {
        Some(workflow) => Reader {
            inner: workflow,
            url: registry.url,
            diagnostics: reader.diagnostics,
        }
        .text(WORKFLOW),
        None => reader.text(WORKFLOW),
    };
    let elsewhere = (
        reader.text(WORKFLOW_OWNER),
        reader.text(WORKFLOW_REPOSITORY),
    );
    let publisher = Publisher {
        span: value.span,
        label: number.to_string(),
        repository,
        owner_id: reader.text(OWNER_ID),
        workflow,
        environment: reader.text(ENVIRONMENT),
        workflow_repository: match elsewhere {
            (Some(owner), Some(name)) => Some(format!("{}/{}", owner.text, name.text)),
            _ => None,
        },
        service: Reader {
            inner: value,
            url: registry.url,
            diagnostics: reader.diagnostics,
        }
        .text(SERVICE)
        .filter(|service| service.text != "github"),
    };
    reader.unknown();
    publisher
}

struct Reader<'v, 'a, 'd> {
    inner: &'v Value<'a>,
    url: &'static str,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl Reader<'_, '_, '_> {
    /// A field that is there; none where it is null or empty, which registries take for unset.
    fn text(&mut self, names: &[&str]) -> Option<Text> {
        let mut members = self.inner.members().iter();
        let Member {
            key,
            key_span,
            value,
        } = members.find(|member| names.contains(&member.key.as_ref()))?;
        let text = match &value.kind {
            Kind::String(text) | Kind::Number(text) => text.to_string(),
            Kind::Null => return None,
            Kind::Boolean(_) | Kind::Array(_) | Kind::Object(_) => {
                self.diagnostics.push(
                    Diagnostic::error(
                        "invalid-element",
                        format!(
                            "expected a text in {}, received {}",
                            quoted(key),
                            value.describe()
                        ),
                    )
                    .url(self.url)
                    .at(value.span),
                );
                return None;
            }
        };
        (!text.is_empty()).then_some(Text {
            text,
            span: value.span,
            whole: Span::new(key_span.start, value.span.end),
        })
    }

    fn unknown(&mut self) {
        let known = || FIELDS.iter().copied().flatten().chain(BESIDE).copied();
        for member in self.inner.members() {
            let key = member.key.as_ref();
            if known().any(|name| name == key) {
                continue;
            }
            let diagnostic = Diagnostic::error(
                "unknown-element",
                format!("a trusted publisher has no {}", quoted(key)),
            )
            .url(self.url)
            .at(member.key_span);
            self.diagnostics
                .push(match crate::spelling::nearest(key, known()) {
                    Some(near) => diagnostic.help(format!("did you mean {}?", quoted(near))),
                    None => diagnostic,
                });
        }
    }
}
