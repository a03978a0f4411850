//! A role, read: its fields as Vault takes them, and what Vault would say of them.

mod field;

use std::collections::HashSet;

use ipnet::IpNet;

use self::field::Fields;
use super::DOCS_URL;
use super::document::{Document, Spelling};
use crate::diagnostic::Diagnostic;
use crate::json::{Kind, Value};
use crate::pattern::address;
use crate::quote::quoted;
use crate::span::Span;

/// A text and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) span: Span,
}

/// A role.
#[derive(Debug)]
pub(super) struct Role<'v> {
    pub(super) span: Span,
    pub(super) name: Option<String>,
    /// Why it takes no tokens, if it takes none.
    pub(super) refuses_tokens: Option<&'static str>,
    pub(super) bound_issuer: Option<Text>,
    pub(super) bound_subject: Option<Text>,
    pub(super) bound_audiences: Vec<Text>,
    pub(super) user_claim: Option<Text>,
    pub(super) user_claim_is_pointer: bool,
    pub(super) claim_mappings: Vec<Text>,
    pub(super) groups_claim: Option<Text>,
    pub(super) globs: bool,
    /// Where it says whether values are globs.
    pub(super) claims_type: Option<Span>,
    pub(super) bound_claims: Vec<Bound<'v>>,
    pub(super) cidrs: Vec<(IpNet, Text)>,
    /// The program of a role of OpenBao that has one in the place of bindings.
    pub(super) program: Option<&'v Value<'v>>,
    /// Fields that bind and cannot be read.
    pub(super) unreadable: Vec<(&'static str, Span)>,
}

/// A claim and the values of which it must have one.
#[derive(Debug)]
pub(super) struct Bound<'v> {
    pub(super) claim: String,
    pub(super) span: Span,
    pub(super) values: Vec<BoundValue<'v>>,
}

/// A value that a claim may have.
#[derive(Debug)]
pub(super) enum BoundValue<'v> {
    /// As JSON.
    Json(&'v Value<'v>),
    /// A part of a text that stands for several.
    Part(Text),
}

/// The fields of a role that Vault or OpenBao have ever had.
const KNOWN: &[&str] = &[
    "alias_metadata",
    "allowed_redirect_uris",
    "bound_audiences",
    "bound_cidrs",
    "bound_claims",
    "bound_claims_type",
    "bound_subject",
    "callback_mode",
    "cel_program",
    "claim_mappings",
    "clock_skew_leeway",
    "expiration_leeway",
    "groups_claim",
    "max_age",
    "max_ttl",
    "message",
    "name",
    "not_before_leeway",
    "num_uses",
    "oauth2_metadata",
    "oidc_scopes",
    "period",
    "policies",
    "poll_interval",
    "role_type",
    "token_bound_cidrs",
    "token_explicit_max_ttl",
    "token_max_ttl",
    "token_no_default_policy",
    "token_num_uses",
    "token_period",
    "token_policies",
    "token_policies_template_claims",
    "token_strictly_bind_ip",
    "token_ttl",
    "token_type",
    "ttl",
    "user_claim",
    "user_claim_json_pointer",
    "verbose_oidc_logging",
];

/// Reads a role.
pub(super) fn read<'v>(document: &Document<'v>, diagnostics: &mut Vec<Diagnostic>) -> Role<'v> {
    let role = document.role;
    if document.spelling == Spelling::Written {
        let unknown = role.members().iter();
        diagnostics.extend(
            unknown
                .filter(|member| !KNOWN.contains(&member.key.as_ref()))
                .map(|member| {
                    Diagnostic::warning(
                        "ignored-field",
                        format!("Vault ignores {}, which no role has", quoted(&member.key)),
                    )
                    .help("correct its name, or remove it")
                    .at(member.key_span)
                    .url(DOCS_URL)
                }),
        );
    }
    let mut fields = Fields::new(role, diagnostics);
    let program = role.get("cel_program");
    let refuses_tokens = match program {
        Some(_) => None,
        None => role_type(&mut fields, document.spelling),
    };
    let claims_type = fields.text("bound_claims_type");
    let globs = match claims_type.as_ref().map(|text| text.text.as_str()) {
        None | Some("string") => false,
        Some("glob") => true,
        Some(other) => {
            let message = format!(
                "expected `string` or `glob` in `bound_claims_type`, received {}",
                quoted(other)
            );
            let span = claims_type.as_ref().map_or(role.span, |text| text.span);
            fields.refuse(message, span);
            fields.unreadable("bound_claims_type", span);
            false
        }
    };
    let bound_claims = bound_claims(&mut fields, document.spelling, globs);
    let read = Role {
        span: role.span,
        name: fields
            .text("role_name")
            .or(fields.text("name"))
            .map(|name| name.text),
        refuses_tokens,
        bound_issuer: document
            .config
            .and_then(|config| config.get("bound_issuer"))
            .and_then(|issuer| fields.text_of("bound_issuer", issuer)),
        bound_subject: fields.text("bound_subject"),
        bound_audiences: fields.list("bound_audiences"),
        user_claim: fields.text("user_claim"),
        user_claim_is_pointer: fields.flag("user_claim_json_pointer"),
        claim_mappings: claim_mappings(&mut fields),
        groups_claim: fields.text("groups_claim"),
        globs,
        claims_type: claims_type.map(|text| text.span),
        bound_claims,
        cidrs: cidrs(&mut fields),
        program,
        unreadable: fields.into_unreadable(),
    };
    check(&read, diagnostics);
    read
}

/// Why a role of its type takes no token. The default is not the one that people expect.
fn role_type(fields: &mut Fields<'_, '_>, spelling: Spelling) -> Option<&'static str> {
    let written = fields.text("role_type");
    let (message, why) = match &written {
        Some(text) if text.text == "jwt" => return None,
        // What was read back without a type is of the time before there were types.
        None if spelling == Spelling::Read => return None,
        None => (
            "expected `\"role_type\": \"jwt\"`: without it a role is of the type `oidc` and takes no token",
            "the role has no `role_type` and so is of the type `oidc`, which takes no token",
        ),
        Some(text) if text.text == "oidc" => (
            "a role of the type `oidc` logs people in by a browser and takes no token",
            "the role is of the type `oidc`, which logs people in by a browser and takes no token",
        ),
        Some(text) => {
            let message = format!(
                "expected `jwt` or `oidc` in `role_type`, received {}",
                quoted(&text.text)
            );
            fields.refuse(message, text.span);
            return Some("Vault refuses a role of this type");
        }
    };
    let span = written.map_or(fields.beginning(), |text| text.span);
    fields.say(
        Diagnostic::error("role-type-oidc", message)
            .help("write `\"role_type\": \"jwt\"`")
            .at(span),
    );
    Some(why)
}

/// What Vault asks of a role as a whole.
fn check(role: &Role<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if role.program.is_some() {
        return;
    }
    if role.user_claim.is_none()
        && !role
            .unreadable
            .iter()
            .any(|(name, _)| *name == "user_claim")
    {
        diagnostics.push(
            Diagnostic::error(
                "user-claim-missing",
                "expected a claim to name the user by in `user_claim`, received none",
            )
            .help("for GitHub, `repository` or `sub`: `actor` differs from run to run, and each name counts as a client")
            .url(DOCS_URL)
            .at(Span::new(role.span.start, role.span.start + 1)),
        );
    }
    let binds = !role.bound_audiences.is_empty()
        || role.bound_subject.is_some()
        || !role.bound_claims.is_empty()
        || !role.cidrs.is_empty()
        || !role.unreadable.is_empty();
    if !binds && role.refuses_tokens.is_none() {
        diagnostics.push(
            Diagnostic::error(
                "no-bound-constraint",
                "expected one of `bound_audiences`, `bound_subject`, `bound_claims` and `token_bound_cidrs`, received none",
            )
            .help("say which tokens may log in: bind the audience, and the subject or other claims")
            .url(DOCS_URL)
            .at(Span::new(role.span.start, role.span.start + 1)),
        );
    }
}

fn claim_mappings(fields: &mut Fields<'_, '_>) -> Vec<Text> {
    let Some(value) = fields.value("claim_mappings") else {
        return Vec::new();
    };
    if !matches!(value.kind, Kind::Object(_)) {
        fields.expected("claim_mappings", "an object", value);
        return Vec::new();
    }
    let mut targets = HashSet::new();
    for member in value.members() {
        let target = member.value.as_str().unwrap_or_default();
        let message = match target {
            "role" => {
                "the metadata `role` is Vault's own, and no claim may be mapped to it".to_owned()
            }
            _ if !targets.insert(target) => {
                format!("two claims are mapped to the metadata {}", quoted(target))
            }
            _ => continue,
        };
        fields.refuse(message, member.value.span);
    }
    let sources = value.members().iter();
    sources
        .map(|member| Text {
            text: member.key.to_string(),
            span: Span::new(member.key_span.start, member.value.span.end),
        })
        .collect()
}

fn bound_claims<'v>(
    fields: &mut Fields<'v, '_>,
    spelling: Spelling,
    globs: bool,
) -> Vec<Bound<'v>> {
    let Some(value) = fields.value("bound_claims") else {
        return Vec::new();
    };
    if !matches!(value.kind, Kind::Object(_)) {
        fields.expected("bound_claims", "an object", value);
        return Vec::new();
    }
    let members = value.members().iter();
    let mut bound = Vec::new();
    for member in members {
        let values: Vec<BoundValue<'v>> = match member.value.as_str() {
            Some(text) if spelling == Spelling::Terraform && text.contains(',') => text
                .split(',')
                .map(|part| {
                    BoundValue::Part(Text {
                        text: part.trim().to_owned(),
                        span: member.value.span,
                    })
                })
                .collect(),
            _ => member.value.items().iter().map(BoundValue::Json).collect(),
        };
        for value in &values {
            if let BoundValue::Json(value) = value {
                check_value(fields, value, globs);
            }
        }
        bound.push(Bound {
            claim: member.key.to_string(),
            span: Span::new(member.key_span.start, member.value.span.end),
            values,
        });
    }
    bound
}

/// What Vault says of a value, or what comes of it unsaid.
fn check_value(fields: &mut Fields<'_, '_>, value: &Value<'_>, globs: bool) {
    match &value.kind {
        Kind::String(_) => {}
        _ if globs => {
            let message = format!(
                "expected texts under `\"bound_claims_type\": \"glob\"`, received {}",
                value.describe()
            );
            fields.refuse(message, value.span);
        }
        Kind::Boolean(_) => {}
        Kind::Number(written) if super::number::is_reachable(written) => {}
        Kind::Number(written) => fields.say(Diagnostic::warning("value-never-matches", format!(
                "no claim is ever written {}: those of a token are whole numbers in plain digits here",
                quoted(written)
            )).at(value.span)),
        Kind::Null | Kind::Array(_) | Kind::Object(_) => fields.say(Diagnostic::warning("value-never-matches", format!(
                "expected a text, a number or a boolean, received {}, which no claim fits",
                value.describe()
            )).at(value.span)),
    }
}

fn cidrs(fields: &mut Fields<'_, '_>) -> Vec<(IpNet, Text)> {
    let mut written = fields.list("token_bound_cidrs");
    if written.is_empty() {
        written = fields.list("bound_cidrs");
    }
    let mut ranges = Vec::new();
    for text in written {
        match address::parse_range(&text.text) {
            Some(range) => ranges.push((range, text)),
            None => {
                let message = format!(
                    "expected a range of addresses in `token_bound_cidrs`, received {}",
                    quoted(&text.text)
                );
                fields.refuse(message, text.span);
                fields.unreadable("token_bound_cidrs", text.span);
            }
        }
    }
    ranges
}
