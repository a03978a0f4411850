//! From a configuration to the condition tree: an authenticator is a rule, whose checks come in the
//! order in which kube-apiserver makes them.

use std::sync::Arc;

use super::document::{Complaints, KIND, Matter, VERSIONS, list, several, text};
use super::environment::{self, environment};
use super::issuer::{self, Seen};
use super::{CLAIMS, DISTRIBUTED, FIRST, USER, VERSION};
use crate::attribute::{Attribute, Source};
use crate::cel::ast::{Expression, Kind};
use crate::cel::{self, Numbers, Type};
use crate::condition::{
    Alternative, Condition, Matcher, Node, Opaque, OpaqueCause, Origin, StepKind, Test, Truth,
    Wants,
};
use crate::diagnostic::{Diagnostic, Severity};
use crate::evaluation::ReasonCode;
use crate::excerpt::Excerpt;
use crate::json::Value;
use crate::pattern::Comparison;
use crate::pattern::number::Decimal;
use crate::quote::quoted;
use crate::relying_party::Lowered;
use crate::relying_party::expression::{Lowering, Resolve, Written};
use crate::span::Span;
use crate::yaml::Document;

/// What an older release takes, and makes nothing of.
const ESCAPED: &str = "names that are escaped";

/// Most authenticators.
const MAX_AUTHENTICATORS: usize = 64;

/// What is gathered of a configuration.
pub(super) struct Gathered<'t> {
    pub(super) document: &'t str,
    pub(super) complaints: Complaints,
    pub(super) attributes: Vec<Attribute>,
    /// What the configuration takes from a release that is younger than the first, and the minor
    /// version of that.
    pub(super) needs: Vec<(String, u32)>,
}

pub(super) fn lower(document: &str, read: &Document<'_>) -> Lowered {
    let value = &read.value;
    let mut gathered = Gathered {
        document,
        complaints: Complaints::default(),
        attributes: vec![
            claim("iss"),
            claim("aud"),
            Attribute {
                name: "version".to_owned(),
                source: Source::Request,
            },
        ],
        needs: Vec::new(),
    };
    gathered.complaints.check(value);
    gathered.kind(value);
    gathered.anonymous(value);
    let authenticators = list(Some(value), "jwt");
    if authenticators.len() > MAX_AUTHENTICATORS {
        let answer = format!(
            "invalid authentication configuration: jwt: Too many: {}: must have at most {MAX_AUTHENTICATORS} items",
            authenticators.len()
        );
        let message = format!(
            "expected at most {MAX_AUTHENTICATORS} authenticators, received {}",
            authenticators.len()
        );
        gathered
            .complaints
            .refuse(Diagnostic::error("invalid-element", message), answer);
    }
    if authenticators.len() > 1 {
        gathered.need("more than one authenticator", 30);
    }
    let mut seen = Seen::default();
    let rules: Vec<Node> = authenticators
        .iter()
        .take(MAX_AUTHENTICATORS)
        .enumerate()
        .map(|(index, authenticator)| {
            let several = authenticators.len() > 1;
            gathered.authenticator(authenticator, index, several, &mut seen)
        })
        .collect();
    gathered
        .complaints
        .diagnostics
        .extend(read.next.map(several));
    let mut nodes = gathered.before(value.span);
    nodes.push(Node::new(
        Condition::Any(rules),
        Origin::new(StepKind::Rules)
            .noun("authenticator")
            .reason(ReasonCode::NoRule)
            .at(value.span),
    ));
    let attributes = gathered.attributes;
    let mut claims: Vec<String> = Vec::new();
    for attribute in &attributes {
        claims.extend(attribute.source.claim().map(str::to_owned));
    }
    claims.push(DISTRIBUTED.to_owned());
    claims.sort_unstable();
    claims.dedup();
    Lowered {
        root: Node::plain(Condition::All {
            nodes,
            ordered: true,
        }),
        claims,
        attributes,
        diagnostics: gathered.complaints.diagnostics,
        resource: None,
    }
}

fn claim(name: &str) -> Attribute {
    Attribute {
        name: name.to_owned(),
        source: claim_source(name),
    }
}

pub(super) fn claim_source(name: &str) -> Source {
    Source::Claim {
        issuer: None,
        name: name.to_owned(),
    }
}

/// An error rejects the token, and what comes after it is beside the point.
pub(super) fn settled(node: Node) -> Condition {
    Condition::Settled(Box::new(node))
}

impl<'t> Gathered<'t> {
    pub(super) fn need(&mut self, what: impl Into<String>, since: u32) {
        let what = what.into();
        if since > environment::FIRST && !self.needs.iter().any(|(known, _)| *known == what) {
            self.needs.push((what, since));
        }
    }

    /// The attribute of a claim as Go reads it into a text.
    pub(super) fn plain(&mut self, name: &str) -> usize {
        let known = self.attributes.iter().skip(FIRST);
        match known.clone().position(|own| own.name == name) {
            Some(index) => FIRST + index,
            None => {
                self.attributes.push(claim(name));
                self.attributes.len() - 1
            }
        }
    }

    fn kind(&mut self, document: &Value<'_>) {
        let start = document.beginning();
        let (kind, place) = text(Some(document), "kind").unwrap_or(("", start));
        let (version, at) = text(Some(document), "apiVersion").unwrap_or(("", start));
        let known = VERSIONS
            .iter()
            .find(|(name, _)| version.strip_prefix(super::document::GROUP) == Some(name));
        let mut refuse = |place: Span, expected: &str, received: &str| {
            self.complaints.refuse(
                Diagnostic::error(
                    "invalid-element",
                    format!("expected {expected}, received {}", quoted(received)),
                )
                .at(place),
                format!("no kind {kind:?} is registered for version {version:?}"),
            );
        };
        match known {
            Some((_, since)) => self.need(quoted(version).to_string(), *since),
            None => refuse(
                at,
                "`apiserver.config.k8s.io/v1`, `v1beta1` or `v1alpha1` in `apiVersion`",
                version,
            ),
        }
        if kind != KIND {
            let mut refuse = |place: Span| {
                self.complaints.refuse(
                    Diagnostic::error(
                        "invalid-element",
                        format!("expected `{KIND}` in `kind`, received {}", quoted(kind)),
                    )
                    .at(place),
                    format!("no kind {kind:?} is registered for version {version:?}"),
                );
            };
            refuse(place);
        }
    }

    fn anonymous(&mut self, document: &Value<'_>) {
        let Some(anonymous) = document.get("anonymous") else {
            return;
        };
        self.need("`anonymous`", 32);
        let enabled = anonymous.get("enabled").map(|value| &value.kind);
        let conditions = list(Some(anonymous), "conditions");
        if let Some(first) = conditions.first()
            && enabled != Some(&crate::json::Kind::Boolean(true))
        {
            self.complaints.field(
                first.span,
                "anonymous.conditions",
                Matter::Invalid("conditions"),
                "enabled should be set to true when conditions are defined",
            );
        }
    }

    /// What decides before any authenticator does: whether kube-apiserver starts with it.
    fn before(&mut self, place: Span) -> Vec<Node> {
        let check = |name: &str| {
            Origin::new(StepKind::Check)
                .named(name)
                .reason(ReasonCode::NoRule)
                .at(place)
        };
        let mut nodes = Vec::new();
        if let Some((why, refusal)) = &self.complaints.refused {
            nodes.push(Node::new(
                Condition::Constant(false),
                check("configuration")
                    .sentence(format!("kube-apiserver refuses the configuration: {why}"))
                    .refusal(refusal.clone()),
            ));
        }
        for (what, since) in &self.needs {
            let Some(number) = Decimal::parse(&environment::number(*since)) else {
                continue;
            };
            let matcher = Matcher::Number(Comparison::GreaterOrEqual, number);
            let alternative = Alternative::new(matcher, format!("1.{since}"), None);
            let mut test = Test::new(VERSION, "since", vec![alternative]);
            // The newest, which is no number, has everything.
            test.on_unreadable = Truth::Pass;
            let origin = check("version").sentence(format!(
                "kube-apiserver refuses the configuration: it has {what} since 1.{since}"
            ));
            nodes.push(match what.as_str() {
                ESCAPED => Node::new(
                    Condition::Any(vec![
                        Node::plain(Condition::Test(test)),
                        Node::plain(Condition::Opaque(Opaque::new(
                            format!("what comes of {what} before 1.{since} is not evaluated"),
                            OpaqueCause::Policy,
                        ))),
                    ]),
                    check("version"),
                ),
                _ => Node::new(Condition::Test(test), origin),
            });
        }
        nodes
    }

    fn authenticator<'v>(
        &mut self,
        authenticator: &'v Value<'_>,
        index: usize,
        several: bool,
        seen: &mut Seen<'v>,
    ) -> Node {
        let path = format!("jwt[{index}]");
        let issuer = authenticator.get("issuer");
        let place = authenticator.span;
        for (field, since) in [("discoveryURL", 30), ("egressSelectorType", 34)] {
            if text(issuer, field).is_some() {
                self.need(format!("`{field}`"), since);
            }
        }
        if list(issuer, "audiences").len() > 1 {
            self.need("more than one audience", 30);
        }
        let mut nodes = issuer::checks(issuer, place, &path, seen, &mut self.complaints);
        let first = self.attributes.len();
        let mut verified = false;
        let rules = self.claim_rules(authenticator, &path, &mut verified);
        let user = self.mappings(authenticator, &path, &mut nodes, verified);
        nodes.extend(rules);
        nodes.extend(self.user_rules(authenticator, &path, &user));
        if several {
            // Each makes a user of its own.
            let made = self.attributes.iter_mut().skip(first);
            for attribute in made.filter(|own| own.name.starts_with("user.")) {
                attribute.name = format!("{path}.{}", attribute.name);
            }
        }
        Node::new(
            Condition::All {
                nodes,
                ordered: true,
            },
            Origin::new(StepKind::Rule)
                .noun("authenticator")
                .named(path)
                .at(place),
        )
    }

    /// An expression, read and checked, with the type of its value where nothing is wrong with it.
    pub(super) fn written(
        &mut self,
        expression: &str,
        span: Span,
        path: &str,
        variable: &'static str,
    ) -> Option<(Written, Option<Type>)> {
        let answer = format!(
            "invalid authentication configuration: {path}: Invalid value: {expression:?}: compilation failed"
        );
        let excerpt = Excerpt::new(self.document, span, expression);
        let written = match Written::parse_by(cel::parse_kubernetes, expression, excerpt) {
            Ok(written) => written,
            Err(error) => {
                self.complaints.refuse(error.to_diagnostic(), answer);
                return None;
            }
        };
        let checked = written.check(&environment(variable));
        let mut fine = true;
        for diagnostic in checked.diagnostics {
            match diagnostic.severity {
                Severity::Error => {
                    fine = false;
                    self.complaints.refuse(diagnostic, answer.clone());
                }
                _ => self.complaints.diagnostics.push(diagnostic),
            }
        }
        if let Some((what, since)) = environment::newest(&written.program) {
            self.need(quoted(&what).to_string(), since);
        }
        if escapes(expression) {
            self.need(ESCAPED, environment::ESCAPES);
        }
        Some((written, fine.then_some(checked.result)))
    }

    /// Lowers something by the attributes so far.
    pub(super) fn lowering<T>(
        &mut self,
        variable: &'static str,
        user: Option<&Resolve<'_>>,
        lower: impl FnOnce(&mut Lowering<'_>) -> T,
    ) -> T {
        let of_claim = |_: &str, field: &str| claim_source(field);
        let mut lowering = Lowering {
            attributes: std::mem::take(&mut self.attributes),
            variables: match variable {
                USER => &[USER],
                _ => &[CLAIMS],
            },
            resolve: user.unwrap_or(&of_claim),
            numbers: Some(Numbers::Double),
            caveats: |_| Vec::new(),
        };
        let lowered = lower(&mut lowering);
        self.attributes = lowering.attributes;
        lowered
    }

    /// A value that an expression makes of claims.
    pub(super) fn made(&mut self, written: &Written, wants: Wants) -> Condition {
        self.lowering(CLAIMS, None, |lowering| {
            lowering.expression(&written.program, written, wants)
        })
    }

    /// An expression that stands for what a mapping of a claim does, at the place of that.
    pub(super) fn standing_for(&self, expression: &str, span: Span) -> Option<Written> {
        let excerpt = Excerpt::new(self.document, span, expression);
        Written::parse(expression, excerpt).ok()
    }
}

/// What cannot be read lets nobody in, and keeps nobody out for certain.
pub(super) fn unread(expression: &str) -> Condition {
    Condition::Opaque(
        Opaque::new("the expression cannot be read", OpaqueCause::Policy)
            .written(expression, Vec::new()),
    )
}

/// Whether names in it are escaped.
fn escapes(expression: &str) -> bool {
    ["__dot__", "__dash__", "__slash__", "__underscores__"]
        .iter()
        .any(|mark| expression.contains(mark))
}

/// Whether an expression takes a field of the claims by its name, and not as an index: what
/// kube-apiserver looks for.
pub(super) fn selects(expression: &Expression, wanted: &str) -> bool {
    let mut found = false;
    expression.visit(&mut |part| {
        if let Kind::Member { operand, field, .. } | Kind::Has { operand, field, .. } = &part.kind
            && *field.text == *wanted
            && matches!(&operand.kind, Kind::Name(name) if *name.text == *CLAIMS)
        {
            found = true;
        }
    });
    found
}

/// What an attribute of the user is worked out from; of what is not evaluated, a map without
/// entries, of which nothing is known.
pub(super) fn source_of(condition: &Condition) -> Source {
    match condition {
        Condition::Expression(expression) => Source::Expression(Arc::clone(expression)),
        _ => Source::Map(Arc::default()),
    }
}
