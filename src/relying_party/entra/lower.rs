//! From credentials to the condition tree: any that fits suffices.

use super::document::{self, Credential, Text};
use super::expression::{self, Comparison, Operator};
use super::{CASE_URL, FLEXIBLE_URL, SETUP_URL, accepted};
use crate::attribute::{Attribute, Source};
use crate::condition::{
    Alternative, Condition, Manner, Matcher, Node, Opaque, OpaqueCause, Origin, Quantifier,
    Reading, StepKind, Test, Truth,
};
use crate::diagnostic::Diagnostic;
use crate::evaluation::{Caveat, ReasonCode};
use crate::json::{Inside, Value};
use crate::pattern::template::{Part, Template};
use crate::pattern::wildcard::{Fold, Symbol};
use crate::quote::quoted;
use crate::relying_party::Lowered;
use crate::span::Span;

/// Indexes of the attributes that every credential tests.
const ISSUER: usize = 0;
const AUDIENCE: usize = 1;
const SUBJECT: usize = 2;

/// What credentials compare by a property of their own.
pub(super) fn properties() -> Vec<Attribute> {
    [("issuer", "iss"), ("audiences", "aud"), ("subject", "sub")]
        .map(|(name, claim)| attribute(name.to_owned(), claim))
        .to_vec()
}

/// A claim as expressions look it up.
pub(super) fn lookup(claim: &str) -> Attribute {
    attribute(format!("claims['{claim}']"), claim)
}

fn attribute(name: String, claim: &str) -> Attribute {
    Attribute {
        name,
        source: Source::Claim {
            issuer: None,
            name: claim.to_owned(),
        },
    }
}

pub(super) fn lower(text: &str, values: &[&Value<'_>]) -> Lowered {
    let mut lowering = Lowering {
        document: text,
        attributes: properties(),
        diagnostics: Vec::new(),
    };
    let credentials: Vec<Credential<'_>> = values
        .iter()
        .enumerate()
        .map(|(index, value)| document::read(value, index + 1, &mut lowering.diagnostics))
        .collect();
    let rules = credentials
        .iter()
        .map(|credential| lowering.credential(credential))
        .collect();
    accepted::check_all(&credentials, &mut lowering.diagnostics);
    let mut diagnostics = lowering.diagnostics;
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.map(|span| span.start));
    let mut claims: Vec<String> = Vec::new();
    for claim in lowering
        .attributes
        .iter()
        .filter_map(|found| found.source.claim())
    {
        if !claims.iter().any(|known| known == claim) {
            claims.push(claim.to_owned());
        }
    }
    Lowered {
        root: Node::new(
            Condition::Any(rules),
            Origin::new(StepKind::Rules)
                .noun(NOUN)
                .reason(ReasonCode::NoRule)
                .sentence("there is no credential that could let anybody in"),
        ),
        attributes: lowering.attributes,
        claims,
        diagnostics,
        resource: None,
    }
}

/// What lets in by itself is called.
pub(super) const NOUN: &str = "credential";

struct Lowering<'d> {
    document: &'d str,
    attributes: Vec<Attribute>,
    diagnostics: Vec<Diagnostic>,
}

impl Lowering<'_> {
    fn credential(&mut self, credential: &Credential<'_>) -> Node {
        let mut conditions = vec![self.audience(credential)];
        match (&credential.subject, &credential.expression) {
            (Some(subject), None) => conditions.push(self.subject(subject)),
            (None, Some(text)) => self.expression(credential, text, &mut conditions),
            (Some(subject), Some(text)) => {
                self.diagnostics.push(
                    Diagnostic::error(
                        "invalid-element",
                        "expected a `subject` or a `claimsMatchingExpression`, received both",
                    )
                    .help("the two exclude each other: remove one")
                    .url(FLEXIBLE_URL)
                    .at(text.whole),
                );
                let why =
                    "the credential has both a subject and an expression, which Entra ID refuses";
                let reads = vec![SUBJECT];
                conditions.push(Node::new(
                    Condition::Opaque(
                        Opaque::new(why, OpaqueCause::Policy).written(text.text, reads),
                    ),
                    check("subject", subject.whole),
                ));
            }
            (None, None) => conditions.push(self.missing(credential, "subject")),
        }
        let issuer = self.issuer(credential);
        let conditions = Node::new(
            Condition::All {
                nodes: conditions,
                ordered: false,
            },
            Origin::new(StepKind::Conditions),
        );
        Node::new(
            Condition::All {
                nodes: vec![issuer, conditions],
                ordered: true,
            },
            Origin::new(StepKind::Rule)
                .noun(NOUN)
                .named(credential.label.clone())
                .at(credential.span),
        )
    }

    /// A property that every credential has: without it no token fits.
    fn missing(&mut self, credential: &Credential<'_>, name: &str) -> Node {
        self.diagnostics.push(
            Diagnostic::error(
                "missing-element",
                format!(
                    "expected {name} in the credential, received none",
                    name = quoted(name)
                ),
            )
            .url(SETUP_URL)
            .at(credential.span),
        );
        Node::new(
            Condition::Constant(false),
            check(name, credential.span)
                .reason(ReasonCode::ConditionNotMet)
                .sentence(format!("the credential has no {}", quoted(name))),
        )
    }

    fn issuer(&mut self, credential: &Credential<'_>) -> Node {
        let Some(issuer) = &credential.issuer else {
            return self.missing(credential, "issuer");
        };
        let origin = check("issuer", issuer.whole)
            .reason(ReasonCode::IssuerNotTrusted)
            .words("the token comes from", "the policy trusts");
        // "Leading or trailing white space blocks the exchange."
        let is_trimmed = issuer.text.trim() == issuer.text;
        exact(ISSUER, "issuer", &[*issuer], origin, is_trimmed)
    }

    fn audience(&mut self, credential: &Credential<'_>) -> Node {
        match &credential.audiences {
            Some(audiences) => exact(
                AUDIENCE,
                "audiences",
                &audiences.texts,
                check("audience", audiences.whole).reason(ReasonCode::AudienceNotAccepted),
                true,
            ),
            None => self.missing(credential, "audiences"),
        }
    }

    fn subject(&mut self, subject: &Text<'_>) -> Node {
        exact(
            SUBJECT,
            "subject",
            &[*subject],
            check("subject", subject.whole).reason(ReasonCode::ConditionNotMet),
            true,
        )
    }

    fn expression(
        &mut self,
        credential: &Credential<'_>,
        text: &Text<'_>,
        conditions: &mut Vec<Node>,
    ) {
        if text.is_template() {
            conditions.push(template(
                SUBJECT,
                text,
                check("claimsMatchingExpression", text.whole),
            ));
            return;
        }
        let inside = Inside::new(self.document, text.span);
        match expression::parse(text.text) {
            Ok(comparisons) => {
                accepted::check_expression(
                    credential,
                    text,
                    &comparisons,
                    &inside,
                    &mut self.diagnostics,
                );
                for comparison in &comparisons {
                    let node = self.comparison(text.text, comparison, &inside);
                    conditions.push(node);
                }
            }
            Err(error) => {
                let why = format!("the expression cannot be read: {}", error.message);
                let mut diagnostic = Diagnostic::error("expression-syntax", error.message)
                    .url(FLEXIBLE_URL)
                    .at(inside.place(error.span));
                if let Some(help) = error.help {
                    diagnostic = diagnostic.help(help);
                }
                self.diagnostics.push(diagnostic);
                conditions.push(Node::new(
                    Condition::Opaque(
                        Opaque::new(why, OpaqueCause::Policy).written(text.text, vec![SUBJECT]),
                    ),
                    check("claimsMatchingExpression", text.whole),
                ));
            }
        }
    }

    fn comparison(&mut self, text: &str, comparison: &Comparison<'_>, inside: &Inside) -> Node {
        let attribute = self.intern(comparison.claim);
        let span = inside.place(comparison.span);
        let origin = Origin::new(StepKind::Check)
            .at(span)
            .reason(ReasonCode::ConditionNotMet);
        let operator = comparison.operator;
        let written = || comparison.span.of(text).unwrap_or_default().to_owned();
        let wildcards = match operator {
            Operator::Eq => false,
            Operator::Matches => true,
            Operator::Undocumented(name) => {
                let why = format!(
                    "it hangs on the operator {}, which the documentation does not have",
                    quoted(name)
                );
                return Node::new(
                    Condition::Opaque(
                        Opaque::new(why, OpaqueCause::Documentation)
                            .written(written(), vec![attribute]),
                    ),
                    origin.named(written()),
                );
            }
        };
        let alternative = Alternative {
            readings: readings(&comparison.text, wildcards),
            ..Alternative::new(
                Matcher::Text(pattern(&comparison.text, wildcards, Fold::None)),
                comparison.text.clone(),
                Some(inside.place(comparison.text_span)),
            )
        };
        Node::new(
            Condition::Test(Test {
                manner: if wildcards {
                    Manner::Plain
                } else {
                    Manner::Exact
                },
                operator_span: Some(inside.place(comparison.operator_span)),
                typed: true,
                quantifier: Quantifier::Single,
                on_unreadable: Truth::Unknown,
                ..Test::new(attribute, operator.as_str().to_owned(), vec![alternative])
            }),
            origin,
        )
    }

    fn intern(&mut self, claim: &str) -> usize {
        let wanted = lookup(claim);
        let known = self.attributes.iter().position(|known| *known == wanted);
        known.unwrap_or_else(|| {
            self.attributes.push(wanted);
            self.attributes.len() - 1
        })
    }
}

fn check(name: &str, span: Span) -> Origin {
    Origin::new(StepKind::Check).named(name).at(span)
}

/// One of these texts, to the letter; none where the property can match nothing.
fn exact(
    attribute: usize,
    property: &'static str,
    texts: &[Text<'_>],
    origin: Origin,
    can_match: bool,
) -> Node {
    if let Some(text) = texts.iter().find(|text| text.is_template()) {
        return template(attribute, text, origin);
    }
    let alternatives = texts
        .iter()
        .map(|text| {
            let matcher = match can_match {
                true => Matcher::Text(Template::literal(text.text)),
                false => Matcher::Nobody,
            };
            Alternative::new(matcher, text.text, Some(text.span))
        })
        .collect();
    Node::new(
        Condition::Test(Test {
            typed: true,
            quantifier: match attribute {
                AUDIENCE => Quantifier::Any,
                _ => Quantifier::Single,
            },
            ..Test::new(attribute, property, alternatives)
        }),
        origin,
    )
}

/// A value that is worked out when a template is deployed.
fn template(attribute: usize, text: &Text<'_>, origin: Origin) -> Node {
    let why = format!(
        "{} is filled in when the template is deployed",
        quoted(text.text)
    );
    Node::new(
        Condition::Opaque(
            Opaque::new(why, OpaqueCause::Policy).written(text.text, vec![attribute]),
        ),
        origin,
    )
}

fn pattern(text: &str, wildcards: bool, fold: Fold) -> Template {
    let parts = text.chars().map(|character| {
        Part::Symbol(match character {
            '*' if wildcards => Symbol::Star,
            '?' if wildcards => Symbol::One,
            other => Symbol::Literal(other),
        })
    });
    Template::new(parts.collect(), fold, wildcards)
}

/// What the documentation of expressions leaves open: the case of letters, and whether `*` may be
/// nothing.
fn readings(text: &str, wildcards: bool) -> Vec<Reading> {
    let mut readings = vec![Reading {
        matcher: Matcher::TextIgnoreCase(pattern(text, wildcards, Fold::Ascii)),
        caveat: Caveat::new(
            "expression-case",
            "the documentation does not say whether the case of letters counts in an expression; assumed that it does, as in a `subject`",
        )
        .url(CASE_URL),
    }];
    if wildcards && text.contains('*') {
        let parts = text.chars().flat_map(|character| match character {
            '*' => vec![Symbol::One, Symbol::Star],
            '?' => vec![Symbol::One],
            other => vec![Symbol::Literal(other)],
        });
        readings.push(Reading {
            matcher: Matcher::Text(Template::new(
                parts.map(Part::Symbol).collect(),
                Fold::None,
                true,
            )),
            caveat: Caveat::new(
                "expression-empty-star",
                "the documentation does not say whether `*` may stand for no character at all; assumed that it may",
            )
            .url(FLEXIBLE_URL),
        });
    }
    readings
}
