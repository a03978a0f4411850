//! Would Entra take the document today? What it refuses when a credential is made or changed.
//!
//! Wrong values are taken, and fail at the exchange; what is refused is what is told here. Existing
//! credentials work on, so none of it decides whether a token fits.

use std::collections::HashMap;

use super::document::{Credential, Text};
use super::expression::{Comparison, Operator};
use super::{CONSIDERATIONS_URL, FLEXIBLE_URL, SETUP_URL, USUAL_AUDIENCE};
use crate::diagnostic::Diagnostic;
use crate::json::Inside;
use crate::quote::quoted;
use crate::span::Span;

/// Most credentials of an application or a managed identity.
const MOST_CREDENTIALS: usize = 20;
/// Longest issuer, subject, audience and description, in characters.
const LONGEST: usize = 600;
/// Shortest and longest name, in characters.
const NAME: std::ops::RangeInclusive<usize> = 3..=120;

/// A claim that expressions about tokens of an issuer may look up.
#[derive(Debug)]
pub(super) struct Claim {
    pub(super) name: &'static str,
    /// Whether `matches` may be used, and not `eq` alone.
    matches: bool,
}

const fn claim(name: &'static str, matches: bool) -> Claim {
    Claim { name, matches }
}

const GITHUB: &[Claim] = &[
    claim("sub", true),
    claim("job_workflow_ref", true),
    claim("repository_id", false),
    claim("repository_owner_id", false),
];
const GITLAB: &[Claim] = &[claim("sub", true), claim("project_id", false)];
const TERRAFORM: &[Claim] = &[claim("sub", true)];

/// What GitHub's expressions must pin beside the subject: one of these.
const GITHUB_IDS: [&str; 2] = ["repository_id", "repository_owner_id"];

/// The claims that expressions about tokens of an issuer may look up; none where it has no
/// expressions.
pub(super) fn claims(issuer: &str) -> &'static [Claim] {
    match issuer {
        "https://token.actions.githubusercontent.com" => GITHUB,
        "https://app.terraform.io" | "https://app.eu.terraform.io" => TERRAFORM,
        _ if is_gitlab(issuer) => GITLAB,
        _ => &[],
    }
}

/// `https://gitlab.com`, and `https://gitlab.NAME.com` or `.ca`.
fn is_gitlab(issuer: &str) -> bool {
    let Some(host) = issuer.strip_prefix("https://gitlab.") else {
        return false;
    };
    let middle = || {
        host.strip_suffix(".com")
            .or_else(|| host.strip_suffix(".ca"))
    };
    host == "com" || middle().is_some_and(|name| !name.is_empty() && !name.contains('/'))
}

/// What is refused of the credentials of one application or identity.
pub(super) fn check_all(credentials: &[Credential<'_>], diagnostics: &mut Vec<Diagnostic>) {
    for credential in credentials {
        check(credential, diagnostics);
    }
    if let Some(first) = credentials.get(MOST_CREDENTIALS) {
        diagnostics.push(
            Diagnostic::error(
                "too-many-credentials",
                format!(
                    "expected at most {MOST_CREDENTIALS} credentials of an application or identity, received {}",
                    credentials.len()
                ),
            )
            .help("several subjects may come in by one `claimsMatchingExpression`")
            .url(CONSIDERATIONS_URL)
            .at(first.span),
        );
    }
    let mut known = HashMap::new();
    for credential in credentials {
        let (Some(issuer), Some(subject)) = (&credential.issuer, &credential.subject) else {
            continue;
        };
        if let Some(twin) = known.insert((issuer.text, subject.text), credential) {
            diagnostics.push(
                Diagnostic::error(
                    "duplicate-credential",
                    format!(
                        "expected each issuer and subject once, received {} twice",
                        quoted(subject.text)
                    ),
                )
                .help(format!(
                    "the credential {} has them already",
                    quoted(&twin.label)
                ))
                .url(CONSIDERATIONS_URL)
                .at(subject.span),
            );
        }
    }
}

fn check(credential: &Credential<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if let Some(audiences) = &credential.audiences
        && audiences.texts.len() != 1
    {
        diagnostics.push(
            Diagnostic::error(
                "audience-count",
                format!(
                    "expected exactly one audience, received {}",
                    audiences.texts.len()
                ),
            )
            .help(format!(
                "it is {} unless the token is asked for with another; for several, make a credential of each",
                quoted(USUAL_AUDIENCE)
            ))
            .url(CONSIDERATIONS_URL)
            .at(audiences.span),
        );
    }
    let audiences = credential.audiences.iter().flat_map(|found| &found.texts);
    let limited = [
        &credential.issuer,
        &credential.subject,
        &credential.description,
    ]
    .into_iter()
    .flatten()
    .chain(audiences);
    for text in limited {
        check_length(text, diagnostics);
    }
    if let Some(issuer) = &credential.issuer {
        check_issuer(issuer, diagnostics);
    }
    if let Some(name) = &credential.name {
        check_name(name, diagnostics);
    }
}

fn check_length(text: &Text<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let length = text.text.chars().count();
    if length > LONGEST {
        diagnostics.push(
            Diagnostic::error(
                "value-too-long",
                format!("expected at most {LONGEST} characters, received {length}"),
            )
            .url(CONSIDERATIONS_URL)
            .at(text.span),
        );
    }
}

fn check_issuer(issuer: &Text<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let url = issuer.text;
    if url.trim() != url {
        diagnostics.push(
            Diagnostic::error(
                "issuer-white-space",
                format!(
                    "expected no white space around the issuer, received {}",
                    quoted(url)
                ),
            )
            .help("the exchange of tokens is blocked by it: remove it")
            .url(CONSIDERATIONS_URL)
            .at(issuer.span),
        );
    } else if !url.starts_with("https://") && !issuer.is_template() {
        diagnostics.push(
            Diagnostic::error(
                "invalid-issuer",
                format!(
                    "expected the URL of an issuer with `https://`, received {}",
                    quoted(url)
                ),
            )
            .url(SETUP_URL)
            .at(issuer.span),
        );
    }
}

fn check_name(name: &Text<'_>, diagnostics: &mut Vec<Diagnostic>) {
    // A child resource is named after its parents, the credential last.
    let own = name.text.rsplit('/').next().unwrap_or_default();
    let is_known = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
    let begins = own
        .chars()
        .next()
        .is_some_and(|first| first.is_ascii_alphanumeric());
    let fits = NAME.contains(&own.chars().count()) && begins && own.chars().all(is_known);
    if !fits && !name.is_template() {
        diagnostics.push(
            Diagnostic::error(
                "invalid-name",
                format!(
                    "expected a name of {} to {} letters, digits, `-` and `_`, the first a letter or digit, received {}",
                    NAME.start(),
                    NAME.end(),
                    quoted(own)
                ),
            )
            .url(CONSIDERATIONS_URL)
            .at(name.span),
        );
    }
}

/// What is refused of an expression that can be read.
pub(super) fn check_expression(
    credential: &Credential<'_>,
    text: &Text<'_>,
    comparisons: &[Comparison<'_>],
    inside: &Inside,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let issuer = credential.issuer.map_or("", |issuer| issuer.text);
    let known = claims(issuer);
    for comparison in comparisons {
        let Operator::Undocumented(name) = comparison.operator else {
            continue;
        };
        let near =
            crate::spelling::nearest(&name.to_ascii_lowercase(), ["eq", "matches"].into_iter());
        let diagnostic = Diagnostic::error(
            "expression-operator",
            format!(
                "expected the operator `eq` or `matches`, received {}",
                quoted(name)
            ),
        )
        .url(FLEXIBLE_URL)
        .at(inside.place(comparison.operator_span));
        diagnostics.push(match near {
            Some(near) => diagnostic.help(format!("did you mean {}?", quoted(near))),
            None => diagnostic.help("others are not documented, so what they do is not known: write `matches` with `*` and `?`"),
        });
    }
    if known.is_empty() {
        diagnostics.push(
            Diagnostic::error(
                "expression-issuer",
                format!(
                    "expected GitHub, GitLab or Terraform Cloud as the issuer of tokens that an expression is about, received {}",
                    quoted(issuer)
                ),
            )
            .help("give such a credential a `subject`")
            .url(FLEXIBLE_URL)
            .at(credential.issuer.map_or(text.span, |issuer| issuer.span)),
        );
        return;
    }
    for comparison in comparisons {
        check_comparison(comparison, known, inside, diagnostics);
    }
    check_required(known, text.span, comparisons, diagnostics);
}

fn check_comparison(
    comparison: &Comparison<'_>,
    known: &[Claim],
    inside: &Inside,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(claim) = known.iter().find(|claim| claim.name == comparison.claim) else {
        let names: Vec<&str> = known.iter().map(|claim| claim.name).collect();
        diagnostics.push(
            Diagnostic::error(
                "expression-claim",
                format!(
                    "expected one of the claims `{}` of this issuer, received {}",
                    names.join("`, `"),
                    quoted(comparison.claim)
                ),
            )
            .url(FLEXIBLE_URL)
            .at(inside.place(comparison.span)),
        );
        return;
    };
    if comparison.operator == Operator::Matches && !claim.matches {
        diagnostics.push(
            Diagnostic::error(
                "expression-operator",
                format!(
                    "expected the operator `eq` for {}, received `matches`",
                    quoted(claim.name)
                ),
            )
            .help("an id is compared whole")
            .url(FLEXIBLE_URL)
            .at(inside.place(comparison.operator_span)),
        );
    }
}

/// An expression must say whose tokens it is about in a way that nobody can take over.
fn check_required(
    known: &[Claim],
    span: Span,
    comparisons: &[Comparison<'_>],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let tests = |name: &str| comparisons.iter().any(|found| found.claim == name);
    if !tests("sub") {
        diagnostics.push(
            Diagnostic::error(
                "expression-required-claim",
                "expected a test of `sub` in the expression, received none",
            )
            .url(FLEXIBLE_URL)
            .at(span),
        );
    }
    let has = |name: &str| known.iter().any(|claim| claim.name == name);
    if has("repository_id") && !GITHUB_IDS.iter().any(|name| tests(name)) {
        diagnostics.push(
            Diagnostic::error(
                "expression-required-claim",
                "expected a test of `repository_id` or `repository_owner_id` in the expression, received none",
            )
            .help("add ` and claims['repository_id'] eq 'ID'`; without it Entra ID answers `InvalidFederatedIdentityCredentialValue`, and credentials from before work on")
            .url(FLEXIBLE_URL)
            .at(span),
        );
    }
    let is_by_path = comparisons
        .iter()
        .any(|found| found.claim == "sub" && found.text.starts_with("project_path:"));
    if has("project_id") && is_by_path && !tests("project_id") {
        diagnostics.push(
            Diagnostic::warning(
                "expression-project-id",
                "the subject names the path of a project, which can be given to another, and the expression no `project_id`",
            )
            .help("add ` and claims['project_id'] eq 'ID'`: newer documentation asks for it")
            .url(FLEXIBLE_URL)
            .at(span),
        );
    }
}
