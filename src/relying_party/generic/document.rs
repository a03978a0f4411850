//! Rules in the forms in which people keep them.
//!
//! | form | shape |
//! |---|---|
//! | our notation | `{ preset, issuer, audiences, subject, subject_claim, claims, condition }` |
//! | Databricks | `{ oidc_policy: { issuer, audiences, subject, subject_claim } }` |
//! | Anthropic | `{ issuer_id, match: { subject_prefix, audience, claims, condition } }` |
//! | Tailscale | `{ keyType: "federated", issuer, audience, subject, customClaimRules }` |
//!
//! A list of rules is one policy: any that fits suffices.

use super::preset::{ALL, ANTHROPIC, DATABRICKS, PLAIN, Preset, TAILSCALE};
use crate::diagnostic::{Diagnostic, Error};
use crate::json::{Kind, Member, Value};
use crate::quote::quoted;
use crate::relying_party::holding::Has;
use crate::span::Span;

/// Members by which an object is told to be a rule.
pub(super) const MEMBERS: &[&str] = &[
    "preset",
    "issuer",
    "subject",
    "condition",
    "claims",
    "oidc_policy",
    "issuer_id",
    "match",
    "keyType",
    "customClaimRules",
];

/// Whether an object is a rule, given which members it has.
pub(super) fn is_rule(has: &Has<'_>) -> bool {
    let ours = has("preset")
        && ["issuer", "subject", "claims", "condition"]
            .iter()
            .any(|m| has(m));
    ours || has("oidc_policy")
        || has("issuer_id") && has("match")
        || has("issuer") && (has("customClaimRules") || has("keyType") && has("subject"))
}

/// A rule.
#[derive(Debug)]
pub(super) struct Rule<'a> {
    pub(super) preset: &'static Preset,
    /// Its name, or its number in the document.
    pub(super) label: String,
    pub(super) span: Span,
    pub(super) issuer: Option<Text<'a>>,
    pub(super) audiences: Option<Vec<Text<'a>>>,
    pub(super) subject: Option<Text<'a>>,
    pub(super) subject_claim: Option<Text<'a>>,
    pub(super) claims: Vec<&'a Member<'a>>,
    pub(super) condition: Option<Text<'a>>,
    /// The audience that a rule without any takes, where the document tells it.
    pub(super) usual_audience: Option<String>,
    /// What is not understood, which may ask for more: where it stands, and why.
    pub(super) unclear: Vec<(String, Span)>,
}

/// A text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) text: &'a str,
    pub(super) span: Span,
}

/// The names under which a form keeps what a rule is made of.
struct Form {
    issuer: &'static str,
    audience: &'static [&'static str],
    subject: &'static str,
    claims: &'static str,
    /// What decides nothing.
    ignored: &'static [&'static str],
}

const OURS: Form = Form {
    issuer: "issuer",
    audience: &["audiences", "audience"],
    subject: "subject",
    claims: "claims",
    ignored: &["preset", "name", "description"],
};

const OF_DATABRICKS: Form = Form {
    // The keys of the issuer, where they are not fetched from it.
    ignored: &["jwks_json", "jwks_uri"],
    ..OURS
};

const OF_ANTHROPIC: Form = Form {
    subject: "subject_prefix",
    ignored: &[],
    ..OURS
};

const OF_TAILSCALE: Form = Form {
    claims: "customClaimRules",
    ignored: &[
        "preset",
        "keyType",
        "id",
        "userId",
        "created",
        "updated",
        "scopes",
        "tags",
        "description",
        "name",
        "capabilities",
        "expires",
        "invalid",
        "revoked",
        "key",
    ],
    ..OURS
};

/// The rules of a document.
pub(super) fn rules_in<'v, 'a>(document: &'v Value<'a>) -> &'v [Value<'a>] {
    match &document.kind {
        Kind::Array(items) => items,
        _ => std::slice::from_ref(document),
    }
}

/// The preset that a rule is for: the one that it names, else the one whose form it has.
///
/// # Errors
/// `unknown-preset`.
fn preset_of(value: &Value<'_>) -> Result<&'static Preset, Error> {
    let Some(named) = value.get("preset") else {
        return Ok(match () {
            () if value.get("oidc_policy").is_some() => &DATABRICKS,
            () if value.get("match").is_some() => &ANTHROPIC,
            () if value.get("customClaimRules").is_some() || value.get("keyType").is_some() => {
                &TAILSCALE
            }
            () => &PLAIN,
        });
    };
    let name = named.as_str();
    let known = ALL.iter().find(|preset| name == Some(preset.id));
    known.copied().ok_or_else(|| {
        let ids: Vec<&str> = ALL.iter().map(|preset| preset.id).collect();
        Error::new(
            "unknown-preset",
            format!(
                "expected one of `{}` in `preset`, received {}",
                ids.join("`, `"),
                name.map_or_else(
                    || named.describe().to_owned(),
                    |name| quoted(name).to_string()
                )
            ),
        )
        .at(named.span)
    })
}

/// Takes a JSON object for a rule.
///
/// # Errors
/// `unknown-preset`.
pub(super) fn read<'a>(
    value: &'a Value<'a>,
    number: usize,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Rule<'a>, Error> {
    let preset = preset_of(value)?;
    let (inner, form) = match (value.get("oidc_policy"), value.get("match")) {
        (Some(inner), _) => (inner, &OF_DATABRICKS),
        (None, Some(inner)) => (inner, &OF_ANTHROPIC),
        (None, None) if preset.id == TAILSCALE.id => (value, &OF_TAILSCALE),
        (None, None) => (value, &OURS),
    };
    let name = ["name", "description"]
        .iter()
        .find_map(|name| value.get(name).and_then(Value::as_str));
    let mut rule = Rule {
        preset,
        label: name.map_or_else(|| number.to_string(), str::to_owned),
        span: value.span,
        issuer: value.get("issuer").and_then(text),
        audiences: None,
        subject: None,
        subject_claim: None,
        claims: Vec::new(),
        condition: None,
        usual_audience: name.and_then(account_of_databricks).map(str::to_owned),
        unclear: Vec::new(),
    };
    let mut unclear = Vec::new();
    for member in inner.members() {
        let key = member.key.as_ref();
        let taken = match key {
            _ if form.ignored.contains(&key) => true,
            _ if key == form.issuer => {
                rule.issuer = text(&member.value);
                rule.issuer.is_some()
            }
            _ if form.audience.contains(&key) => {
                rule.audiences = member.value.items().iter().map(text).collect();
                rule.audiences.is_some()
            }
            _ if key == form.subject => {
                rule.subject = text(&member.value);
                rule.subject.is_some()
            }
            "subject_claim" => {
                rule.subject_claim = text(&member.value);
                rule.subject_claim.is_some()
            }
            "condition" if preset.variable.is_some() => {
                rule.condition = text(&member.value);
                rule.condition.is_some()
            }
            _ if key == form.claims => {
                rule.claims = member.value.members().iter().collect();
                matches!(member.value.kind, Kind::Object(_))
            }
            _ => false,
        };
        // `null` is what is not there.
        if !taken && member.value.kind != Kind::Null {
            unclear.push(member);
        }
    }
    for member in unclear {
        let span = Span::new(member.key_span.start, member.value.span.end);
        let what = format!(
            "{} of {} is not understood",
            quoted(&member.key),
            member.value.describe()
        );
        diagnostics.push(
            Diagnostic::error("invalid-element", what.clone())
                .help("it may ask for more, so that nobody is let in for certain")
                .url(preset.url)
                .at(span),
        );
        rule.unclear.push((what, span));
    }
    Ok(rule)
}

fn text<'a>(value: &'a Value<'a>) -> Option<Text<'a>> {
    let span = value.span;
    value.as_str().map(|text| Text { text, span })
}

/// `accounts/ACCOUNT/…`, as Databricks calls its policies.
fn account_of_databricks(name: &str) -> Option<&str> {
    let (account, rest) = name.strip_prefix("accounts/")?.split_once('/')?;
    rest.contains("ederationPolicies/").then_some(account)
}
