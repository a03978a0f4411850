//! From a role to the condition tree: what a login looks at, in its order.

use super::document::Document;
use super::pointer;
use super::program;
use super::refusal::refusal;
use super::role::{self, Bound, BoundValue, Role, Text};
use crate::attribute::{Attribute, Scalar, Source};
use crate::condition::outline::Outline;
use crate::condition::{
    Alternative, Condition, Matcher, Node, Opaque, OpaqueCause, Origin, StepKind, Test, Truth,
    ValueKind,
};
use crate::diagnostic::Diagnostic;
use crate::evaluation::ReasonCode;
use crate::issuer::Issuer;
use crate::json::Kind;
use crate::pattern::template::{Part, Template};
use crate::pattern::wildcard::{Fold, Notation};
use crate::quote::quoted;
use crate::relying_party::Lowered;
use crate::span::Span;

/// The names of what a role asks for: its fields.
pub(super) mod names {
    pub(crate) const CIDRS: &str = "token_bound_cidrs";
    pub(crate) const ISSUER: &str = "bound_issuer";
    pub(crate) const AUDIENCES: &str = "bound_audiences";
    pub(crate) const USER: &str = "user_claim";
    pub(crate) const MAPPING: &str = "claim_mappings";
    pub(crate) const GROUPS: &str = "groups_claim";
    pub(crate) const CLAIM: &str = "bound_claims";
}

/// The operator of the test of the subject.
pub(super) const SUBJECT: &str = "bound_subject";

/// The attribute of who asks: the address that Vault sees.
pub(super) const ADDRESS: &str = "remote_address";

/// The registered claims that must be texts where they are there.
pub(super) const REGISTERED: [&str; 3] = ["iss", "sub", "jti"];

pub(super) fn lower(text: &str, document: &Document<'_>) -> Lowered {
    let mut diagnostics = Vec::new();
    let role = role::read(document, &mut diagnostics);
    let mut lowering = Lowering::default();
    let mut gates = Vec::new();
    if let Some(why) = role.refuses_tokens {
        gates.push(Node::new(
            Condition::Constant(false),
            Origin::new(StepKind::Check)
                .named("role_type")
                .reason(ReasonCode::NoRule)
                .sentence(why)
                .refusal(refusal("role with oidc role_type is not allowed"))
                .at(role.span),
        ));
    }
    if let Some(issuer) = &role.bound_issuer {
        gates.push(lowering.issuer(issuer));
    }
    gates.push(Node::new(
        Condition::All {
            nodes: lowering.conditions(&role, text, &mut diagnostics),
            ordered: false,
        },
        Origin::new(StepKind::Conditions).at(role.span),
    ));
    let mut origin = Origin::new(StepKind::Rule).noun("role").at(role.span);
    if let Some(name) = &role.name {
        origin = origin.named(name.clone());
    }
    let rule = Node::new(
        Condition::All {
            nodes: gates,
            ordered: true,
        },
        origin,
    );
    lowering.claims.extend(REGISTERED.map(str::to_owned));
    lowering.claims.sort_unstable();
    lowering.claims.dedup();
    Lowered {
        root: Node::new(
            Condition::Any(vec![rule]),
            Origin::new(StepKind::Rules).at(role.span),
        ),
        attributes: lowering.attributes,
        claims: lowering.claims,
        diagnostics,
        resource: None,
    }
}

#[derive(Default)]
struct Lowering {
    attributes: Vec<Attribute>,
    claims: Vec<String>,
}

impl Lowering {
    /// A claim by its literal name.
    fn claim(&mut self, name: &str) -> usize {
        self.claims.push(name.to_owned());
        self.attribute(
            name,
            Source::Claim {
                issuer: None,
                name: name.to_owned(),
            },
        )
    }

    /// A claim by its name or the path to it.
    fn claim_at(&mut self, name: &str) -> usize {
        let Some((first, rest)) = pointer::parts(name) else {
            return self.claim(name);
        };
        let first = first.into_owned();
        self.claims.push(first.clone());
        let source = match rest.is_empty() {
            true => Source::Claim {
                issuer: None,
                name: first,
            },
            false => Source::Derived,
        };
        self.attribute(name, source)
    }

    fn attribute(&mut self, name: &str, source: Source) -> usize {
        let known = self
            .attributes
            .iter()
            .position(|attribute| attribute.name == name && attribute.source == source);
        known.unwrap_or_else(|| {
            self.attributes.push(Attribute {
                name: name.to_owned(),
                source,
            });
            self.attributes.len() - 1
        })
    }

    fn issuer(&mut self, issuer: &Text) -> Node {
        let test = Test {
            typed: true,
            ..Test::new(self.claim("iss"), names::ISSUER, vec![exact(issuer)])
        };
        Node::new(
            Condition::Test(test),
            check(names::ISSUER, issuer.span)
                .reason(ReasonCode::IssuerNotTrusted)
                .words("the token comes from", "the mount trusts")
                .refusal(refusal(
                    "error validating token: invalid issuer (iss) claim",
                )),
        )
    }

    fn conditions(
        &mut self,
        role: &Role<'_>,
        text: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Node> {
        let mut nodes = Vec::new();
        if !role.cidrs.is_empty() {
            nodes.push(self.cidrs(role));
        }
        // A role with a program has no bindings but its audiences.
        if let Some(subject) = role
            .bound_subject
            .as_ref()
            .filter(|_| role.program.is_none())
        {
            nodes.push(self.subject(subject));
        }
        nodes.extend(self.audiences(role));
        for (name, span) in &role.unreadable {
            nodes.push(opaque(name, *span, "which Vault does not take as it is"));
        }
        if let Some(program) = role.program {
            let attributes = std::mem::take(&mut self.attributes);
            let (node, attributes) = program::lower(text, program, attributes, diagnostics);
            let read = attributes
                .iter()
                .filter_map(|attribute| attribute.source.claim());
            self.claims.extend(read.map(str::to_owned));
            self.attributes = attributes;
            nodes.push(node);
            return nodes;
        }
        if let Some(user) = &role.user_claim {
            nodes.push(self.user(user, role.user_claim_is_pointer));
        }
        for mapping in &role.claim_mappings {
            nodes.push(self.mapping(mapping));
        }
        if let Some(groups) = &role.groups_claim {
            nodes.push(self.groups(groups));
        }
        for bound in &role.bound_claims {
            nodes.push(self.bound(bound, role));
        }
        nodes
    }

    fn cidrs(&mut self, role: &Role<'_>) -> Node {
        let alternatives = role.cidrs.iter().map(|(range, text)| {
            let matcher = Matcher::Address(*range);
            Alternative::new(matcher, text.text.clone(), Some(text.span))
        });
        let attribute = self.attribute(ADDRESS, Source::Request);
        let test = Test::new(attribute, names::CIDRS, alternatives.collect());
        let span = role.cidrs.first().map_or(role.span, |(_, text)| text.span);
        Node::new(
            Condition::Test(test),
            check(names::CIDRS, span)
                .reason(ReasonCode::ConditionNotMet)
                .refusal(refusal("permission denied")),
        )
    }

    fn subject(&mut self, subject: &Text) -> Node {
        let test = Test {
            typed: true,
            ..Test::new(self.claim("sub"), SUBJECT, vec![exact(subject)])
        };
        Node::new(
            Condition::Test(test),
            check(SUBJECT, subject.span)
                .reason(ReasonCode::ConditionNotMet)
                .refusal(refusal(
                    "error validating token: invalid subject (sub) claim",
                )),
        )
    }

    fn audiences(&mut self, role: &Role<'_>) -> Option<Node> {
        if let Some(first) = role.bound_audiences.first() {
            let alternatives = role.bound_audiences.iter().map(exact).collect();
            let test = Test {
                typed: true,
                ..Test::new(self.claim("aud"), names::AUDIENCES, alternatives)
            };
            return Some(Node::new(
                Condition::Test(test),
                check(names::AUDIENCES, first.span)
                    .reason(ReasonCode::AudienceNotAccepted)
                    .refusal(refusal("error validating token: invalid audience (aud) claim: audience claim does not match any expected audience")),
            ));
        }
        let is_known = role.program.is_none()
            && !role
                .unreadable
                .iter()
                .any(|(name, _)| *name == names::AUDIENCES);
        // Any audience at all is one too many.
        self.claims.push("aud".to_owned());
        let any = Alternative::new(Matcher::Text(globbed("*")), "any audience", None);
        let test = Test {
            negated: true,
            on_missing: Truth::Pass,
            on_empty: Truth::Pass,
            ..Test::new(
                self.attribute("aud", Source::Derived),
                names::AUDIENCES,
                vec![any],
            )
        };
        is_known.then(|| {
            Node::new(
                Condition::Test(test),
                check(names::AUDIENCES, role.span)
                    .reason(ReasonCode::AudienceNotAccepted)
                    .sentence("the token has an audience, and the role binds none, so that it takes tokens without one alone")
                    .refusal(refusal(
                        "audience claim found in JWT but no audiences bound to the role",
                    )),
            )
        })
    }

    fn user(&mut self, user: &Text, is_pointer: bool) -> Node {
        let attribute = match is_pointer {
            true => self.claim_at(&user.text),
            false => self.claim(&user.text),
        };
        Node::new(
            Condition::Test(Test::of_kind(attribute, names::USER, ValueKind::Text)),
            check(names::USER, user.span)
                .reason(ReasonCode::ConditionNotMet)
                .refusal(refusal(format!(
                    "claim {:?} could not be converted to string",
                    user.text
                ))),
        )
    }

    fn mapping(&mut self, source: &Text) -> Node {
        let attribute = self.claim_at(&source.text);
        let test = Test {
            on_missing: Truth::Pass,
            ..Test::of_kind(attribute, names::MAPPING, ValueKind::Text)
        };
        Node::new(
            Condition::Test(test),
            check(names::MAPPING, source.span)
                .reason(ReasonCode::ConditionNotMet)
                .refusal(refusal(format!(
                    "error converting claim '{}' to string",
                    source.text
                ))),
        )
    }

    fn groups(&mut self, groups: &Text) -> Node {
        let attribute = self.claim_at(&groups.text);
        Node::new(
            Condition::Test(Test::of_kind(attribute, names::GROUPS, ValueKind::Texts)),
            check(names::GROUPS, groups.span)
                .reason(ReasonCode::ConditionNotMet)
                .refusal(refusal(format!(
                    "{:?} claim could not be converted to string list",
                    groups.text
                ))),
        )
    }

    fn bound(&mut self, bound: &Bound<'_>, role: &Role<'_>) -> Node {
        let operator = if role.globs { "glob" } else { "string" };
        let values = bound.values.iter();
        let alternatives = values.map(|value| alternative(value, role.globs)).collect();
        let test = Test {
            typed: true,
            operator_span: role.claims_type,
            ..Test::new(self.claim_at(&bound.claim), operator, alternatives)
        };
        Node::new(
            Condition::Test(test),
            Origin::new(StepKind::Check)
                .named(format!("{}.{}", names::CLAIM, bound.claim))
                .at(bound.span)
                .reason(ReasonCode::ConditionNotMet)
                .refusal(refusal(format!(
                    "error validating claims: claim {:?} does not match any associated bound claim values",
                    bound.claim
                ))),
        )
    }
}

fn check(name: &'static str, span: Span) -> Origin {
    Origin::new(StepKind::Check).named(name).at(span)
}

fn opaque(name: &str, span: Span, what: &str) -> Node {
    Node::new(
        Condition::Opaque(Opaque::new(
            format!("the role has {name}, {what}", name = quoted(name)),
            OpaqueCause::Policy,
        )),
        Origin::new(StepKind::Check).named(name).at(span),
    )
}

fn exact(text: &Text) -> Alternative {
    let matcher = Matcher::Text(Template::literal(&text.text));
    Alternative::new(matcher, text.text.clone(), Some(text.span))
}

fn alternative(value: &BoundValue<'_>, globs: bool) -> Alternative {
    let value = match value {
        BoundValue::Part(text) if globs => {
            return Alternative {
                matcher: Matcher::Text(globbed(&text.text)),
                ..exact(text)
            };
        }
        BoundValue::Part(text) => return exact(text),
        BoundValue::Json(value) => value,
    };
    let matcher = match &value.kind {
        Kind::String(text) if globs => Matcher::Text(globbed(text)),
        _ if globs => Matcher::Unreadable,
        Kind::String(text) => Matcher::Text(Template::literal(text)),
        Kind::Boolean(value) => Matcher::Value(Scalar::Boolean(*value)),
        Kind::Number(written) if super::number::is_reachable(written) => {
            Matcher::Digits(written.to_string())
        }
        Kind::Number(_) | Kind::Null | Kind::Array(_) | Kind::Object(_) => Matcher::Nobody,
    };
    let text = match &value.kind {
        Kind::String(text) => text.to_string(),
        _ => value.to_string(),
    };
    Alternative::new(matcher, text, Some(value.span))
}

fn globbed(text: &str) -> Template {
    let symbols = text
        .chars()
        .map(|character| Notation::Vault.symbol(character));
    Template::new(symbols.map(Part::Symbol).collect(), Fold::None, true)
}

/// Claims that one issuer alone has, of those that roles bind.
const OF_GITHUB: &[&str] = &[
    "repository",
    "repository_id",
    "repository_owner",
    "repository_owner_id",
    "repository_visibility",
    "job_workflow_ref",
    "workflow_ref",
    "actor",
    "event_name",
];
const OF_GITLAB: &[&str] = &[
    "project_id",
    "project_path",
    "namespace_id",
    "namespace_path",
];

/// The issuer whose claims a role speaks of.
pub(super) fn issuer_of_claims(lowered: &Lowered) -> Option<Issuer> {
    let speaks_of = |claims: &[&str]| {
        let mut names = lowered.claims.iter();
        names.any(|name| claims.contains(&name.as_str()))
    };
    match () {
        () if speaks_of(OF_GITHUB) => Some(Issuer::GitHub),
        () if speaks_of(OF_GITLAB) => Some(Issuer::GitLab),
        () => None,
    }
}

/// The issuer that a role is about, by what it binds, where the mount is not known.
pub(super) fn presumed_issuer(lowered: &Lowered) -> Option<&'static str> {
    let outline = Outline::new(&lowered.root, &lowered.attributes);
    let begins = |claim: &str, prefix: &str| {
        outline
            .allowing()
            .flat_map(|statement| &statement.tests)
            .filter(|tested| tested.attribute.source.claim() == Some(claim))
            .flat_map(|tested| tested.test.predicate.alternatives())
            .any(|alternative| alternative.text.starts_with(prefix))
    };
    match issuer_of_claims(lowered) {
        Some(Issuer::GitHub) => Some(GITHUB),
        Some(_) => Some(GITLAB),
        None if begins("sub", "repo:") || begins("aud", "https://github.com/") => Some(GITHUB),
        None if begins("sub", "project_path:") => Some(GITLAB),
        None => None,
    }
}

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITLAB: &str = "https://gitlab.com";
