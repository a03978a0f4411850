//! From identities to the condition tree: any that fits suffices.

use super::document::{Document, Identity, Text, Verifier, Wanted};
use crate::attribute::{Attribute, Source};
use crate::condition::{Alternative, Condition, Manner, Matcher, Node, Origin, StepKind, Test};
use crate::diagnostic::Diagnostic;
use crate::evaluation::ReasonCode;
use crate::pattern::regular_expression::{Anchoring, RegularExpression};
use crate::pattern::template::Template;
use crate::quote::quoted;
use crate::relying_party::Lowered;
use crate::span::Span;

/// What lets in by itself is called.
pub(super) const NOUN: &str = "identity";

/// The name of who signed, in a certificate.
pub(super) const SUBJECT: &str = "subject";

/// The audience of tokens that Fulcio takes.
const AUDIENCE: &str = "sigstore";

/// Claims that certificates are made of.
const CLAIMS: [&str; 8] = [
    "aud",
    "ci_config_ref_uri",
    "email",
    "email_verified",
    "iss",
    "job_workflow_ref",
    "organization_slug",
    "pipeline_slug",
];

pub(super) fn lower(document: &Document, diagnostics: Vec<Diagnostic>) -> Lowered {
    let mut lowering = Lowering {
        document,
        attributes: Vec::new(),
        diagnostics,
    };
    let mut rules: Vec<Node> = document
        .identities
        .iter()
        .map(|identity| lowering.identity(identity))
        .collect();
    if document.takes_any {
        let conditions = lowering.conditions(None, document.span);
        rules.push(rule(vec![conditions], "any", document.span));
    }
    let mut claims: Vec<String> = CLAIMS.map(str::to_owned).to_vec();
    claims.extend(
        document
            .workflow
            .iter()
            .map(|(claim, _)| (*claim).to_owned()),
    );
    claims.sort_unstable();
    claims.dedup();
    let mut diagnostics = lowering.diagnostics;
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.map(|span| span.start));
    Lowered {
        root: Node::new(
            Condition::Any(rules),
            Origin::new(StepKind::Rules)
                .noun(NOUN)
                .reason(ReasonCode::NoRule)
                .sentence("there is no identity that anybody could have signed as"),
        ),
        attributes: lowering.attributes,
        claims,
        diagnostics,
        resource: None,
    }
}

struct Lowering<'d> {
    document: &'d Document,
    attributes: Vec<Attribute>,
    diagnostics: Vec<Diagnostic>,
}

impl Lowering<'_> {
    fn identity(&mut self, identity: &Identity) -> Node {
        let is_whole = |wanted: &Wanted| wanted.exact.is_some() || wanted.regular.is_some();
        let mut nodes = Vec::new();
        if self.document.verifier == Verifier::SigstoreGo
            && !(is_whole(&identity.issuer) && is_whole(&identity.subject))
        {
            nodes.push(Node::new(
                Condition::Constant(false),
                check(NOUN, identity.span)
                    .reason(ReasonCode::NoRule)
                    .sentence("sigstore-go takes no identity without an issuer and a subject"),
            ));
        }
        let issuer = self.claim("iss");
        for test in self.wanted(&identity.issuer, issuer, "issuer") {
            nodes.push(Node::new(
                Condition::Test(test.0),
                check("issuer", test.1)
                    .reason(ReasonCode::IssuerNotTrusted)
                    .words("the token comes from", "the identity is of"),
            ));
        }
        nodes.push(self.conditions(Some(identity), identity.span));
        rule(nodes, &identity.label, identity.span)
    }

    fn conditions(&mut self, identity: Option<&Identity>, span: Span) -> Node {
        let audience = Alternative::new(Matcher::Text(Template::literal(AUDIENCE)), AUDIENCE, None);
        let mut nodes = vec![Node::new(
            Condition::Test(Test::new(self.claim("aud"), "audience", vec![audience])),
            check("audience", span)
                .reason(ReasonCode::AudienceNotAccepted)
                .words("the token is for", "Fulcio gives a certificate for one for"),
        )];
        if let Some(identity) = identity {
            let subject = self.attribute(SUBJECT, Source::Derived);
            for (test, span) in self.wanted(&identity.subject, subject, SUBJECT) {
                nodes.push(Node::new(
                    Condition::Test(test),
                    check(SUBJECT, span).reason(ReasonCode::ConditionNotMet),
                ));
            }
        }
        for (claim, text) in &self.document.workflow {
            let test = Test::new(self.claim(claim), *claim, vec![exact(text)]);
            nodes.push(Node::new(
                Condition::Test(test),
                check(claim, text.whole).reason(ReasonCode::ConditionNotMet),
            ));
        }
        Node::new(
            Condition::All {
                nodes,
                ordered: false,
            },
            Origin::new(StepKind::Conditions),
        )
    }

    /// The tests of a part of an identity. A regular expression stands in the place of the text
    /// beside it, but for sigstore-go, which wants both.
    fn wanted(
        &mut self,
        wanted: &Wanted,
        attribute: usize,
        operator: &'static str,
    ) -> Vec<(Test, Span)> {
        let mut tests = Vec::new();
        if let Some(regular) = &wanted.regular {
            let test = Test {
                manner: Manner::Named,
                ..Test::new(attribute, "matches", vec![self.regular(regular)])
            };
            tests.push((test, regular.whole));
        }
        let both = self.document.verifier == Verifier::SigstoreGo;
        if let Some(text) = wanted
            .exact
            .as_ref()
            .filter(|_| both || wanted.regular.is_none())
        {
            tests.push((
                Test::new(attribute, operator, vec![exact(text)]),
                text.whole,
            ));
        }
        tests
    }

    fn regular(&mut self, text: &Text) -> Alternative {
        let url = self.document.verifier.url();
        let matcher = match RegularExpression::parse(&text.text, Anchoring::Search) {
            Ok(expression) => {
                if let Some(unsupported) = expression.unsupported() {
                    self.diagnostics.push(
                        Diagnostic::note(
                            "pattern-not-evaluated",
                            format!(
                                "{} is not evaluated: {}",
                                quoted(&text.text),
                                unsupported.why
                            ),
                        )
                        .url(url)
                        .at(text.span),
                    );
                }
                Matcher::RegularExpression(Box::new(expression))
            }
            Err(refusal) => {
                self.diagnostics.push(
                    Diagnostic::error(
                        "invalid-pattern",
                        format!("expected a regular expression of Go, received {refusal}"),
                    )
                    .url(url)
                    .at(text.span),
                );
                Matcher::Unreadable
            }
        };
        Alternative::new(matcher, text.text.clone(), Some(text.span))
    }

    fn claim(&mut self, name: &str) -> usize {
        self.attribute(
            name,
            Source::Claim {
                issuer: None,
                name: name.to_owned(),
            },
        )
    }

    fn attribute(&mut self, name: &str, source: Source) -> usize {
        let mut known = self.attributes.iter();
        known
            .position(|attribute| attribute.name == name)
            .unwrap_or_else(|| {
                self.attributes.push(Attribute {
                    name: name.to_owned(),
                    source,
                });
                self.attributes.len() - 1
            })
    }
}

fn rule(nodes: Vec<Node>, label: &str, span: Span) -> Node {
    Node::new(
        Condition::All {
            nodes,
            ordered: true,
        },
        Origin::new(StepKind::Rule).noun(NOUN).named(label).at(span),
    )
}

fn check(name: &'static str, span: Span) -> Origin {
    Origin::new(StepKind::Check).named(name).at(span)
}

fn exact(text: &Text) -> Alternative {
    let matcher = Matcher::Text(Template::literal(&text.text));
    Alternative::new(matcher, text.text.clone(), Some(text.span))
}
