//! Credentials in the forms in which people keep them.
//!
//! | form | shape |
//! |---|---|
//! | `az … --parameters` file, Microsoft Graph | `{ name, issuer, subject, audiences, description }` |
//! | flexible, Graph's beta | `claimsMatchingExpression: { value, languageVersion }` for `subject` |
//! | `az … list`, Graph's list | `[…]`, `{ "value": […] }` |
//! | Azure Resource Manager | the same under `properties` |
//! | Terraform | `display_name`, `audience` as text or list, `claims_matching_expression` as text |

use crate::diagnostic::Diagnostic;
use crate::json::{Kind, Member, Value};
use crate::quote::quoted;
use crate::relying_party::holding::Has;
use crate::span::Span;

use super::{FLEXIBLE_URL, SETUP_URL, USUAL_AUDIENCE};

/// A credential.
#[derive(Debug)]
pub(super) struct Credential<'a> {
    /// Its name, or its number in the document.
    pub(super) label: String,
    pub(super) span: Span,
    pub(super) name: Option<Text<'a>>,
    pub(super) issuer: Option<Text<'a>>,
    pub(super) subject: Option<Text<'a>>,
    pub(super) audiences: Option<Audiences<'a>>,
    pub(super) expression: Option<Text<'a>>,
    pub(super) description: Option<Text<'a>>,
}

/// A property that is text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) text: &'a str,
    /// Where the text stands, quotes included.
    pub(super) span: Span,
    /// Where the whole property stands, or the place that stands for it.
    pub(super) whole: Span,
}

impl Text<'_> {
    /// Whether it is an expression of a template, filled in when that is deployed.
    pub(super) fn is_template(&self) -> bool {
        self.text.starts_with('[') && self.text.ends_with(']') && !self.text.starts_with("[[")
    }
}

/// `audiences`.
#[derive(Debug)]
pub(super) struct Audiences<'a> {
    pub(super) texts: Vec<Text<'a>>,
    /// Where the list stands.
    pub(super) span: Span,
    pub(super) whole: Span,
}

/// The properties that decide.
const OWN: [&str; 6] = [
    "issuer",
    "subject",
    "claimsMatchingExpression",
    "claims_matching_expression",
    "audiences",
    "audience",
];

/// Members by which an object is told to be a credential; the last are those of other relying
/// parties whose rules have an issuer and a subject too.
pub(super) const MEMBERS: &[&str] = &[
    "issuer",
    "subject",
    "claimsMatchingExpression",
    "claims_matching_expression",
    "audiences",
    "audience",
    "permissions",
    "repositories",
    "subject_pattern",
    "subject_claim",
    "claim_pattern",
];

/// Whether an object is a credential, given which members it has.
pub(super) fn is_credential(has: &Has<'_>) -> bool {
    let is_foreign = MEMBERS
        .iter()
        .any(|member| !OWN.contains(member) && has(member));
    let expression = has("claimsMatchingExpression") || has("claims_matching_expression");
    let audience = has("audiences") || has("audience");
    has("issuer") && !is_foreign && (expression || has("subject") && audience)
}

/// Whether a value looks like a credential, alone or under `properties`.
pub(super) fn looks_like_credential(value: &Value<'_>) -> bool {
    let has = |name: &str| inner(value).get(name).is_some();
    let is_text = |name: &str| {
        inner(value)
            .get(name)
            .is_some_and(|found| found.as_str().is_some())
    };
    let is_foreign = MEMBERS
        .iter()
        .any(|member| !OWN.contains(member) && has(member));
    // One that lacks a property is a credential too, and told what it lacks.
    let nearly =
        is_text("issuer") && !is_foreign && (has("audiences") || has("subject") && has("name"));
    is_credential(&has) && is_text("issuer") || nearly || has("claimsMatchingExpression")
}

/// Whether it has any property that is a credential's own.
pub(super) fn has_member(value: &Value<'_>) -> bool {
    let mut members = inner(value).members().iter();
    members.any(|member| OWN.contains(&member.key.as_ref()))
}

/// The list of credentials that a document is.
pub(super) fn list_in<'v, 'a>(document: &'v Value<'a>) -> Option<&'v [Value<'a>]> {
    match (
        &document.kind,
        document.get("value").map(|value| &value.kind),
    ) {
        (Kind::Array(items), _) | (Kind::Object(_), Some(Kind::Array(items))) => Some(items),
        _ => None,
    }
}

/// The values that stand for credentials in a document.
pub(super) fn credentials_in<'v, 'a>(document: &'v Value<'a>) -> Vec<&'v Value<'a>> {
    match list_in(document) {
        Some(items) => items.iter().collect(),
        None => vec![document],
    }
}

/// Where the properties of a credential are.
fn inner<'v, 'a>(value: &'v Value<'a>) -> &'v Value<'a> {
    value
        .get("properties")
        .filter(|properties| matches!(properties.kind, Kind::Object(_)))
        .unwrap_or(value)
}

/// What each way of writing credentials has beside.
const BESIDE: &[&str] = &[
    "apiVersion",
    "application_id",
    "application_object_id",
    "credential_id",
    "dependsOn",
    "description",
    "display_name",
    "etag",
    "id",
    "name",
    "parent_id",
    "properties",
    "resourceGroup",
    "resource_group_name",
    "systemData",
    "timeouts",
    "trustedIssuer",
    "type",
    "user_assigned_identity_id",
];

/// Reads a credential.
pub(super) fn read<'a>(
    value: &'a Value<'_>,
    number: usize,
    diagnostics: &mut Vec<Diagnostic>,
) -> Credential<'a> {
    let properties = inner(value);
    let mut reader = Reader {
        properties,
        diagnostics,
    };
    let name = text_of(value, "name").or_else(|| text_of(properties, "display_name"));
    let expression = reader.expression();
    let credential = Credential {
        label: name.map_or_else(|| number.to_string(), |name| name.text.to_owned()),
        span: value.span,
        name,
        issuer: reader.text("issuer"),
        subject: reader.text("subject"),
        audiences: reader.audiences(),
        expression,
        description: text_of(properties, "description"),
    };
    reader.unknown();
    credential
}

fn member<'v, 'a>(value: &'v Value<'a>, key: &str) -> Option<&'v Member<'a>> {
    let mut members = value.members().iter();
    members.find(|member| member.key == key && member.value.kind != Kind::Null)
}

fn text_of<'a>(value: &'a Value<'_>, key: &str) -> Option<Text<'a>> {
    let member = member(value, key)?;
    Some(Text {
        text: member.value.as_str()?,
        span: member.value.span,
        whole: Span::new(member.key_span.start, member.value.span.end),
    })
}

struct Reader<'v, 'a, 'd> {
    properties: &'v Value<'a>,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'v> Reader<'v, '_, '_> {
    fn text(&mut self, key: &str) -> Option<Text<'v>> {
        let member = member(self.properties, key)?;
        let text = text_of(self.properties, key);
        if text.is_none() {
            self.wrong(key, "a string", &member.value);
        }
        text
    }

    fn wrong(&mut self, key: &str, expected: &str, value: &Value<'_>) {
        self.diagnostics.push(
            Diagnostic::error(
                "invalid-element",
                format!(
                    "expected {expected} in {key}, received {received}",
                    key = quoted(key),
                    received = value.describe()
                ),
            )
            .url(SETUP_URL)
            .at(value.span),
        );
    }

    fn audiences(&mut self) -> Option<Audiences<'v>> {
        let (key, member) = ["audiences", "audience"]
            .into_iter()
            .find_map(|key| Some((key, member(self.properties, key)?)))?;
        let whole = Span::new(member.key_span.start, member.value.span.end);
        let mut texts = Vec::new();
        for item in member.value.items() {
            match item.as_str() {
                Some(text) => texts.push(Text {
                    text,
                    span: item.span,
                    whole,
                }),
                None => self.wrong(key, "strings", item),
            }
        }
        if key == "audiences" && !matches!(member.value.kind, Kind::Array(_)) {
            self.diagnostics.push(
                Diagnostic::error(
                    "invalid-element",
                    format!(
                        "expected a list of one string in `audiences`, received {}",
                        member.value.describe()
                    ),
                )
                .help(format!("write `\"audiences\": [\"{USUAL_AUDIENCE}\"]`"))
                .url(SETUP_URL)
                .at(member.value.span),
            );
        }
        Some(Audiences {
            texts,
            span: member.value.span,
            whole,
        })
    }

    fn expression(&mut self) -> Option<Text<'v>> {
        if let Some(text) = self.text("claims_matching_expression") {
            return Some(text);
        }
        let member = member(self.properties, "claimsMatchingExpression")?;
        let whole = Span::new(member.key_span.start, member.value.span.end);
        let span = member.value.span;
        if let Some(text) = member.value.as_str() {
            self.diagnostics.push(
                Diagnostic::error(
                    "invalid-element",
                    "expected an object in `claimsMatchingExpression`, received a string",
                )
                .help("write `{ \"value\": \"…\", \"languageVersion\": 1 }` with the expression as `value`")
                .url(FLEXIBLE_URL)
                .at(span),
            );
            return Some(Text { text, span, whole });
        }
        if !matches!(member.value.kind, Kind::Object(_)) {
            self.wrong("claimsMatchingExpression", "an object", &member.value);
            return None;
        }
        match member.value.get("languageVersion") {
            Some(version) if matches!(&version.kind, Kind::Number(text) if text == "1") => {}
            version => self.diagnostics.push(
                Diagnostic::error(
                    "language-version",
                    match version {
                        Some(version) => format!(
                            "expected the number `1` in `languageVersion`, received {}",
                            quoted(&version.to_string())
                        ),
                        None => "expected `languageVersion` beside the expression, received none"
                            .to_owned(),
                    },
                )
                .help("write `\"languageVersion\": 1`")
                .url(FLEXIBLE_URL)
                .at(version.map_or(span, |version| version.span)),
            ),
        }
        let value = member.value.get("value");
        let text = value.and_then(Value::as_str);
        let (Some(value), Some(text)) = (value, text) else {
            self.diagnostics.push(
                Diagnostic::error(
                    "missing-element",
                    "expected the expression as a string in `value` of `claimsMatchingExpression`, received none",
                )
                .url(FLEXIBLE_URL)
                .at(span),
            );
            return None;
        };
        Some(Text {
            text,
            span: value.span,
            whole,
        })
    }

    /// Properties that no credential has: a slip of these is a property left out.
    fn unknown(&mut self) {
        for member in self.properties.members() {
            let key = member.key.as_ref();
            if OWN.contains(&key) || BESIDE.contains(&key) || key.contains('@') {
                continue;
            }
            let diagnostic = Diagnostic::error(
                "unknown-element",
                format!("a federated identity credential has no {}", quoted(key)),
            )
            .url(SETUP_URL)
            .at(member.key_span);
            let near = crate::spelling::nearest(key, OWN.iter().chain(BESIDE).copied());
            self.diagnostics.push(match near {
                Some(near) => diagnostic.help(format!("did you mean {}?", quoted(near))),
                None => diagnostic,
            });
        }
    }
}
