//! A trust policy, read: strictly, as `sigs.k8s.io/yaml` does with Go's fields for a target.

use std::collections::HashMap;

use super::DOCS_URL;
use super::pattern::{self, Pattern};
use crate::diagnostic::Diagnostic;
use crate::json::{Kind, Member, Value};
use crate::quote::quoted;
use crate::span::Span;

/// Members by which a policy is told.
pub(super) const MEMBERS: &[&str] = &[
    "issuer",
    "issuer_pattern",
    "subject",
    "subject_pattern",
    "audience_pattern",
    "claim_pattern",
    "permissions",
];

/// Whether an object with such members is a policy. `issuer` and `subject` alone would be other
/// things too.
pub(super) fn is_policy(has: &crate::relying_party::holding::Has<'_>) -> bool {
    let issuer = has("issuer") || has("issuer_pattern");
    let patterns = [
        "issuer_pattern",
        "subject_pattern",
        "audience_pattern",
        "claim_pattern",
    ];
    patterns.into_iter().any(has) || issuer && has("subject") && has("permissions")
}

/// The fields of a policy; `app` and `repositories` decide what a token is for, not who gets it.
const FIELDS: &[&str] = &[
    "issuer",
    "issuer_pattern",
    "subject",
    "subject_pattern",
    "audience",
    "audience_pattern",
    "claim_pattern",
    "permissions",
    "repositories",
    "app",
    "app_pattern",
];

/// A trust policy.
#[derive(Debug)]
pub(super) struct Policy {
    pub(super) span: Span,
    pub(super) issuer: Option<Wanted>,
    pub(super) subject: Option<Wanted>,
    pub(super) audience: Option<Wanted>,
    pub(super) claims: Vec<(String, Wanted)>,
    /// Why octo-sts refuses it, in its own words where it has some.
    pub(super) refused: Option<String>,
}

/// What a field asks for.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) field: &'static str,
    /// The value, as the policy means it.
    pub(super) text: String,
    /// The field and its value.
    pub(super) span: Span,
    pub(super) value_span: Span,
    pub(super) form: Form,
}

/// Whether a value is compared or matched.
#[derive(Debug)]
pub(super) enum Form {
    Literal,
    Pattern(Box<Pattern>),
    /// Go would make a text of it that hangs on its version.
    Unsettled,
}

pub(super) struct Reader<'t, 'd> {
    text: &'t str,
    diagnostics: &'d mut Vec<Diagnostic>,
    refused: Option<String>,
}

pub(super) fn read(text: &str, value: &Value<'_>, diagnostics: &mut Vec<Diagnostic>) -> Policy {
    let mut reader = Reader {
        text,
        diagnostics,
        refused: None,
    };
    let fields = reader.fields(value);
    let one_of = |reader: &mut Reader<'_, '_>,
                  literal: &'static str,
                  pattern: &'static str,
                  needed: bool| {
        let found = [literal, pattern].map(|name| fields.get(name).copied());
        reader.one_of(literal, pattern, found, needed, value.beginning())
    };
    let issuer = one_of(&mut reader, "issuer", "issuer_pattern", true);
    let subject = one_of(&mut reader, "subject", "subject_pattern", true);
    let audience = one_of(&mut reader, "audience", "audience_pattern", false);
    let claims = fields
        .get("claim_pattern")
        .map(|member| reader.claims(member));
    let _ = one_of(&mut reader, "app", "app_pattern", false);
    Policy {
        span: value.span,
        issuer,
        subject,
        audience,
        claims: claims.unwrap_or_default(),
        refused: reader.refused,
    }
}

impl Reader<'_, '_> {
    /// The fields by their names; those of Go's JSON differ in case from what they are.
    fn fields<'v>(&mut self, value: &'v Value<'v>) -> HashMap<&'static str, &'v Member<'v>> {
        let mut fields = HashMap::new();
        for member in value.members() {
            let known = FIELDS
                .iter()
                .find(|field| field.eq_ignore_ascii_case(&member.key));
            match known {
                Some(field) if fields.contains_key(field) => self.refuse(
                    format!("the policy has {} twice", quoted(field)),
                    Diagnostic::error(
                        "invalid-element",
                        format!("expected {} once, received it twice", quoted(field)),
                    )
                    .at(member.key_span),
                ),
                Some(field) => {
                    fields.insert(*field, member);
                }
                None => self.refuse(
                    format!("the policy has the unknown field {}", quoted(&member.key)),
                    Diagnostic::error(
                        "unknown-element",
                        format!("no trust policy has a field {}", quoted(&member.key)),
                    )
                    .help(format!("the fields are `{}`", FIELDS.join("`, `")))
                    .at(member.key_span),
                ),
            }
        }
        fields
    }

    fn refuse(&mut self, why: String, diagnostic: Diagnostic) {
        self.diagnostics.push(match diagnostic.url {
            Some(_) => diagnostic,
            None => diagnostic.url(DOCS_URL),
        });
        self.refused.get_or_insert(why);
    }

    fn one_of<'v>(
        &mut self,
        literal: &'static str,
        pattern: &'static str,
        found: [Option<&'v Member<'v>>; 2],
        needed: bool,
        place: Span,
    ) -> Option<Wanted> {
        let [literal_field, pattern_field] = found;
        let exact = literal_field.and_then(|member| self.wanted(literal, member, false));
        let regular = pattern_field.and_then(|member| self.wanted(pattern, member, true));
        match (exact, regular) {
            (Some(_), Some(regular)) => {
                let why = format!("only one of {literal} or {pattern} can be set, got both");
                let message = format!("expected one of `{literal}` and `{pattern}`, received both");
                self.refuse(
                    why,
                    Diagnostic::error("invalid-element", message).at(regular.span),
                );
                Some(regular)
            }
            (None, None) if needed => {
                let why = format!("one of {literal} or {pattern} must be set, got neither");
                let message =
                    format!("expected one of `{literal}` and `{pattern}`, received neither");
                self.refuse(why, Diagnostic::error("missing-element", message).at(place));
                None
            }
            (exact, regular) => exact.or(regular),
        }
    }

    fn claims(&mut self, member: &Member<'_>) -> Vec<(String, Wanted)> {
        if matches!(member.value.kind, Kind::Null) {
            return Vec::new();
        }
        if !matches!(member.value.kind, Kind::Object(_)) {
            self.not_text("claim_pattern", "a map of claims", &member.value);
            return Vec::new();
        }
        let claims = member.value.members().iter();
        let mut read = Vec::new();
        for claim in claims {
            // An empty pattern is one: the empty value alone fits it.
            let wanted = self
                .wanted("claim_pattern", claim, true)
                .unwrap_or_else(|| self.pattern_of("claim_pattern", String::new(), claim));
            read.push((claim.key.to_string(), wanted));
        }
        read
    }

    /// A field that asks for something; none where it is empty, which is unset.
    fn wanted(
        &mut self,
        field: &'static str,
        member: &Member<'_>,
        is_pattern: bool,
    ) -> Option<Wanted> {
        let value = &member.value;
        let text = match &value.kind {
            Kind::String(text) => text.to_string(),
            Kind::Null => return None,
            Kind::Boolean(value) => value.to_string(),
            Kind::Number(text) if !text.contains(['.', 'e']) => text.to_string(),
            Kind::Number(_) => {
                self.unquoted(field, value, "which is none that can be foreseen");
                return Some(Wanted {
                    form: Form::Unsettled,
                    ..literal(field, String::new(), member)
                });
            }
            Kind::Array(_) | Kind::Object(_) => {
                self.not_text(field, "a text", value);
                return None;
            }
        };
        if !matches!(value.kind, Kind::String(_)) && value.span.of(self.text) != Some(&text) {
            self.unquoted(field, value, &format!("which is {}", quoted(&text)));
        }
        if text.is_empty() {
            return None;
        }
        Some(match is_pattern {
            true => self.pattern_of(field, text, member),
            false => literal(field, text, member),
        })
    }

    fn pattern_of(&mut self, field: &'static str, text: String, member: &Member<'_>) -> Wanted {
        let wanted = literal(field, text, member);
        match Pattern::parse(&wanted.text) {
            Ok(pattern) => {
                if let Some(unsupported) = pattern.whole.unsupported() {
                    let message = format!(
                        "the pattern {} is not evaluated: {}",
                        quoted(&wanted.text),
                        unsupported.why
                    );
                    let span = pattern::place(self.text, &wanted, unsupported.span);
                    self.diagnostics
                        .push(Diagnostic::note("pattern-not-evaluated", message).at(span));
                }
                Wanted {
                    form: Form::Pattern(Box::new(pattern)),
                    ..wanted
                }
            }
            Err(refusal) => {
                let message = format!("expected a regular expression of Go, received {refusal}");
                let span = pattern::place(self.text, &wanted, refusal.span);
                self.refuse(
                    format!("invalid {field}: {refusal}"),
                    Diagnostic::error("invalid-pattern", message)
                        .url("https://pkg.go.dev/regexp/syntax")
                        .at(span),
                );
                wanted
            }
        }
    }

    fn not_text(&mut self, field: &str, expected: &str, value: &Value<'_>) {
        let message = format!(
            "expected {expected} in `{field}`, received {}",
            value.describe()
        );
        self.refuse(
            format!("{field} is {}", value.describe()),
            Diagnostic::error("invalid-element", message).at(value.span),
        );
    }

    fn unquoted(&mut self, field: &str, value: &Value<'_>, what: &str) {
        let written = value.span.of(self.text).unwrap_or_default();
        self.diagnostics.push(
            Diagnostic::warning(
                "unquoted-scalar",
                format!(
                    "{} in `{field}` is {}, of which a text is made, {what}",
                    quoted(written),
                    value.describe()
                ),
            )
            .help("put it in quotes")
            .at(value.span),
        );
    }
}

fn literal(field: &'static str, text: String, member: &Member<'_>) -> Wanted {
    Wanted {
        field,
        text,
        span: Span::new(member.key_span.start, member.value.span.end),
        value_span: member.value.span,
        form: Form::Literal,
    }
}

/// Where several documents stand in one file, the first counts.
pub(super) fn several(next: Span) -> Diagnostic {
    Diagnostic::warning(
        "several-documents",
        "octo-sts reads the first document of the file and no other",
    )
    .help("keep one policy to a file")
    .at(next)
}
