//! From statements to the condition tree.

mod action;
mod condition;
mod principal;

use std::collections::HashMap;

use super::context_key;
use super::dialect::Dialect;
use super::document::{ConditionPart, Document, Effect, Statement, Version};
use super::identity_provider_control;
use super::operator::{Family, Text};
use crate::attribute::{Attribute, Source};
use crate::condition::{Condition, Matcher, Node, Opaque, OpaqueCause, Origin, StepKind};
use crate::diagnostic::{Diagnostic, Error, Severity};
use crate::evaluation::ReasonCode;
use crate::json::Value;
use crate::quote::quoted;
use crate::relying_party::Lowered;
use crate::span::Span;

/// Indexes of the attributes that every policy tests.
pub(super) const PRINCIPAL: usize = 0;
pub(super) const ACTION: usize = 1;

/// Most condition keys of a policy. Trust policies have at most 4,096 characters.
const MAX_KEYS: usize = 2_000;

pub(in crate::relying_party) fn lower(
    text: &str,
    dialect: &'static Dialect,
    document: &Document<'_>,
    diagnostics: Vec<Diagnostic>,
) -> Result<Lowered, Error> {
    let mut lowering = Lowering {
        dialect,
        issuers: Vec::new(),
        version: document.version,
        attributes: vec![
            Attribute {
                name: "Principal".to_owned(),
                source: Source::Claim {
                    issuer: None,
                    name: "iss".to_owned(),
                },
            },
            Attribute {
                name: "Action".to_owned(),
                source: Source::Request,
            },
        ],
        effect: Effect::Unknown,
        keys: HashMap::new(),
        diagnostics,
    };
    let mut allow = Vec::new();
    let mut deny = Vec::new();
    for statement in &document.statements {
        let node = lowering.statement(statement);
        match statement.effect {
            Effect::Allow => allow.push(node),
            Effect::Deny => deny.push(node),
            // It may be either, and so it is unknown on both sides.
            Effect::Unknown => {
                allow.push(node.clone());
                deny.push(node);
            }
        }
        if dialect.issuer_key.is_none() {
            identity_provider_control::check(statement, &mut lowering.diagnostics);
        }
    }
    if lowering.keys.len() > MAX_KEYS {
        return Err(Error::new(
            "policy-too-complex",
            format!(
                "expected at most {MAX_KEYS} condition keys in a policy, received {}",
                lowering.keys.len()
            ),
        ));
    }
    lowering.check_length(text);
    let mut diagnostics = lowering.diagnostics;
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.map(|span| span.start));
    let claims = claims(&lowering.attributes);
    Ok(Lowered {
        root: policy(allow, deny, document),
        attributes: lowering.attributes,
        claims,
        diagnostics,
        resource: None,
    })
}

/// Denied where a statement denies; else allowed where one allows; else denied.
fn policy(allow: Vec<Node>, deny: Vec<Node>, document: &Document<'_>) -> Node {
    let mut nodes = vec![Node::new(
        Condition::Any(allow),
        Origin::new(StepKind::Allow).reason(ReasonCode::NoAllowStatement),
    )];
    if !deny.is_empty() {
        nodes.push(Node::new(
            Condition::Not(Box::new(Node::plain(Condition::Any(deny)))),
            Origin::new(StepKind::Deny).reason(ReasonCode::ExplicitDeny),
        ));
    }
    // It may be a misspelled `Statement` that denies.
    nodes.extend(document.unknown.iter().map(|(name, span)| {
        let why = format!("a policy has no element {}", quoted(name));
        let origin = Origin::new(StepKind::Test).named(*name).at(*span);
        opaque(origin, why, OpaqueCause::Policy)
    }));
    Node::new(
        Condition::All {
            nodes,
            ordered: false,
        },
        Origin::new(StepKind::Policy),
    )
}

/// The claims that preparing may look at, whatever the policy tests, and those that it tests.
fn claims(attributes: &[Attribute]) -> Vec<String> {
    let mut claims: Vec<String> = [
        "iss",
        "aud",
        "azp",
        context_key::ROLES_CLAIM,
        context_key::TAGS_CLAIM,
        context_key::SOURCE_IDENTITY_CLAIM,
    ]
    .map(str::to_owned)
    .to_vec();
    // The first part of a path is the claim that holds the rest.
    let tested = attributes
        .iter()
        .filter_map(|attribute| attribute.source.claim())
        .flat_map(|claim| [Some(claim), claim.strip_suffix("/organization_number")])
        .flatten();
    for claim in tested {
        if !claims.iter().any(|known| known == claim) {
            claims.push(claim.to_owned());
        }
    }
    claims
}

struct Lowering {
    dialect: &'static Dialect,
    /// The issuers that the statement at hand names by a key of its own, where it does.
    issuers: Vec<String>,
    version: Version,
    /// What the statement at hand does: what cannot be read never lets in, and keeps out unknown.
    effect: Effect,
    attributes: Vec<Attribute>,
    /// The condition keys among the attributes, in lower case.
    keys: HashMap<String, usize>,
    diagnostics: Vec<Diagnostic>,
}

impl Lowering {
    fn statement(&mut self, statement: &Statement<'_>) -> Node {
        self.effect = statement.effect;
        self.issuers = self.named_issuers(statement);
        let mut nodes = vec![
            self.principal(&statement.principal, statement.span),
            self.action(&statement.action, statement.span),
        ];
        self.check_action_fits_principal(statement);
        if statement.effect == Effect::Unknown {
            let why = "the effect of the statement is neither `Allow` nor `Deny`";
            let origin = Origin::new(StepKind::Test).named("Effect");
            nodes.push(opaque(origin.at(statement.span), why, OpaqueCause::Policy));
        }
        if !statement.conditions.is_empty() {
            let tests = statement
                .conditions
                .iter()
                .map(|part| self.condition(part))
                .collect();
            nodes.push(Node::new(
                Condition::All {
                    nodes: tests,
                    ordered: false,
                },
                Origin::new(StepKind::Conditions),
            ));
        }
        Node::new(
            Condition::All {
                nodes,
                ordered: true,
            },
            Origin::new(StepKind::Statement)
                .named(statement.name.clone())
                .at(statement.span),
        )
    }

    /// The issuers that a statement names by the key that says it, where providers are not called
    /// by their URLs.
    fn named_issuers(&self, statement: &Statement<'_>) -> Vec<String> {
        let Some(issuer_key) = self.dialect.issuer_key else {
            return Vec::new();
        };
        let parts = statement.conditions.iter();
        parts
            .filter_map(|part| match part {
                ConditionPart::Test {
                    operator, member, ..
                } => {
                    let is_exact = operator.family == Family::String(Text::Equals);
                    let names_it = member.key.eq_ignore_ascii_case(issuer_key);
                    (is_exact && !operator.negated && names_it).then_some(&member.value)
                }
                ConditionPart::Unclear { .. } => None,
            })
            .flat_map(Value::items)
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    }

    fn intern(&mut self, key: &str) -> usize {
        *self
            .keys
            .entry(key.to_ascii_lowercase())
            .or_insert_with(|| {
                self.attributes.push((self.dialect.attribute)(key));
                self.attributes.len() - 1
            })
    }

    /// What stands for a name or a pattern that cannot be read.
    fn unreadable(&self) -> Matcher {
        match self.effect {
            Effect::Allow => Matcher::Nobody,
            Effect::Deny | Effect::Unknown => Matcher::Unreadable,
        }
    }

    fn check_length(&mut self, text: &str) {
        let length = text
            .chars()
            .filter(|character| !character.is_whitespace() && *character != '\u{feff}')
            .count();
        let (usual, most) = self.dialect.lengths;
        let (severity, limit, which) = match length {
            _ if length <= usual => return,
            _ if length <= most => (Severity::Warning, usual, "unless the quota was raised"),
            _ => (Severity::Error, most, "whatever the quota"),
        };
        let message = format!(
            "expected at most {limit} characters beside white space {which}, received {length}"
        );
        let diagnostic = match severity {
            Severity::Error => Diagnostic::error("policy-too-long", message),
            _ => Diagnostic::warning("policy-too-long", message),
        };
        self.diagnostics.push(
            diagnostic
                .url(self.dialect.pages.quotas)
                .at(Span::new(0, text.len())),
        );
    }
}

fn opaque(origin: Origin, why: impl Into<String>, cause: OpaqueCause) -> Node {
    Node::new(Condition::Opaque(Opaque::new(why, cause)), origin)
}
