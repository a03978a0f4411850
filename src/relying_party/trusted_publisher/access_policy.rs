//! Access policies of RubyGems: the last statement that fits decides.
//!
//! Semantics are those of `app/models/oidc/access_policy.rb` of `rubygems/rubygems.org`.

use super::lower::{Attributes, beginning};
use super::ruby;
use crate::condition::{
    Alternative, Condition, Manner, Matcher, Node, Opaque, OpaqueCause, Origin, StepKind, Test,
    Truth, ValueKind,
};
use crate::diagnostic::{Diagnostic, Error};
use crate::evaluation::ReasonCode;
use crate::json::{Member, Value};
use crate::pattern::template::Template;
use crate::quote::quoted;
use crate::relying_party::Lowered;
use crate::span::Span;

pub(super) const URL: &str = "https://guides.rubygems.org/api-key-scopes/";

/// The operators.
pub(super) const EQUALS: &str = "string_equals";
pub(super) const MATCHES: &str = "string_matches";

/// Most statements: each that denies after one that allows is a level of the tree.
const MAX_STATEMENTS: usize = 100;

pub(super) fn lower(statements: &Value<'_>) -> Result<Lowered, Error> {
    let items = statements.items();
    if items.len() > MAX_STATEMENTS {
        return Err(Error::new(
            "policy-too-complex",
            format!(
                "expected at most {MAX_STATEMENTS} statements in a policy, received {}",
                items.len()
            ),
        ));
    }
    let mut lowering = Lowering::default();
    if items.is_empty() {
        lowering.refuse(
            "missing-element",
            "expected a statement, received none",
            statements.span,
        );
    }
    // Of the statements that fit the last decides: each in turn overrides what came before.
    let mut policy = group(Vec::new());
    let mut run = Vec::new();
    let mut items = items.iter().enumerate().peekable();
    while let Some((index, item)) = items.next() {
        let denies = effect(item) == Some("deny");
        run.push(lowering.statement(item, index + 1));
        let goes_on = items
            .peek()
            .is_some_and(|(_, next)| (effect(next) == Some("deny")) == denies);
        if goes_on {
            continue;
        }
        let run = std::mem::take(&mut run);
        policy = match denies {
            true => enclose(Condition::All {
                nodes: vec![policy, denial(run)],
                ordered: false,
            }),
            false if index < run.len() => group(run),
            false => enclose(Condition::Any(vec![policy, group(run)])),
        };
    }
    let mut nodes = lowering.gates;
    nodes.push(policy);
    let root = enclose(Condition::All {
        nodes,
        ordered: true,
    });
    Ok(lowering.attributes.lowered(root, lowering.diagnostics))
}

fn effect<'v>(statement: &'v Value<'_>) -> Option<&'v str> {
    statement.get("effect").and_then(Value::as_str)
}

fn enclose(condition: Condition) -> Node {
    Node::new(condition, Origin::new(StepKind::Policy))
}

fn group(statements: Vec<Node>) -> Node {
    Node::new(
        Condition::Any(statements),
        Origin::new(StepKind::Allow).reason(ReasonCode::NoAllowStatement),
    )
}

fn denial(statements: Vec<Node>) -> Node {
    let any = Condition::Any(statements);
    Node::new(
        Condition::Not(Box::new(Node::plain(any))),
        Origin::new(StepKind::Deny).reason(ReasonCode::ExplicitDeny),
    )
}

#[derive(Default)]
struct Lowering {
    attributes: Attributes,
    diagnostics: Vec<Diagnostic>,
    /// What RubyGems ends in an error without, whatever else a policy says.
    gates: Vec<Node>,
}

impl Lowering {
    fn refuse(&mut self, code: &'static str, message: impl Into<String>, span: Span) {
        // The codes stand in the calls, where the documentation is held against them.
        let diagnostic = match code {
            "missing-element" => Diagnostic::error("missing-element", message),
            _ => Diagnostic::error("invalid-element", message),
        };
        self.diagnostics.push(diagnostic.url(URL).at(span));
    }

    fn statement(&mut self, statement: &Value<'_>, number: usize) -> Node {
        let mut nodes = Vec::new();
        if !matches!(effect(statement), Some("allow" | "deny")) {
            let why = "expected `allow` or `deny` in `effect`";
            let span = statement
                .get("effect")
                .map_or(beginning(statement.span), |effect| effect.span);
            self.refuse("invalid-element", why, span);
            nodes.push(opaque(why, span));
        }
        nodes.push(self.principal(statement));
        let conditions = statement.get("conditions").map_or(&[][..], Value::items);
        if conditions.is_empty() {
            let why = "expected a condition in `conditions`, received none";
            self.refuse("missing-element", why, beginning(statement.span));
        }
        let conditions = conditions.iter().map(|item| self.condition(item));
        nodes.push(Node::new(
            Condition::All {
                nodes: conditions.collect(),
                ordered: false,
            },
            Origin::new(StepKind::Conditions),
        ));
        Node::new(
            Condition::All {
                nodes,
                ordered: true,
            },
            Origin::new(StepKind::Statement)
                .named(number.to_string())
                .at(statement.span),
        )
    }

    fn principal(&mut self, statement: &Value<'_>) -> Node {
        let principal = statement.get("principal");
        let issuer = principal.and_then(|principal| principal.get("oidc"));
        let Some((issuer, text)) = issuer.and_then(|issuer| Some((issuer, issuer.as_str()?)))
        else {
            let why = "expected the URL of an issuer in `oidc` of `principal`, received none";
            self.refuse("missing-element", why, beginning(statement.span));
            return opaque(why, statement.span);
        };
        let test = self.exact("iss", text, issuer.span);
        Node::new(
            Condition::Test(test),
            Origin::new(StepKind::Principal)
                .at(issuer.span)
                .reason(ReasonCode::IssuerNotTrusted)
                .words("the token comes from", "the policy trusts"),
        )
    }

    fn exact(&mut self, claim: &str, text: &str, span: Span) -> Test {
        let matcher = Matcher::Text(Template::literal(text));
        let alternative = Alternative::new(matcher, text, Some(span));
        Test {
            typed: true,
            ..Test::new(self.attributes.claim(claim), EQUALS, vec![alternative])
        }
    }

    fn condition(&mut self, condition: &Value<'_>) -> Node {
        let text = |name: &str| {
            let value = condition.get(name)?;
            Some((value.as_str()?, value.span))
        };
        let (Some((operator, operator_span)), Some((claim, _)), Some((value, span))) =
            (text("operator"), text("claim"), text("value"))
        else {
            let why = "expected `operator`, `claim` and `value`, each a text";
            self.refuse("invalid-element", why, condition.span);
            return opaque(why, condition.span);
        };
        let mut test = self.exact(claim, value, span);
        match operator {
            EQUALS => {}
            MATCHES => {
                test = self.matching(test, value, span);
                self.expect_text(claim, condition.span);
            }
            _ => {
                let why = format!(
                    "expected the operator `{EQUALS}` or `{MATCHES}`, received {}",
                    quoted(operator)
                );
                self.refuse("invalid-element", why.clone(), operator_span);
                return opaque(why, condition.span);
            }
        }
        test.operator_span = Some(operator_span);
        let code = match claim {
            "aud" => ReasonCode::AudienceNotAccepted,
            _ => ReasonCode::ConditionNotMet,
        };
        Node::new(
            Condition::Test(test),
            Origin::new(StepKind::Test)
                .reason(code)
                .at(members(condition)),
        )
    }

    fn matching(&mut self, test: Test, value: &str, span: Span) -> Test {
        let matcher = match ruby::parse(value) {
            Some(expression) => Matcher::RegularExpression(Box::new(expression)),
            None => {
                self.diagnostics.push(
                    Diagnostic::note(
                        "pattern-not-evaluated",
                        format!(
                            "{} holds something that Ruby reads in a way of its own: what hangs on it is indeterminate",
                            quoted(value)
                        ),
                    )
                    .url("https://docs.ruby-lang.org/en/master/Regexp.html")
                    .at(span),
                );
                Matcher::Unreadable
            }
        };
        Test {
            operator: MATCHES.into(),
            manner: Manner::Named,
            predicate: crate::condition::Predicate::AnyOf(vec![Alternative::new(
                matcher,
                value,
                Some(span),
            )]),
            ..test
        }
    }

    /// To match what is there and no text is an error, which ends it all.
    fn expect_text(&mut self, claim: &str, span: Span) {
        let test = Test {
            on_missing: Truth::Pass,
            ..Test::of_kind(self.attributes.claim(claim), MATCHES, ValueKind::Text)
        };
        self.gates.push(Node::new(
            Condition::Test(test),
            Origin::new(StepKind::Check)
                .named(MATCHES)
                .reason(ReasonCode::EvaluationError)
                .at(span),
        ));
    }
}

fn members(condition: &Value<'_>) -> Span {
    let places = || condition.members().iter();
    let start = places().map(|Member { key_span, .. }| key_span.start).min();
    let end = places().map(|member| member.value.span.end).max();
    match (start, end) {
        (Some(start), Some(end)) => Span::new(start, end),
        _ => condition.span,
    }
}

fn opaque(why: impl Into<String>, span: Span) -> Node {
    Node::new(
        Condition::Opaque(Opaque::new(why, OpaqueCause::Policy)),
        Origin::new(StepKind::Test).at(span),
    )
}
