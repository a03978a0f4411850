//! The rules of an authenticator.

use super::document::{Matter, given, list, text};
use super::lint;
use super::lower::{Gathered, selects, settled, unread};
use super::refusal::{self, answer};
use super::{CLAIMS, USER};
use crate::attribute::Source;
use crate::cel::{self, Type};
use crate::condition::{Alternative, Condition, Matcher, Node, Origin, StepKind, Test};
use crate::evaluation::ReasonCode;
use crate::json::Value;
use crate::pattern::template::Template;
use crate::relying_party::expression::Resolve;
use crate::span::Span;

const CLAIM_RULE: &str = "oidc: error evaluating claim validation expression";
const USER_RULE: &str = "oidc: error evaluating user info validation rule";

impl Gathered<'_> {
    /// The rules about claims: those that name a claim first, whatever their order.
    pub(super) fn claim_rules(
        &mut self,
        authenticator: &Value<'_>,
        path: &str,
        verified: &mut bool,
    ) -> Vec<Node> {
        let mut claims: Vec<&str> = Vec::new();
        let mut expressions: Vec<&str> = Vec::new();
        let mut required = Vec::new();
        let mut rules = Vec::new();
        for (index, rule) in list(Some(authenticator), "claimValidationRules")
            .iter()
            .enumerate()
        {
            let path = format!("{path}.claimValidationRules[{index}]");
            let get = |name: &str| text(Some(rule), name);
            match (get("claim"), get("expression")) {
                (Some((claim, span)), Some(_)) => self.complaints.field(
                    span,
                    &path,
                    Matter::Invalid(claim),
                    "claim and expression can't both be set",
                ),
                (None, None) => {
                    let detail = "claim or expression is required";
                    self.complaints
                        .field(rule.span, &path, Matter::Required, detail);
                }
                (Some((claim, span)), None) => {
                    if let Some((message, span)) = get("message") {
                        let detail = "may not be specified when claim is set";
                        let path = format!("{path}.message");
                        self.complaints
                            .field(span, &path, Matter::Invalid(message), detail);
                    }
                    if claims.contains(&claim) {
                        let path = format!("{path}.claim");
                        self.complaints
                            .field(span, &path, Matter::Duplicate(claim), "");
                    }
                    claims.push(claim);
                    required.push(self.required(rule, claim, &path));
                }
                (None, Some((expression, span))) => {
                    if let Some((value, span)) = get("requiredValue") {
                        let detail = "may not be specified when expression is set";
                        let path = format!("{path}.requiredValue");
                        self.complaints
                            .field(span, &path, Matter::Invalid(value), detail);
                    }
                    let expression_path = format!("{path}.expression");
                    if expressions.contains(&expression) {
                        self.complaints.field(
                            span,
                            &expression_path,
                            Matter::Duplicate(expression),
                            "",
                        );
                        continue;
                    }
                    expressions.push(expression);
                    rules.push(self.rule(
                        rule,
                        (expression, span),
                        &path,
                        CLAIM_RULE,
                        None,
                        verified,
                    ));
                }
            }
        }
        required.extend(rules);
        required
    }

    /// A claim that must be this very text.
    fn required(&mut self, rule: &Value<'_>, claim: &str, path: &str) -> Node {
        let (value, span) = given(Some(rule), "requiredValue").unwrap_or(("", rule.span));
        let alternative =
            Alternative::new(Matcher::Text(Template::literal(value)), value, Some(span));
        let mut test = Test::new(self.plain(claim), "requiredValue", vec![alternative]);
        test.typed = true;
        Node::new(
            Condition::Test(test),
            Origin::new(StepKind::Check)
                .named(path)
                .reason(ReasonCode::ConditionNotMet)
                .refusal(answer(format!("oidc: required claim {claim}")))
                .at(rule.span),
        )
    }

    /// A rule in CEL.
    fn rule(
        &mut self,
        rule: &Value<'_>,
        (expression, span): (&str, Span),
        path: &str,
        prefix: &str,
        user: Option<&Resolve<'_>>,
        verified: &mut bool,
    ) -> Node {
        let variable = if user.is_some() { USER } else { CLAIMS };
        let message = given(Some(rule), "message").map_or("", |(message, _)| message);
        let origin = Origin::new(StepKind::Check)
            .named(path)
            .reason(ReasonCode::ConditionNotMet)
            .refusal(answer(refusal::rule_failed(prefix, expression, message)))
            .at(rule.span);
        let path = format!("{path}.expression");
        let Some((written, of)) = self.written(expression, span, &path, variable) else {
            return Node::new(unread(expression), origin);
        };
        *verified |= selects(&written.program, "email_verified");
        let fine = of.is_some();
        if of.is_some_and(|of| of != Type::named("bool")) {
            let detail = "must evaluate to bool";
            self.complaints
                .field(span, &path, Matter::Invalid(expression), detail);
        }
        let node = self.lowering(variable, user, |lowering| lowering.condition(&written));
        if let Some(value) = constant(&node.condition).filter(|_| fine) {
            self.complaints
                .diagnostics
                .push(lint::constant_rule(value, rule.span));
        }
        Node::new(settled(node), origin)
    }

    pub(super) fn user_rules(
        &mut self,
        authenticator: &Value<'_>,
        path: &str,
        user: &[(&'static str, Source)],
    ) -> Vec<Node> {
        let resolve = |_: &str, field: &str| {
            let known = user.iter().find(|(name, _)| *name == field);
            known.map_or(Source::Derived, |(_, source)| source.clone())
        };
        let mut seen: Vec<&str> = Vec::new();
        let mut nodes = Vec::new();
        for (index, rule) in list(Some(authenticator), "userValidationRules")
            .iter()
            .enumerate()
        {
            let path = format!("{path}.userValidationRules[{index}]");
            let expression_path = format!("{path}.expression");
            let Some((expression, span)) = text(Some(rule), "expression") else {
                self.complaints
                    .field(rule.span, &expression_path, Matter::Required, "");
                continue;
            };
            if seen.contains(&expression) {
                self.complaints
                    .field(span, &expression_path, Matter::Duplicate(expression), "");
                continue;
            }
            seen.push(expression);
            let user: &Resolve<'_> = &resolve;
            let written = (expression, span);
            nodes.push(self.rule(rule, written, &path, USER_RULE, Some(user), &mut false));
        }
        nodes
    }
}

/// What a condition comes to that reads nothing.
fn constant(condition: &Condition) -> Option<bool> {
    match condition {
        Condition::Constant(value) => Some(*value),
        Condition::Expression(expression) if expression.reads.is_empty() => {
            match expression.value(&[]) {
                Ok(cel::Value::Bool(value)) => Some(value),
                _ => None,
            }
        }
        _ => None,
    }
}
