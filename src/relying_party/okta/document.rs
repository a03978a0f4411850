//! The notation: connections and a role, as their forms have them.
//!
//! ```yaml
//! connection:
//!   jwks_url: https://token.actions.githubusercontent.com/.well-known/jwks
//!   required_claims:
//!   - { field: iss, operator: equals, value: https://token.actions.githubusercontent.com }
//! role:
//!   requirements:
//!   - conditions:
//!     - { field: environment, operator: exists }
//! ```

use super::CONNECTION_URL;
use crate::diagnostic::Diagnostic;
use crate::json::{Kind, Member, Value};
use crate::quote::quoted;
use crate::relying_party::holding::Has;
use crate::span::Span;

/// Members by which a document is told.
pub(super) const MEMBERS: &[&str] = &["connection", "connections"];

/// Whether an object with such members is one of ours.
pub(super) fn is_policy(has: &Has<'_>) -> bool {
    MEMBERS.iter().any(|member| has(member))
}

/// How a claim is held against a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equals,
    StartsWith,
    Exists,
}

impl Operator {
    /// As the forms write it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Equals => "Equals",
            Self::StartsWith => "Starts with",
            Self::Exists => "Exists",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let text = text.replace(['-', '_'], " ");
        [Self::Equals, Self::StartsWith, Self::Exists]
            .into_iter()
            .find(|operator| text.eq_ignore_ascii_case(operator.as_str()))
    }
}

/// What a claim must be like.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) field: &'a str,
    pub(super) operator: Operator,
    /// Empty under `Exists`.
    pub(super) value: &'a str,
    pub(super) value_span: Span,
    pub(super) span: Span,
}

/// A connection.
#[derive(Debug)]
pub(super) struct Connection<'a> {
    pub(super) name: Option<&'a str>,
    pub(super) span: Span,
    /// Why it issues no tokens, if it does not.
    pub(super) idle: Option<(&'a str, Span)>,
    pub(super) keys: Option<&'a str>,
    pub(super) claims: Vec<Wanted<'a>>,
    pub(super) unclear: Vec<Unclear>,
}

/// A way into the role.
#[derive(Debug, Default)]
pub(super) struct Requirement<'a> {
    /// The connection, by name.
    pub(super) connection: Option<(&'a str, Span)>,
    pub(super) span: Span,
    pub(super) conditions: Vec<Wanted<'a>>,
    pub(super) unclear: Vec<Unclear>,
}

/// What is not understood, which may ask for more: why, and where it stands.
pub(super) type Unclear = (String, Span);

/// Reads one thing of a document after the other.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Reader {
    fn unclear(&mut self, what: String, span: Span) -> Unclear {
        self.diagnostics.push(
            Diagnostic::error("invalid-element", what.clone())
                .help("it may ask for more, so that nobody is let in for certain")
                .url(CONNECTION_URL)
                .at(span),
        );
        (what, span)
    }

    pub(super) fn odd(&mut self, member: &Member<'_>) -> Unclear {
        let span = Span::new(member.key_span.start, member.value.span.end);
        let what = format!(
            "{} of {} is not understood",
            quoted(&member.key),
            member.value.describe()
        );
        self.unclear(what, span)
    }

    pub(super) fn connection<'a>(&mut self, value: &'a Value<'a>) -> Connection<'a> {
        let mut connection = Connection {
            name: None,
            span: value.span,
            idle: None,
            keys: None,
            claims: Vec::new(),
            unclear: Vec::new(),
        };
        for member in value.members() {
            match (&*member.key, member.value.as_str()) {
                ("description", _) => {}
                ("name", Some(name)) => connection.name = Some(name),
                ("jwks_url", Some(url)) => connection.keys = Some(url),
                ("status", Some("active")) => {}
                ("status", Some(status @ ("draft" | "inactive"))) => {
                    connection.idle = Some((status, member.value.span));
                }
                ("required_claims", _) => {
                    self.conditions(member, &mut connection.claims, &mut connection.unclear);
                }
                _ => connection.unclear.push(self.odd(member)),
            }
        }
        connection
    }

    pub(super) fn requirement<'a>(&mut self, value: &'a Value<'a>) -> Requirement<'a> {
        let mut requirement = Requirement {
            span: value.span,
            ..Requirement::default()
        };
        for member in value.members() {
            match (&*member.key, member.value.as_str()) {
                ("connection", Some(name)) => {
                    requirement.connection = Some((name, member.value.span));
                }
                ("conditions", _) => self.conditions(
                    member,
                    &mut requirement.conditions,
                    &mut requirement.unclear,
                ),
                _ => requirement.unclear.push(self.odd(member)),
            }
        }
        requirement
    }

    fn conditions<'a>(
        &mut self,
        member: &'a Member<'a>,
        conditions: &mut Vec<Wanted<'a>>,
        unclear: &mut Vec<Unclear>,
    ) {
        let Kind::Array(items) = &member.value.kind else {
            unclear.push(self.odd(member));
            return;
        };
        for item in items {
            match self.condition(item) {
                Ok(condition) => conditions.push(condition),
                Err(what) => unclear.push(self.unclear(what, item.span)),
            }
        }
    }

    fn condition<'a>(&mut self, item: &'a Value<'a>) -> Result<Wanted<'a>, String> {
        const EXPECTED: &str =
            "expected `field`, `operator` (`equals`, `starts with`, `exists`) and `value`";
        let text = |name| item.get(name).and_then(Value::as_str);
        let others = item
            .members()
            .iter()
            .find(|member| !["field", "operator", "value"].contains(&&*member.key));
        if let Some(other) = others {
            return Err(format!("{EXPECTED}, received {}", quoted(&other.key)));
        }
        let operator = text("operator").and_then(Operator::parse);
        let (Some(field), Some(operator)) = (text("field"), operator) else {
            let received = match text("operator") {
                Some(operator) => quoted(operator).to_string(),
                None => item.describe().to_owned(),
            };
            return Err(format!("{EXPECTED}, received {received}"));
        };
        let value = match (item.get("value"), operator) {
            (None, Operator::Exists) => None,
            (Some(value), Operator::Equals | Operator::StartsWith) if value.as_str().is_some() => {
                Some(value)
            }
            (value, _) => {
                let received = value.map_or("none", Value::describe);
                let expected = match operator {
                    Operator::Exists => "no value",
                    _ => "a text as value",
                };
                return Err(format!(
                    "expected {expected} for {} under `{}`, received {received}",
                    quoted(field),
                    operator.as_str()
                ));
            }
        };
        Ok(Wanted {
            field,
            operator,
            value: value.and_then(Value::as_str).unwrap_or_default(),
            value_span: value.map_or(item.span, |value| value.span),
            span: item.span,
        })
    }
}
