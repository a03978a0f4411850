//! What Google refuses when a provider or a binding is written
//! (<https://docs.cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools.providers>).

use super::document::{Mapping, Provider, Text};
use super::member::Invalid;
use crate::cel::Type;
use crate::cel::ast::Kind;
use crate::diagnostic::Diagnostic;
use crate::quote::quoted;
use crate::relying_party::expression::Written;

const URL: &str = "https://docs.cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools.providers";
const MAPPING_URL: &str =
    "https://docs.cloud.google.com/iam/docs/workload-identity-federation#mapping";
const CONDITION_URL: &str =
    "https://docs.cloud.google.com/iam/docs/workload-identity-federation#conditions";

const MAX_CUSTOM_ATTRIBUTES: usize = 50;
const MAX_KEY: usize = 100;
const MAX_MAPPING: usize = 2_048;
const MAX_CONDITION: usize = 4_096;
const MAX_AUDIENCES: usize = 10;
const MAX_AUDIENCE: usize = 256;

/// Issuers that anybody can get tokens of, for which Google asks for a condition.
const SHARED_ISSUERS: &[&str] = &[
    "https://token.actions.githubusercontent.com",
    "https://gitlab.com",
    "https://app.terraform.io",
];

pub(super) fn is_shared(provider: &Provider<'_>) -> bool {
    provider.issuer.is_some_and(|issuer| {
        let bare = issuer.text.strip_suffix('/').unwrap_or(issuer.text);
        SHARED_ISSUERS.contains(&bare)
    })
}

pub(super) fn provider(provider: &Provider<'_>, diagnostics: &mut Vec<Diagnostic>) {
    match provider.issuer {
        None => diagnostics.push(
            Diagnostic::error(
                "missing-element",
                "expected `oidc.issuerUri`, which every OIDC provider has",
            )
            .url(URL)
            .at(provider.span),
        ),
        Some(issuer) if !issuer.text.starts_with("https://") => diagnostics.push(
            Diagnostic::error(
                "invalid-issuer",
                format!(
                    "expected an issuer that begins with `https://`, received {}",
                    quoted(issuer.text)
                ),
            )
            .url(URL)
            .at(issuer.span),
        ),
        Some(_) => {}
    }
    audiences(provider, diagnostics);
    keys(provider, diagnostics);
}

fn audiences(provider: &Provider<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if let Some(audience) = provider.audiences.get(MAX_AUDIENCES) {
        diagnostics.push(limit(
            format!(
                "expected at most {MAX_AUDIENCES} audiences, received {}",
                provider.audiences.len()
            ),
            *audience,
        ));
    }
    for audience in &provider.audiences {
        let length = audience.text.chars().count();
        if length > MAX_AUDIENCE {
            diagnostics.push(limit(
                format!(
                    "expected an audience of at most {MAX_AUDIENCE} characters, received {length}"
                ),
                *audience,
            ));
        }
    }
}

fn limit(message: String, at: Text<'_>) -> Diagnostic {
    Diagnostic::error("limit-exceeded", message)
        .url(URL)
        .at(at.span)
}

fn keys(provider: &Provider<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let is_subject = |mapping: &Mapping<'_>| mapping.key.text == "google.subject";
    if !provider.mapping.iter().any(is_subject) {
        diagnostics.push(
            Diagnostic::error(
                "missing-subject-mapping",
                "expected `google.subject` among the mapped attributes",
            )
            .help("map it from a claim that says whose token it is: `assertion.sub`")
            .url(MAPPING_URL)
            .at(provider.span),
        );
    }
    let mut custom = 0;
    for mapping in &provider.mapping {
        let key = mapping.key;
        let name = match key.text {
            "google.subject" | "google.groups" => continue,
            key => key.strip_prefix("attribute."),
        };
        let fits = name.is_some_and(|name| {
            !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        });
        if !fits {
            diagnostics.push(
                Diagnostic::error(
                    "invalid-mapping-key",
                    format!(
                        "expected `google.subject`, `google.groups` or `attribute.NAME` with a name of `a` to `z`, digits and `_`, received {}",
                        quoted(key.text)
                    ),
                )
                .url(MAPPING_URL)
                .at(key.span),
            );
            continue;
        }
        custom += 1;
        if custom == MAX_CUSTOM_ATTRIBUTES + 1 {
            diagnostics.push(limit(
                format!("expected at most {MAX_CUSTOM_ATTRIBUTES} attributes of one's own"),
                key,
            ));
        }
        if name.is_some_and(|name| name.len() > MAX_KEY) {
            diagnostics.push(limit(
                format!("expected the name of an attribute to have at most {MAX_KEY} characters"),
                key,
            ));
        }
    }
}

/// A mapping, once it has been read.
pub(super) fn mapping(mapping: &Mapping<'_>, result: &Type, diagnostics: &mut Vec<Diagnostic>) {
    let expression = mapping.expression;
    let length = expression.text.chars().count();
    if length > MAX_MAPPING {
        diagnostics.push(limit(
            format!("expected a mapping of at most {MAX_MAPPING} characters, received {length}"),
            expression,
        ));
    }
    let (wanted, fits) = match (mapping.key.text, result) {
        ("google.groups", Type::List(item)) => ("a list of strings", is_or_may_be(item, "string")),
        ("google.groups", other) => ("a list of strings", is_open(other)),
        (_, other) => ("a string", is_or_may_be(other, "string")),
    };
    if !fits {
        diagnostics.push(
            Diagnostic::error(
                "mapping-type",
                format!(
                    "expected {wanted} for {}, received an expression of the type `{result}`",
                    quoted(mapping.key.text)
                ),
            )
            .help(match result {
                Type::Named(name) if name == "bool" => {
                    "a condition belongs into the attribute condition, and the mapping says which claim it is"
                }
                _ => "`string(…)` makes a string of most values",
            })
            .url(MAPPING_URL)
            .at(expression.span),
        );
    }
}

fn is_open(of: &Type) -> bool {
    matches!(of, Type::Dyn | Type::Parameter(_))
}

fn is_or_may_be(of: &Type, name: &str) -> bool {
    is_open(of) || matches!(of, Type::Named(own) if own == name)
}

/// The condition, once it has been read.
pub(super) fn condition(
    condition: Text<'_>,
    result: &Type,
    written: &Written,
    provider: &Provider<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let length = condition.text.chars().count();
    if length > MAX_CONDITION {
        diagnostics.push(limit(
            format!(
                "expected a condition of at most {MAX_CONDITION} characters, received {length}"
            ),
            condition,
        ));
    }
    if !is_or_may_be(result, "bool") {
        diagnostics.push(
            Diagnostic::error(
                "condition-type",
                format!("expected a condition, received an expression of the type `{result}`"),
            )
            .url(CONDITION_URL)
            .at(condition.span),
        );
    }
    let mut reads = false;
    written.program.visit(&mut |part| {
        reads |= matches!(&part.kind, Kind::Name(name) if super::VARIABLES.contains(&&*name.text));
        let Kind::Member { operand, field, .. } = &part.kind else {
            return;
        };
        let Kind::Name(variable) = &operand.kind else {
            return;
        };
        let key = format!("{}.{}", variable.text, field.text);
        let mapped = || {
            provider
                .mapping
                .iter()
                .any(|mapping| mapping.key.text == key)
        };
        if matches!(&*variable.text, "attribute" | "google") && !mapped() {
            diagnostics.push(
                Diagnostic::warning(
                    "unmapped-attribute",
                    format!("the condition reads {}, which is not mapped", quoted(&key)),
                )
                .help("map it, or read the claim: `assertion.NAME`")
                .url(MAPPING_URL)
                .at(written.excerpt.place(part.span)),
            );
        }
    });
    if !reads && is_shared(provider) {
        diagnostics.push(required(condition.span));
    }
}

/// Without a condition.
pub(super) fn no_condition(provider: &Provider<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if is_shared(provider) {
        diagnostics.push(required(
            provider.issuer.map_or(provider.span, |issuer| issuer.span),
        ));
    }
}

fn required(span: crate::span::Span) -> Diagnostic {
    Diagnostic::error(
        "condition-required",
        "expected a condition that reads a claim: anybody can get tokens of this issuer",
    )
    .help("Google answers `The attribute condition must reference one of the provider's claims.`; providers from before that was asked for still work")
    .url(CONDITION_URL)
    .at(span)
}

/// A member that is none.
pub(super) fn member(member: Text<'_>, invalid: Invalid) -> Diagnostic {
    let message = match invalid {
        Invalid::Form => format!(
            "expected `subject/VALUE`, `group/VALUE`, `attribute.NAME/VALUE` or `*` after the pool, received {}",
            quoted(member.text)
        ),
        Invalid::Scheme => format!(
            "expected `principal://` before a subject and `principalSet://` before all else, received {}",
            quoted(member.text)
        ),
    };
    Diagnostic::error("invalid-member", message)
        .url("https://docs.cloud.google.com/iam/docs/principal-identifiers")
        .at(member.span)
}
