//! From connections and a role to the condition tree: any requirement that is met suffices.

use super::document::{Connection, Operator, Reader, Requirement, Unclear, Wanted};
use super::prepare::attribute;
use super::{CONNECTION_URL, ROLE_URL};
use crate::attribute::{Attribute, Source};
use crate::condition::{
    Alternative, Condition, Manner, Matcher, Node, Opaque, OpaqueCause, Origin, Predicate, Reading,
    StepKind, Test,
};
use crate::diagnostic::Diagnostic;
use crate::evaluation::{Caveat, ReasonCode};
use crate::json::Value;
use crate::pattern::template::{Part, Template};
use crate::pattern::wildcard::{Fold, Symbol};
use crate::quote::quoted;
use crate::relying_party::Lowered;
use crate::span::Span;

/// What lets in by itself is called.
pub(super) const NOUN: &str = "requirement";

/// Indexes of what is assumed: that the keys are those of the token's issuer, and that one of
/// several requirements suffices.
pub(super) const KEYS: usize = 0;
pub(super) const ONE_SUFFICES: usize = 1;
/// The first claim. Each is two attributes: its value, and whether it is there.
pub(super) const CLAIMS: usize = 2;

pub(super) fn lower(document: &Value<'_>) -> Lowered {
    let mut reader = Reader::default();
    let mut unclear = Vec::new();
    let mut connections = Vec::new();
    let mut requirements = None;
    for member in document.members() {
        match &*member.key {
            "connection" | "connections" => {
                let items = member.value.items().iter();
                connections.extend(items.map(|item| reader.connection(item)));
            }
            "role" => {
                for part in member.value.members() {
                    match &*part.key {
                        "name" | "description" => {}
                        "requirements" => {
                            let items = part.value.items().iter();
                            requirements =
                                Some(items.map(|item| reader.requirement(item)).collect());
                        }
                        _ => unclear.push(reader.odd(part)),
                    }
                }
                requirements.get_or_insert_with(Vec::new);
            }
            _ => unclear.push(reader.odd(member)),
        }
    }
    // A connection by itself is asked whether it takes a token.
    let requirements = requirements.unwrap_or_else(|| {
        let span = document.span;
        vec![Requirement {
            span,
            ..Requirement::default()
        }]
    });
    let mut lowering = Lowering {
        attributes: ["jwks_url", "requirements"]
            .map(|name| Attribute {
                name: name.to_owned(),
                source: Source::Derived,
            })
            .to_vec(),
        diagnostics: reader.diagnostics,
        unclear,
        several: requirements.len() > 1,
    };
    let rules = requirements
        .iter()
        .enumerate()
        .map(|(index, requirement)| lowering.rule(requirement, index + 1, &connections))
        .collect();
    if requirements.is_empty() {
        lowering.refused(
            "missing-element",
            "expected at least one of `requirements` in `role`, received none".to_owned(),
            document.span,
            ROLE_URL,
        );
    }
    let mut claims: Vec<String> = lowering
        .attributes
        .iter()
        .filter_map(|attribute| attribute.source.claim())
        .map(str::to_owned)
        .collect();
    claims.sort_unstable();
    claims.dedup();
    lowering
        .diagnostics
        .sort_by_key(|diagnostic| diagnostic.span.map(|span| span.start));
    Lowered {
        root: Node::new(
            Condition::Any(rules),
            Origin::new(StepKind::Rules)
                .noun(NOUN)
                .reason(ReasonCode::NoRule)
                .sentence("the role has no requirement that anybody could meet"),
        ),
        attributes: lowering.attributes,
        claims,
        diagnostics: lowering.diagnostics,
        resource: connections.iter().find_map(issuer_of_keys),
    }
}

/// The issuer whose keys stand at the usual place below it.
fn issuer_of_keys(connection: &Connection<'_>) -> Option<String> {
    let issuer = connection.keys?.split("/.well-known/").next()?;
    Some(issuer.to_owned())
}

struct Lowering {
    attributes: Vec<Attribute>,
    diagnostics: Vec<Diagnostic>,
    /// What is not understood of the document as a whole.
    unclear: Vec<Unclear>,
    /// Whether there are several requirements.
    several: bool,
}

impl Lowering {
    fn refused(&mut self, code: &'static str, message: String, span: Span, url: &'static str) {
        self.diagnostics
            .push(Diagnostic::error(code, message).url(url).at(span));
    }

    /// The index of the value of a claim; the one behind it is whether it is there.
    fn claim(&mut self, name: &str) -> usize {
        let known = self.attributes.iter().skip(CLAIMS);
        let known = known.clone().position(|attribute| attribute.name == name);
        known.map_or_else(
            || {
                self.attributes.extend([attribute(name), attribute(name)]);
                self.attributes.len() - 2
            },
            |index| index + CLAIMS,
        )
    }

    fn rule(
        &mut self,
        requirement: &Requirement<'_>,
        number: usize,
        connections: &[Connection<'_>],
    ) -> Node {
        let mut nodes = match self.connection(requirement, connections) {
            Some(connection) => self.required(connection),
            None => vec![nowhere(requirement)],
        };
        let unclear = requirement.unclear.iter().chain(&self.unclear);
        nodes.extend(unclear.map(opaque));
        for condition in &requirement.conditions {
            nodes.push(self.condition(condition));
        }
        if self.several {
            nodes.push(assumed(
                ONE_SUFFICES,
                "requirements",
                "one of them suffices",
                requirement.span,
            ));
        }
        Node::new(
            Condition::All {
                nodes,
                ordered: true,
            },
            Origin::new(StepKind::Rule)
                .noun(NOUN)
                .named(number.to_string())
                .at(requirement.span),
        )
    }

    /// The connection of a requirement.
    fn connection<'c, 'a>(
        &mut self,
        requirement: &Requirement<'_>,
        connections: &'c [Connection<'a>],
    ) -> Option<&'c Connection<'a>> {
        let found = match (requirement.connection, connections) {
            (None, [only]) => Some(only),
            (None, _) => None,
            (Some((name, _)), all) => all.iter().find(|one| one.name == Some(name)),
        };
        if found.is_none() {
            let received = match requirement.connection {
                Some((name, _)) => quoted(name).to_string(),
                None => "none".to_owned(),
            };
            self.refused(
                "missing-element",
                format!(
                    "expected the name of one of the connections in `connection`, received {received}"
                ),
                place(requirement),
                ROLE_URL,
            );
        }
        found
    }

    /// What a connection asks for, the issuer first.
    fn required(&mut self, connection: &Connection<'_>) -> Vec<Node> {
        let mut nodes = Vec::new();
        if let Some((status, span)) = connection.idle {
            nodes.push(Node::new(
                Condition::Constant(false),
                check("status", span)
                    .reason(ReasonCode::NoRule)
                    .sentence(format!(
                        "the connection is {status}, and issues no tokens before it is active"
                    )),
            ));
        }
        let is_of_issuer = |wanted: &&Wanted<'_>| wanted.field == "iss";
        let (issuers, others): (Vec<_>, Vec<_>) = connection
            .claims
            .iter()
            .partition(|wanted| is_of_issuer(wanted));
        if issuers.is_empty() {
            let place = connection.span;
            nodes.push(assumed(KEYS, "issuer", "that of the keys", place));
        }
        for wanted in issuers.into_iter().chain(others) {
            nodes.push(self.condition(wanted));
        }
        nodes.extend(connection.unclear.iter().map(opaque));
        if connection.claims.is_empty() && connection.unclear.is_empty() {
            self.refused(
                "missing-element",
                "expected `required_claims` in a connection, received none".to_owned(),
                connection.span,
                CONNECTION_URL,
            );
            nodes.push(Node::new(
                Condition::Constant(false),
                check("required_claims", connection.span)
                    .reason(ReasonCode::NoRule)
                    .sentence("the connection requires no claims, and Okta takes none such"),
            ));
        }
        nodes
    }

    fn condition(&mut self, wanted: &Wanted<'_>) -> Node {
        let attribute = self.claim(wanted.field);
        let operator = wanted.operator.as_str();
        let test = match wanted.operator {
            Operator::Exists => Test {
                predicate: Predicate::Present {
                    written: "there".to_owned(),
                },
                typed: true,
                ..Test::new(attribute + 1, operator, Vec::new())
            },
            Operator::Equals => Test::new(attribute, operator, vec![alternative(wanted, None)]),
            Operator::StartsWith => Test {
                manner: Manner::Named,
                ..Test::new(
                    attribute,
                    operator,
                    vec![alternative(wanted, Some(Symbol::Star))],
                )
            },
        };
        let origin = check(wanted.field, wanted.span);
        let origin = match wanted.field {
            "iss" => origin
                .reason(ReasonCode::IssuerNotTrusted)
                .words("the token comes from", "the connection trusts"),
            "aud" => origin.reason(ReasonCode::AudienceNotAccepted),
            _ => origin.reason(ReasonCode::ConditionNotMet),
        };
        Node::new(Condition::Test(test), origin)
    }
}

/// A value and what may follow it.
fn alternative(wanted: &Wanted<'_>, rest: Option<Symbol>) -> Alternative {
    let template = |fold| {
        let symbols = wanted.value.chars().map(Symbol::Literal).chain(rest);
        Template::new(symbols.map(Part::Symbol).collect(), fold, rest.is_some())
    };
    let caveat = Caveat::new(
        "letter-case",
        "the documentation does not say whether the case of letters counts; assumed that it does",
    );
    Alternative {
        readings: vec![Reading {
            matcher: Matcher::TextIgnoreCase(template(Fold::Ascii)),
            caveat: caveat.url(CONNECTION_URL),
        }],
        ..Alternative::new(
            Matcher::Text(template(Fold::None)),
            wanted.value,
            Some(wanted.value_span),
        )
    }
}

/// Stands for a connection that is not there.
fn nowhere(requirement: &Requirement<'_>) -> Node {
    Node::new(
        Condition::Constant(false),
        check("connection", place(requirement))
            .reason(ReasonCode::NoRule)
            .sentence("the requirement is of no connection that is there"),
    )
}

/// Where a requirement names its connection.
fn place(requirement: &Requirement<'_>) -> Span {
    requirement
        .connection
        .map_or(requirement.span, |(_, span)| span)
}

/// A step for what is assumed: its slot holds, and tells it.
fn assumed(attribute: usize, name: &'static str, written: &str, span: Span) -> Node {
    let test = Test {
        predicate: Predicate::Present {
            written: written.to_owned(),
        },
        ..Test::new(attribute, name, Vec::new())
    };
    Node::new(Condition::Test(test), check(name, span))
}

fn opaque((why, span): &Unclear) -> Node {
    Node::new(
        Condition::Opaque(Opaque::new(why.clone(), OpaqueCause::Policy)),
        check("element", *span),
    )
}

fn check(name: &str, span: Span) -> Origin {
    Origin::new(StepKind::Check).named(name).at(span)
}
