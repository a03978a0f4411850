//! From publishers to the condition tree: any that fits suffices.

use super::document::{self, Publisher, Text};
use super::registry::{OwnerId, Registry, Workflow};
use crate::attribute::{Attribute, Source};
use crate::condition::{
    Alternative, Condition, Matcher, Node, Opaque, OpaqueCause, Origin, StepKind, Test, ValueKind,
};
use crate::diagnostic::Diagnostic;
use crate::evaluation::ReasonCode;
use crate::json::Value;
use crate::pattern::template::{Part, Template};
use crate::pattern::wildcard::{Fold, Symbol};
use crate::quote::quoted;
use crate::relying_party::Lowered;
use crate::span::Span;

/// The names of what publishers ask for, and of attributes that are no plain claims.
pub(super) mod names {
    pub(crate) const ISSUER: &str = "issuer";
    pub(crate) const AUDIENCE: &str = "audience";
    pub(crate) const EVENT: &str = "event";
    pub(crate) const OWNER_ID: &str = "owner_id";
    pub(crate) const REPOSITORY: &str = "repository";
    pub(crate) const WORKFLOW: &str = "workflow";
    pub(crate) const ENVIRONMENT: &str = "environment";
    pub(crate) const RUNNER: &str = "runner_environment";
    pub(crate) const REQUIRED: &str = "required";
    pub(crate) const OWNER_AS_INTEGER: &str = "repository_owner_id, as a number";
    pub(crate) const OWNER_NOT_GIVEN: &str = "repository_owner_id, not given";
    pub(crate) const WORKFLOW_FILE: &str = "the file in workflow_ref";
    pub(crate) const AT_REF: &str = "the ref of the token";
    pub(crate) const AT_SHA: &str = "the commit of the token";
}

/// What lets in by itself is called.
pub(super) const NOUN: &str = "publisher";

/// Whose tokens publishers of GitHub Actions take; no registry takes those of an enterprise.
pub(super) const GITHUB: &str = "https://token.actions.githubusercontent.com";

pub(super) fn lower(registry: &Registry, values: &[&Value<'_>]) -> Lowered {
    let mut lowering = Lowering {
        registry,
        attributes: Attributes::default(),
        diagnostics: Vec::new(),
    };
    let mut rules = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let publisher = document::read(value, index + 1, registry, &mut lowering.diagnostics);
        rules.push(lowering.publisher(&publisher));
    }
    let mut diagnostics = lowering.diagnostics;
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.map(|span| span.start));
    lowering.attributes.lowered(
        Node::new(
            Condition::Any(rules),
            Origin::new(StepKind::Rules)
                .noun(NOUN)
                .reason(ReasonCode::NoRule)
                .sentence("there is no publisher that could let anybody in"),
        ),
        diagnostics,
    )
}

/// The attributes of a policy, each once.
#[derive(Default)]
pub(super) struct Attributes(Vec<Attribute>);

impl Attributes {
    /// A claim, by its name.
    pub(super) fn claim(&mut self, claim: &str) -> usize {
        self.named(claim, claim)
    }

    /// What is made of a claim, under a name of its own.
    fn named(&mut self, name: &str, claim: &str) -> usize {
        let mut known = self.0.iter();
        known
            .position(|attribute| attribute.name == name)
            .unwrap_or_else(|| {
                self.0.push(Attribute {
                    name: name.to_owned(),
                    source: Source::Claim {
                        issuer: None,
                        name: claim.to_owned(),
                    },
                });
                self.0.len() - 1
            })
    }

    pub(super) fn lowered(self, root: Node, diagnostics: Vec<Diagnostic>) -> Lowered {
        let mut claims = vec!["iss".to_owned()];
        claims.extend(
            self.0
                .iter()
                .filter_map(|attribute| attribute.source.claim())
                .map(str::to_owned),
        );
        claims.sort_unstable();
        claims.dedup();
        Lowered {
            root,
            attributes: self.0,
            claims,
            diagnostics,
            resource: None,
        }
    }
}

struct Lowering<'r> {
    registry: &'r Registry,
    attributes: Attributes,
    diagnostics: Vec<Diagnostic>,
}

impl Lowering<'_> {
    fn publisher(&mut self, publisher: &Publisher) -> Node {
        if let Some(service) = &publisher.service {
            return Node::new(
                Condition::All {
                    nodes: vec![self.other_service(service)],
                    ordered: true,
                },
                rule(publisher),
            );
        }
        let conditions = self.conditions(publisher);
        let issuer = Node::new(
            Condition::Test(self.exact("iss", names::ISSUER, GITHUB)),
            check(names::ISSUER, publisher.span)
                .reason(ReasonCode::IssuerNotTrusted)
                .words("the token comes from", "the publisher trusts"),
        );
        Node::new(
            Condition::All {
                nodes: vec![
                    issuer,
                    Node::new(
                        Condition::All {
                            nodes: conditions,
                            ordered: false,
                        },
                        Origin::new(StepKind::Conditions),
                    ),
                ],
                ordered: true,
            },
            rule(publisher),
        )
    }

    fn conditions(&mut self, publisher: &Publisher) -> Vec<Node> {
        let audience = self.exact("aud", names::AUDIENCE, self.registry.audience);
        let mut nodes = vec![Node::new(
            Condition::Test(audience),
            check(names::AUDIENCE, publisher.span)
                .reason(ReasonCode::AudienceNotAccepted)
                .words("the token is for", "the registry takes one for"),
        )];
        nodes.extend(self.events(publisher));
        nodes.extend(self.owner_id(publisher));
        nodes.push(match &publisher.repository {
            Some(repository) => self.repository(repository),
            None => self.missing(publisher, "owner` and `repository", "repository"),
        });
        nodes.push(match &publisher.workflow {
            Some(workflow) => self.workflow(publisher, workflow),
            None => self.missing(publisher, "workflow", "workflow_ref"),
        });
        nodes.extend(publisher.environment.as_ref().map(|environment| {
            let fold = !self.registry.environment_case;
            let test = self.text("environment", names::ENVIRONMENT, environment, fold);
            condition(test, names::ENVIRONMENT, environment.whole)
        }));
        if self.registry.hosted {
            let test = self.exact(names::RUNNER, names::RUNNER, "github-hosted");
            nodes.push(condition(test, names::RUNNER, publisher.span));
        }
        for claim in self.registry.required {
            let attribute = self.attributes.claim(claim);
            let test = Test::of_kind(attribute, names::REQUIRED, ValueKind::Text);
            nodes.push(condition(test, claim, publisher.span));
        }
        nodes
    }

    /// A test that a claim is this text, which stands nowhere in the document.
    fn exact(&mut self, claim: &str, operator: &'static str, text: &str) -> Test {
        let matcher = Matcher::Text(Template::literal(text));
        let alternative = Alternative::new(matcher, text, None);
        Test {
            typed: true,
            ..Test::new(self.attributes.claim(claim), operator, vec![alternative])
        }
    }

    fn text(&mut self, claim: &str, operator: &'static str, text: &Text, fold: bool) -> Test {
        let matcher = match fold {
            true => {
                let parts = text.text.chars().map(|c| Part::Symbol(Symbol::Literal(c)));
                Matcher::TextIgnoreCase(Template::new(parts.collect(), Fold::Ascii, false))
            }
            false => Matcher::Text(Template::literal(&text.text)),
        };
        let alternative = Alternative::new(matcher, text.text.clone(), Some(text.span));
        Test {
            typed: true,
            ..Test::new(self.attributes.claim(claim), operator, vec![alternative])
        }
    }

    fn events(&mut self, publisher: &Publisher) -> Option<Node> {
        let events = self.registry.refused_events;
        let refused = events.iter().map(|event| {
            let matcher = Matcher::Text(Template::literal(event));
            Alternative::new(matcher, *event, None)
        });
        let test = Test {
            negated: true,
            ..Test::new(
                self.attributes.claim("event_name"),
                names::EVENT,
                refused.collect(),
            )
        };
        (!events.is_empty()).then(|| {
            Node::new(
                Condition::Test(test),
                check(names::EVENT, publisher.span)
                    .reason(ReasonCode::ConditionNotMet)
                    .words(
                        "the run was triggered by",
                        "no publisher may be triggered by",
                    ),
            )
        })
    }

    fn owner_id(&mut self, publisher: &Publisher) -> Option<Node> {
        const CLAIM: &str = "repository_owner_id";
        let integer = match self.registry.owner_id {
            OwnerId::Unsaid => return None,
            OwnerId::Integer => true,
            OwnerId::Text => false,
        };
        let Some(id) = &publisher.owner_id else {
            let attribute = self.attributes.named(names::OWNER_NOT_GIVEN, CLAIM);
            let test = Test::of_kind(attribute, names::OWNER_ID, ValueKind::Text);
            return Some(condition(test, names::OWNER_ID, publisher.span));
        };
        let mut test = self.text(CLAIM, names::OWNER_ID, id, false);
        if integer {
            test.attribute = self.attributes.named(names::OWNER_AS_INTEGER, CLAIM);
        }
        Some(condition(test, names::OWNER_ID, id.whole))
    }

    fn repository(&mut self, repository: &Text) -> Node {
        let fold = !self.registry.repository_case;
        let test = self.text("repository", names::REPOSITORY, repository, fold);
        condition(test, names::REPOSITORY, repository.whole)
    }

    fn workflow(&mut self, publisher: &Publisher, workflow: &Text) -> Node {
        let has_extension = [".yml", ".yaml"]
            .iter()
            .any(|extension| workflow.text.ends_with(extension));
        if workflow.text.contains('/') || !has_extension {
            self.diagnostics.push(
                Diagnostic::error(
                    "invalid-element",
                    format!(
                        "expected the name of a file that ends in `.yml` or `.yaml`, without folders, received {}",
                        quoted(&workflow.text)
                    ),
                )
                .url(self.registry.url)
                .at(workflow.span),
            );
        }
        let test = match self.registry.workflow {
            Workflow::File => {
                let mut test = self.text("workflow_ref", names::WORKFLOW, workflow, false);
                test.attribute = self.attributes.named(names::WORKFLOW_FILE, "workflow_ref");
                test
            }
            Workflow::Job => Test {
                typed: true,
                ..Test::new(
                    self.attributes.claim("job_workflow_ref"),
                    names::WORKFLOW,
                    self.refs(publisher, workflow),
                )
            },
        };
        condition(test, names::WORKFLOW, workflow.whole)
    }

    /// What `job_workflow_ref` may be: the file at the ref and at the commit of the token. Of a
    /// workflow in another repository the ref is not that of the token, and any will do.
    fn refs(&mut self, publisher: &Publisher, workflow: &Text) -> Vec<Alternative> {
        let repository = publisher
            .workflow_repository
            .as_deref()
            .or(publisher.repository.as_ref().map(|text| text.text.as_str()))
            .unwrap_or_default();
        let file = format!("{repository}/.github/workflows/{}@", workflow.text);
        let begins = || file.chars().map(|c| Part::Symbol(Symbol::Literal(c)));
        if publisher.workflow_repository.is_some() {
            let any = [Symbol::One, Symbol::Star].map(Part::Symbol);
            let template = Template::new(begins().chain(any).collect(), Fold::None, false);
            let text = format!("{file}REF");
            return vec![Alternative::new(
                Matcher::Text(template),
                text,
                Some(workflow.span),
            )];
        }
        [
            (names::AT_REF, "ref", "REF"),
            (names::AT_SHA, "sha", "COMMIT"),
        ]
        .map(|(name, claim, word)| {
            let variable = Part::Variable {
                attribute: self.attributes.named(name, claim),
                default: None,
            };
            let template = Template::new(begins().chain([variable]).collect(), Fold::None, false);
            Alternative::new(
                Matcher::Text(template),
                format!("{file}{word}"),
                Some(workflow.span),
            )
        })
        .to_vec()
    }

    /// A field that every publisher has.
    fn missing(&mut self, publisher: &Publisher, field: &str, claim: &str) -> Node {
        let message = format!("expected `{field}`, received none");
        self.diagnostics.push(
            Diagnostic::error("missing-element", message.clone())
                .url(self.registry.url)
                .at(beginning(publisher.span)),
        );
        let reads = vec![self.attributes.claim(claim)];
        Node::new(
            Condition::Opaque(Opaque::new(message, OpaqueCause::Policy).written("", reads)),
            check(names::REQUIRED, publisher.span),
        )
    }

    fn other_service(&mut self, service: &Text) -> Node {
        let message = format!(
            "publishers of {} are not evaluated: expected `github`",
            quoted(&service.text)
        );
        self.diagnostics
            .push(Diagnostic::warning("service-not-evaluated", message.clone()).at(service.span));
        Node::new(
            Condition::Opaque(Opaque::new(message, OpaqueCause::Policy)),
            check(names::REQUIRED, service.whole),
        )
    }
}

/// Where something is told that is not there.
pub(super) fn beginning(span: Span) -> Span {
    Span::new(span.start, span.start + 1)
}

fn rule(publisher: &Publisher) -> Origin {
    Origin::new(StepKind::Rule)
        .noun(NOUN)
        .named(publisher.label.clone())
        .at(publisher.span)
}

fn check(name: &'static str, span: Span) -> Origin {
    Origin::new(StepKind::Check).named(name).at(span)
}

fn condition(test: Test, name: &'static str, span: Span) -> Node {
    Node::new(
        Condition::Test(test),
        check(name, span).reason(ReasonCode::ConditionNotMet),
    )
}
