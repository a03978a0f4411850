//! Reading what people have of a provider, and of the bindings that go with it.

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, Error};
use crate::json::{Kind, Value};
use crate::quote::quoted;
use crate::relying_party::holding::not_a_policy;
use crate::span::Span;

/// A provider, and the bindings that were given with it.
#[derive(Debug)]
pub(super) struct Document<'v> {
    pub(super) provider: Provider<'v>,
    /// `None`: none were given, so that only the first gate can be asked.
    pub(super) bindings: Option<Vec<Binding<'v>>>,
}

/// A provider of a workload identity pool.
#[derive(Debug)]
pub(super) struct Provider<'v> {
    pub(super) span: Span,
    pub(super) name: Option<ResourceName<'v>>,
    /// Why it takes no tokens at all.
    pub(super) off: Option<Text<'v>>,
    pub(super) issuer: Option<Text<'v>>,
    pub(super) audiences: Vec<Text<'v>>,
    pub(super) mapping: Vec<Mapping<'v>>,
    pub(super) condition: Option<Text<'v>>,
}

/// A text and where it stands, quotes included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'v> {
    pub(super) text: &'v str,
    pub(super) span: Span,
}

/// An attribute, and the expression that it is mapped from.
#[derive(Debug)]
pub(super) struct Mapping<'v> {
    pub(super) key: Text<'v>,
    pub(super) expression: Text<'v>,
}

/// `projects/PROJECT/locations/global/workloadIdentityPools/POOL/providers/PROVIDER`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ResourceName<'v> {
    /// A number, or the id that people give.
    pub(super) project: Option<Cow<'v, str>>,
    pub(super) pool: Cow<'v, str>,
    pub(super) provider: Cow<'v, str>,
}

/// A role and who has it.
#[derive(Debug)]
pub(super) struct Binding<'v> {
    pub(super) role: &'v str,
    pub(super) members: Vec<Text<'v>>,
    /// Whether it hangs on a condition of its own, which is not read.
    pub(super) conditional: bool,
}

impl<'v> ResourceName<'v> {
    /// Reads the name of a provider, with or without what stands before `projects/`.
    pub(super) fn parse(text: &'v str) -> Option<Self> {
        let path = text
            .strip_prefix("https:")
            .unwrap_or(text)
            .trim_start_matches("//iam.googleapis.com/");
        let (project, rest) = path.strip_prefix("projects/")?.split_once('/')?;
        let (pool, rest) = rest
            .strip_prefix("locations/global/workloadIdentityPools/")?
            .split_once('/')?;
        let provider = rest.strip_prefix("providers/")?;
        let one = |part: &str| !part.is_empty() && !part.contains('/');
        (one(pool) && one(provider)).then_some(Self {
            project: Some(Cow::Borrowed(project)),
            pool: Cow::Borrowed(pool),
            provider: Cow::Borrowed(provider),
        })
    }

    /// The number of the project, if that is how it is named.
    pub(super) fn number(&self) -> Option<&str> {
        self.project.as_deref().filter(|project| is_number(project))
    }

    /// The name in full, if the number of the project is known.
    pub(super) fn full(&self) -> Option<String> {
        Some(format!(
            "projects/{}/locations/global/workloadIdentityPools/{}/providers/{}",
            self.number()?,
            self.pool,
            self.provider
        ))
    }
}

/// Whether a project is named by its number, and not by the id that people give.
pub(super) fn is_number(project: &str) -> bool {
    !project.is_empty() && project.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether an object looks like a provider.
pub(super) fn is_provider(value: &Value<'_>) -> bool {
    let mapping = ["attributeMapping", "attribute_mapping"];
    let oidc = value
        .get("oidc")
        .is_some_and(|oidc| matches!(oidc.kind, Kind::Object(_) | Kind::Array(_)));
    let named = value
        .get("name")
        .and_then(Value::as_str)
        .is_some_and(|name| ResourceName::parse(name).is_some());
    let mapped = mapping.iter().any(|key| value.get(key).is_some());
    (oidc && (mapped || named)) || (mapped && (named || value.get("issuerUri").is_some()))
}

/// Whether an object looks like an IAM policy.
fn is_iam_policy(value: &Value<'_>) -> bool {
    value
        .get("bindings")
        .is_some_and(|bindings| matches!(bindings.kind, Kind::Array(_)))
}

/// Whether a document holds a provider as this reads it.
pub(super) fn recognises(value: &Value<'_>) -> bool {
    match &value.kind {
        Kind::Array(items) => {
            let providers = items.iter().filter(|item| recognises_one(item)).count();
            providers == 1
                && items
                    .iter()
                    .all(|item| recognises_one(item) || is_iam_policy(item))
        }
        _ => recognises_one(value),
    }
}

fn recognises_one(value: &Value<'_>) -> bool {
    is_provider(value) || value.get("provider").is_some_and(is_provider)
}

/// Reads a document.
pub(super) fn read<'v>(
    value: &'v Value<'v>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Document<'v>, Error> {
    let mut providers = Vec::new();
    let mut policies = Vec::new();
    for item in value.items() {
        if let Some(provider) = item.get("provider").filter(|inner| is_provider(inner)) {
            providers.push(provider);
        } else if is_provider(item) {
            providers.push(item);
        }
        if is_iam_policy(item) {
            policies.push(item);
        }
        for key in ["policy", "iamPolicy", "policies"] {
            let inner = item.get(key).map(Value::items).unwrap_or_default();
            policies.extend(inner.iter().filter(|policy| is_iam_policy(policy)));
        }
    }
    let provider = match providers.as_slice() {
        [only] => *only,
        [] => {
            return Err(not_a_policy(
                value,
                "expected a provider with `oidc` and `attributeMapping`",
                "give what `gcloud iam workload-identity-pools providers describe PROVIDER --workload-identity-pool POOL --location global --format json` prints",
            ));
        }
        [_, second, ..] => {
            return Err(Error::new(
                "not-a-policy",
                format!("expected one provider, received {}", providers.len()),
            )
            .help("a token is for one provider: give it alone, or look for all with `findPolicies`")
            .at(second.span));
        }
    };
    let bindings = (!policies.is_empty()).then(|| {
        policies
            .iter()
            .flat_map(|policy| bindings(policy, diagnostics))
            .collect()
    });
    Ok(Document {
        provider: read_provider(provider, diagnostics),
        bindings,
    })
}

fn read_provider<'v>(value: &'v Value<'v>, diagnostics: &mut Vec<Diagnostic>) -> Provider<'v> {
    let oidc = value.get("oidc").and_then(|oidc| oidc.items().first());
    let member = |object: Option<&'v Value<'v>>, names: [&str; 2]| {
        object.and_then(|object| names.iter().find_map(|name| object.get(name)))
    };
    let inside = |names| member(oidc, names);
    let issuer = inside(["issuerUri", "issuer_uri"]);
    let audiences = inside(["allowedAudiences", "allowed_audiences"])
        .map(Value::items)
        .unwrap_or_default();
    let mapping = member(Some(value), ["attributeMapping", "attribute_mapping"]);
    let mapping = mapping.map(Value::members).unwrap_or_default();
    let condition = member(Some(value), ["attributeCondition", "attribute_condition"]);
    let off = match (value.get("state"), value.get("disabled")) {
        (Some(state), _) if state.as_str() == Some("DELETED") => Some(Text {
            text: "deleted",
            span: state.span,
        }),
        (_, Some(disabled)) if disabled.kind == Kind::Boolean(true) => Some(Text {
            text: "disabled",
            span: disabled.span,
        }),
        _ => None,
    };
    Provider {
        span: value.span,
        name: name(value),
        off,
        issuer: issuer.and_then(|issuer| text(issuer, "issuerUri", diagnostics)),
        audiences: audiences
            .iter()
            .filter_map(|audience| text(audience, "allowedAudiences", diagnostics))
            .collect(),
        mapping: mapping
            .iter()
            .filter_map(|member| {
                Some(Mapping {
                    key: Text {
                        text: &member.key,
                        span: member.key_span,
                    },
                    expression: text(&member.value, &member.key, diagnostics)?,
                })
            })
            .collect(),
        condition: condition
            .and_then(|condition| text(condition, "attributeCondition", diagnostics))
            .filter(|condition| !condition.text.trim().is_empty()),
    }
}

/// The name, or in a plan of Terraform the parts of it.
fn name<'v>(value: &'v Value<'v>) -> Option<ResourceName<'v>> {
    let text = |key| value.get(key).and_then(Value::as_str);
    let named = text("name").and_then(ResourceName::parse);
    named.or_else(|| {
        Some(ResourceName {
            project: text("project").map(Cow::Borrowed),
            pool: Cow::Borrowed(text("workload_identity_pool_id")?),
            provider: Cow::Borrowed(text("workload_identity_pool_provider_id")?),
        })
    })
}

/// The text of a string; anything but that, and null, is told.
fn text<'v>(
    value: &'v Value<'v>,
    name: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Text<'v>> {
    match &value.kind {
        Kind::String(text) => Some(Text {
            text,
            span: value.span,
        }),
        Kind::Null => None,
        _ => {
            diagnostics.push(
                Diagnostic::error(
                    "invalid-element",
                    format!(
                        "expected a string in {}, received {}",
                        quoted(name),
                        value.describe()
                    ),
                )
                .at(value.span),
            );
            None
        }
    }
}

fn bindings<'v>(policy: &'v Value<'v>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Binding<'v>> {
    let bindings = policy.get("bindings").map(Value::items).unwrap_or_default();
    bindings
        .iter()
        .map(|binding| Binding {
            role: binding
                .get("role")
                .and_then(Value::as_str)
                .unwrap_or_default(),
            members: binding
                .get("members")
                .map(Value::items)
                .unwrap_or_default()
                .iter()
                .filter_map(|member| text(member, "members", diagnostics))
                .collect(),
            conditional: binding
                .get("condition")
                .is_some_and(|condition| condition.kind != Kind::Null),
        })
        .collect()
}
