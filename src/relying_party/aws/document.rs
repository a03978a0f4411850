//! Trust policy documents: JSON taken for statements, with a word about everything that IAM would
//! refuse. Nothing is dropped in silence: what cannot be understood stays as such, so that it is
//! unknown and not false.

use std::collections::HashMap;

use super::dialect::Dialect;
use super::operator::{self, NoOperator, Operator};
use crate::diagnostic::{Diagnostic, Error};
use crate::json::{Kind, Member, Value};
use crate::quote::quoted;
use crate::span::Span;

/// A trust policy.
#[derive(Debug)]
pub(in crate::relying_party) struct Document<'a> {
    pub(super) version: Version,
    pub(super) statements: Vec<Statement<'a>>,
    /// Elements that a policy does not have.
    pub(super) unknown: Vec<(&'a str, Span)>,
}

/// The version of the policy language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::relying_party) enum Version {
    /// `2008-10-17`, or none given: no variables.
    V2008,
    /// `2012-10-17`.
    V2012,
    /// That of another relying party, which has no variables.
    V1,
    /// None of them.
    Unknown,
}

/// A statement.
#[derive(Debug)]
pub(super) struct Statement<'a> {
    pub(super) span: Span,
    /// The `Sid`, or the number in the document, from 1.
    pub(super) name: String,
    pub(super) effect: Effect,
    pub(super) principal: Element<'a>,
    pub(super) action: Element<'a>,
    pub(super) conditions: Vec<ConditionPart<'a>>,
}

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Allow,
    Deny,
    /// Missing, or neither: it may be either.
    Unknown,
}

/// An element that comes plain or negated.
#[derive(Debug)]
pub(super) enum Element<'a> {
    Plain(&'a Value<'a>, Span),
    Negated(&'a Value<'a>, Span),
    /// Missing or given twice: why.
    Unclear(String),
}

/// One key under one operator, or what cannot be understood of a condition.
#[derive(Debug)]
pub(super) enum ConditionPart<'a> {
    Test {
        operator_name: &'a str,
        operator: Operator,
        /// Where the name of the operator stands.
        operator_span: Span,
        member: &'a Member<'a>,
    },
    Unclear {
        name: String,
        why: String,
        span: Span,
    },
}

/// Takes a JSON object for a trust policy.
pub(in crate::relying_party) fn read<'a>(
    value: &'a Value<'a>,
    dialect: &Dialect,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Document<'a>, Error> {
    let mut version = dialect.unversioned.unwrap_or(Version::Unknown);
    if dialect.unversioned.is_none() && value.get("Version").is_none() {
        diagnostics.push(
            Diagnostic::error(
                "missing-element",
                "expected `Version` in the policy, received none",
            )
            .url(dialect.pages.version)
            .at(value.span),
        );
    }
    let mut statements = Vec::new();
    let mut unknown = Vec::new();
    for member in value.members() {
        match member.key.as_ref() {
            "Version" => version = read_version(&member.value, dialect, diagnostics),
            "Id" => {
                if member.value.as_str().is_none() {
                    diagnostics.push(wrong_kind(dialect, "Id", "a string", &member.value));
                }
            }
            "Statement" => {
                if member.value.items().is_empty() {
                    diagnostics.push(
                        Diagnostic::error(
                            "missing-element",
                            "expected at least one statement, received an empty list",
                        )
                        .at(member.value.span),
                    );
                }
                for (index, item) in member.value.items().iter().enumerate() {
                    statements.push(read_statement(index, item, dialect, diagnostics)?);
                }
            }
            _ => {
                diagnostics.push(unknown_element(
                    dialect,
                    member,
                    &["Version", "Id", "Statement"],
                ));
                unknown.push((
                    member.key.as_ref(),
                    Span::new(member.key_span.start, member.value.span.end),
                ));
            }
        }
    }
    report_duplicate_sids(&statements, value, diagnostics);
    Ok(Document {
        version,
        statements,
        unknown,
    })
}

fn read_version(
    value: &Value<'_>,
    dialect: &Dialect,
    diagnostics: &mut Vec<Diagnostic>,
) -> Version {
    let text = value.as_str();
    let known = dialect.versions.iter();
    match known.clone().find(|(name, _)| text == Some(name)) {
        Some((_, version)) => *version,
        None => {
            diagnostics.push(
                Diagnostic::error(
                    "invalid-version",
                    format!(
                        "expected `{}` in `Version`, received {}",
                        known
                            .map(|(name, _)| *name)
                            .collect::<Vec<_>>()
                            .join("` or `"),
                        text.map_or_else(
                            || value.describe().to_owned(),
                            |text| quoted(text).to_string()
                        )
                    ),
                )
                .url(dialect.pages.version)
                .at(value.span),
            );
            Version::Unknown
        }
    }
}

const STATEMENT_ELEMENTS: &[&str] = &[
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Condition",
];

fn read_statement<'a>(
    index: usize,
    value: &'a Value<'a>,
    dialect: &Dialect,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Statement<'a>, Error> {
    let number = (index + 1).to_string();
    let mut statement = Statement {
        span: value.span,
        name: number,
        effect: Effect::Unknown,
        principal: Element::Unclear("the statement has no `Principal`".to_owned()),
        action: Element::Unclear("the statement has no `Action`".to_owned()),
        conditions: Vec::new(),
    };
    if !matches!(value.kind, Kind::Object(_)) {
        diagnostics.push(wrong_kind(dialect, "Statement", "an object", value));
        return Ok(statement);
    }
    for member in value.members() {
        match member.key.as_ref() {
            "Sid" => match member.value.as_str() {
                Some("") => {}
                Some(sid) => sid.clone_into(&mut statement.name),
                None => diagnostics.push(wrong_kind(dialect, "Sid", "a string", &member.value)),
            },
            "Effect" => statement.effect = read_effect(&member.value, dialect, diagnostics),
            "Principal" | "NotPrincipal" | "Action" | "NotAction" => {
                read_element(&mut statement, member, dialect, diagnostics);
            }
            "Condition" => {
                read_condition(
                    &member.value,
                    &mut statement.conditions,
                    dialect,
                    diagnostics,
                )?;
            }
            "Resource" | "NotResource" => diagnostics.push(
                Diagnostic::error(
                    "prohibited-element",
                    format!(
                        "a trust policy must not have {}: the role is the resource",
                        quoted(&member.key)
                    ),
                )
                .help("remove it; it is ignored here")
                .url(dialect.pages.checks)
                .at(member.key_span),
            ),
            _ => {
                diagnostics.push(unknown_element(dialect, member, STATEMENT_ELEMENTS));
                // It may be a misspelled `Condition`: to leave it out could let too much in.
                statement.conditions.push(ConditionPart::Unclear {
                    name: member.key.to_string(),
                    why: format!("a statement has no element {}", quoted(&member.key)),
                    span: Span::new(member.key_span.start, member.value.span.end),
                });
            }
        }
    }
    for (missing, name) in [
        (value.get("Effect").is_none(), "Effect"),
        (
            value.get("Principal").is_none() && value.get("NotPrincipal").is_none(),
            "Principal",
        ),
        (
            value.get("Action").is_none() && value.get("NotAction").is_none(),
            "Action",
        ),
    ] {
        if missing {
            diagnostics.push(
                Diagnostic::error(
                    "missing-element",
                    format!(
                        "expected {name} in the statement, received none",
                        name = quoted(&name)
                    ),
                )
                .url(dialect.pages.elements)
                .at(value.span),
            );
        }
    }
    Ok(statement)
}

fn read_effect(value: &Value<'_>, dialect: &Dialect, diagnostics: &mut Vec<Diagnostic>) -> Effect {
    match value.as_str() {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        other => {
            diagnostics.push(
                Diagnostic::error(
                    "invalid-effect",
                    format!(
                        "expected `Allow` or `Deny` in `Effect`, received {}",
                        other.map_or_else(
                            || value.describe().to_owned(),
                            |text| quoted(text).to_string()
                        )
                    ),
                )
                .help("the case of the letters counts")
                .url(dialect.pages.grammar)
                .at(value.span),
            );
            Effect::Unknown
        }
    }
}

fn read_element<'a>(
    statement: &mut Statement<'a>,
    member: &'a Member<'a>,
    dialect: &Dialect,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let span = Span::new(member.key_span.start, member.value.span.end);
    let key = member.key.as_ref();
    let (place, element) = match key {
        "Principal" => (
            &mut statement.principal,
            Element::Plain(&member.value, span),
        ),
        "NotPrincipal" => {
            diagnostics.push(
                Diagnostic::error(
                    "not-principal",
                    "a trust policy must not have `NotPrincipal`",
                )
                .help("name those who are trusted in `Principal`")
                .url(dialect.pages.principal)
                .at(member.key_span),
            );
            (
                &mut statement.principal,
                Element::Negated(&member.value, span),
            )
        }
        "Action" => (&mut statement.action, Element::Plain(&member.value, span)),
        _ => (&mut statement.action, Element::Negated(&member.value, span)),
    };
    let twin = key.strip_prefix("Not").unwrap_or(key);
    match place {
        Element::Unclear(_) => *place = element,
        Element::Plain(..) | Element::Negated(..) => {
            diagnostics.push(
                Diagnostic::error(
                    "invalid-element",
                    format!("expected `{twin}` or `Not{twin}` in a statement, received both"),
                )
                .url(dialect.pages.grammar)
                .at(member.key_span),
            );
            *place = Element::Unclear(format!("the statement has both `{twin}` and `Not{twin}`"));
        }
    }
}

fn read_condition<'a>(
    value: &'a Value<'a>,
    parts: &mut Vec<ConditionPart<'a>>,
    dialect: &Dialect,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), Error> {
    if !matches!(value.kind, Kind::Object(_)) {
        diagnostics.push(wrong_kind(dialect, "Condition", "an object", value));
        parts.push(ConditionPart::Unclear {
            name: "Condition".to_owned(),
            why: "the condition is no object".to_owned(),
            span: value.span,
        });
    }
    for block in value.members() {
        let name = block.key.as_ref();
        let unclear = |why: String| ConditionPart::Unclear {
            name: name.to_owned(),
            why,
            span: Span::new(block.key_span.start, block.value.span.end),
        };
        if !matches!(block.value.kind, Kind::Object(_)) {
            diagnostics.push(wrong_kind(
                dialect,
                name,
                "an object of condition keys",
                &block.value,
            ));
            parts.push(unclear(format!(
                "{name} holds no condition keys",
                name = quoted(&name)
            )));
            continue;
        }
        reject_keys_that_differ_in_case(name, &block.value)?;
        let operator = Operator::parse(name).and_then(|operator| {
            let has = (dialect.has_operator)(operator);
            has.then_some(operator).ok_or(NoOperator::Unknown)
        });
        match operator {
            Ok(operator) => {
                parts.extend(
                    block
                        .value
                        .members()
                        .iter()
                        .map(|member| ConditionPart::Test {
                            operator_name: name,
                            operator,
                            operator_span: block.key_span,
                            member,
                        }),
                );
            }
            Err(no_operator) => {
                diagnostics.push(no_such_operator(dialect, name, no_operator).at(block.key_span));
                parts.push(unclear(format!(
                    "{name} is no condition operator",
                    name = quoted(&name)
                )));
            }
        }
    }
    Ok(())
}

fn no_such_operator(dialect: &Dialect, name: &str, reason: NoOperator) -> Diagnostic {
    match reason {
        NoOperator::Unknown => {
            let diagnostic = Diagnostic::error(
                "unknown-operator",
                format!(
                    "expected a condition operator, received {name}",
                    name = quoted(&name)
                ),
            )
            .url(dialect.pages.operators);
            match operator::nearest(name, dialect.has_operator) {
                Some(near) => {
                    diagnostic.help(format!("did you mean {near}?", near = quoted(&near)))
                }
                None => diagnostic,
            }
        }
        NoOperator::NullIfExists => Diagnostic::error(
            "null-if-exists",
            format!(
                "{name} is no operator: `Null` itself tests whether a key exists",
                name = quoted(&name)
            ),
        )
        .help("use `Null`")
        .url(dialect.pages.checks),
    }
}

fn reject_keys_that_differ_in_case(operator: &str, block: &Value<'_>) -> Result<(), Error> {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for member in block.members() {
        if let Some(first) = seen.insert(member.key.to_ascii_lowercase(), member.key.as_ref()) {
            return Err(Error::new(
                "duplicate-condition-key",
                format!(
                    "expected each condition key once under {operator}, received {first} and {}, which differ in case alone",
                    quoted(&member.key)
                ,
 operator = quoted(&operator),
 first = quoted(&first)),
            )
            .help("the names of condition keys are compared without regard to case: make it one key with a list of values")
            .at(member.key_span));
        }
    }
    Ok(())
}

fn report_duplicate_sids(
    statements: &[Statement<'_>],
    value: &Value<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let items = value.get("Statement").map(Value::items).unwrap_or_default();
    let mut seen = HashMap::new();
    for (statement, item) in statements.iter().zip(items) {
        let Some(sid) = item
            .get("Sid")
            .filter(|sid| sid.as_str() == Some(&statement.name))
        else {
            continue;
        };
        if seen.insert(statement.name.as_str(), ()).is_some() {
            diagnostics.push(
                Diagnostic::error(
                    "duplicate-sid",
                    format!("expected each `Sid` once, received {} twice", quoted(&statement.name)),
                )
                .url("https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html")
                .at(sid.span),
            );
        }
    }
}

fn unknown_element(dialect: &Dialect, member: &Member<'_>, known: &[&'static str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "unknown-element",
        format!(
            "expected one of `{}`, received {}",
            known.join("`, `"),
            quoted(&member.key)
        ),
    )
    .url(dialect.pages.elements)
    .at(member.key_span);
    match crate::spelling::nearest(&member.key, known.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean {near}?", near = quoted(&near))),
        None => diagnostic,
    }
}

/// An element of a kind that it cannot be.
pub(super) fn wrong_kind(
    dialect: &Dialect,
    element: &str,
    expected: &str,
    received: &Value<'_>,
) -> Diagnostic {
    Diagnostic::error(
        "invalid-element",
        format!(
            "expected {expected} in {element}, received {}",
            received.describe(),
            element = quoted(&element)
        ),
    )
    .url(dialect.pages.grammar)
    .at(received.span)
}

/// A list that says nothing, where something must be said.
pub(super) fn nothing_listed(dialect: &Dialect, element: &str, list: &Value<'_>) -> Diagnostic {
    Diagnostic::error(
        "missing-element",
        format!("expected at least one value in `{element}`, received an empty list"),
    )
    .url(dialect.pages.grammar)
    .at(list.span)
}
