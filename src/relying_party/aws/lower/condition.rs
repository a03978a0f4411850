//! `Condition`: tests of keys.

use super::super::context_key;
use super::super::dialect::Dialect;
use super::super::document::{ConditionPart, Effect, Version, wrong_kind};
use super::super::operator::{Family, Operator};
use super::super::value::{self, Unreadable, Variables};
use super::Lowering;
use crate::condition::{
    Alternative, Condition, Manner, Matcher, Node, Opaque, OpaqueCause, Origin, Predicate,
    Quantifier, StepKind, Test, Truth,
};
use crate::diagnostic::Diagnostic;
use crate::evaluation::{Caveat, ReasonCode};
use crate::json::{Kind, Member, Value};
use crate::quote::quoted;
use crate::span::Span;

impl Lowering {
    pub(super) fn condition(&mut self, part: &ConditionPart<'_>) -> Node {
        match part {
            ConditionPart::Test {
                operator_name,
                operator,
                operator_span,
                member,
            } => self.test(operator_name, *operator, *operator_span, member),
            ConditionPart::Unclear { name, why, span } => Node::new(
                Condition::Opaque(Opaque::new(why, OpaqueCause::Policy)),
                Origin::new(StepKind::Test).named(name.clone()).at(*span),
            ),
        }
    }

    fn test(
        &mut self,
        name: &str,
        operator: Operator,
        operator_span: Span,
        member: &Member<'_>,
    ) -> Node {
        let key = member.key.as_ref();
        let span = Span::new(member.key_span.start, member.value.span.end);
        let origin = Origin::new(StepKind::Test)
            .at(span)
            .reason(ReasonCode::ConditionNotMet);
        if operator.quantifier == Quantifier::Single
            && context_key::is_multi_valued(key)
            && operator.family != Family::Null
        {
            self.diagnostics.push(
                Diagnostic::error(
                    "missing-qualifier",
                    format!("{key} has a list of values and needs `ForAllValues:` or `ForAnyValue:`, received {name}",
 key = quoted(&key),
 name = quoted(&name)),
                )
                .url(self.dialect.pages.checks)
                .at(member.key_span),
            );
        }
        let attribute = self.intern(key);
        if operator.family == Family::Null {
            return self.null_test((name, operator, operator_span), member, attribute, origin);
        }
        let values = member.value.items();
        if values.is_empty() && operator.quantifier == Quantifier::Single && !operator.if_exists {
            return Node::new(
                Condition::Opaque(Opaque {
                    caveat: Some(empty_policy_list(self.dialect)),
                    ..Opaque::new(
                        format!(
                            "{name} of {key} has an empty list of values",
                            name = quoted(&name),
                            key = quoted(&key)
                        ),
                        OpaqueCause::Policy,
                    )
                }),
                origin,
            );
        }
        let alternatives = self.alternatives(name, operator.family, values);
        Node::new(
            Condition::Test(Test {
                manner: manner(name),
                operator_span: Some(operator_span),
                // An empty list is matched by no value, negated or not.
                negated: operator.negated && !values.is_empty(),
                quantifier: operator.quantifier,
                on_missing: operator.on_missing(self.dialect.negated_missing),
                on_empty: Truth::from(
                    operator.on_empty()
                        && !(values.is_empty() && operator.quantifier == Quantifier::Single),
                ),
                // What cannot be read never lets in, and keeps out unknown.
                on_unreadable: match (operator.negated, self.effect) {
                    (false, Effect::Allow) => Truth::Fail,
                    _ => Truth::Unknown,
                },
                ..Test::new(attribute, name.to_owned(), alternatives)
            }),
            origin,
        )
    }

    fn alternatives(
        &mut self,
        operator: &str,
        family: Family,
        values: &[Value<'_>],
    ) -> Vec<Alternative> {
        values
            .iter()
            .map(|value| {
                let text = match &value.kind {
                    Kind::String(text) | Kind::Number(text) => text.to_string(),
                    Kind::Boolean(boolean) => boolean.to_string(),
                    Kind::Null | Kind::Array(_) | Kind::Object(_) => {
                        self.diagnostics.push(wrong_kind(
                            self.dialect,
                            operator,
                            "a string, a number or a boolean",
                            value,
                        ));
                        return Alternative::new(
                            Matcher::Unreadable,
                            value.describe().to_owned(),
                            Some(value.span),
                        );
                    }
                };
                let matcher = self.matcher(operator, family, &text, value.span);
                Alternative::new(matcher, text, Some(value.span))
            })
            .collect()
    }

    fn matcher(&mut self, operator: &str, family: Family, text: &str, span: Span) -> Matcher {
        let version = self.version;
        let has_variables = matches!(family, Family::String(_) | Family::Arn);
        if has_variables && version == Version::V2008 && value::looks_like_variable(text) {
            self.diagnostics.push(
                Diagnostic::error(
                    "variable-in-2008-policy",
                    format!("{text} is literal text: policy variables need `\"Version\": \"2012-10-17\"`",
 text = quoted(&text)),
                )
                .url(self.dialect.pages.checks)
                .at(span),
            );
        }
        let mut variables = Variables {
            version,
            attribute: &mut |key| self.intern(key),
        };
        match value::matcher(family, text, &mut variables) {
            Ok(matcher) => matcher,
            Err(Unreadable::Kind(expected)) => {
                self.diagnostics.push(
                    Diagnostic::warning(
                        "invalid-value",
                        format!(
                            "expected {expected} under {operator}, received {text}",
                            operator = quoted(&operator),
                            text = quoted(&text)
                        ),
                    )
                    .help(format!(
                        "{} takes the policy and does not say what such a value matches",
                        self.dialect.name
                    ))
                    .url(self.dialect.pages.checks)
                    .at(span),
                );
                Matcher::Unreadable
            }
            Err(Unreadable::Variable) => {
                self.diagnostics.push(
                    Diagnostic::error(
                        "invalid-variable",
                        format!("expected a variable such as `${{aws:SourceIp}}` or `${{*}}`, received {text}",
 text = quoted(&text)),
                    )
                    .help("write `${$}` for a dollar sign before a brace")
                    .url(self.dialect.pages.variables)
                    .at(span),
                );
                Matcher::Unreadable
            }
        }
    }

    /// `Null` asks whether the key is there: `"true"` that it is not.
    fn null_test(
        &mut self,
        (name, operator, operator_span): (&str, Operator, Span),
        member: &Member<'_>,
        attribute: usize,
        origin: Origin,
    ) -> Node {
        let named = origin.clone().named(format!("{name} {}", member.key));
        match operator.quantifier {
            Quantifier::All => return Node::new(Condition::Constant(true), named),
            Quantifier::Any => return Node::new(Condition::Constant(false), named),
            Quantifier::Single => {}
        }
        let alternatives = self.alternatives(name, Family::Null, member.value.items());
        let wants = |wanted: bool| {
            alternatives
                .iter()
                .any(|alternative| alternative.matcher == Matcher::Boolean(wanted))
        };
        let unreadable = alternatives
            .iter()
            .any(|alternative| alternative.matcher == Matcher::Unreadable);
        match (wants(true), wants(false)) {
            (true, true) => Node::new(Condition::Constant(true), named),
            (false, false) => Node::new(
                Condition::Opaque(Opaque {
                    caveat: alternatives
                        .is_empty()
                        .then(|| empty_policy_list(self.dialect)),
                    ..Opaque::new(
                        format!(
                            "{name} of {} has neither `true` nor `false`",
                            quoted(&member.key),
                            name = quoted(&name)
                        ),
                        OpaqueCause::Policy,
                    )
                }),
                named,
            ),
            (absent, _) => {
                let test = Node::new(
                    Condition::Test(Test {
                        operator_span: Some(operator_span),
                        predicate: Predicate::Present {
                            written: absent.to_string(),
                        },
                        quantifier: Quantifier::Single,
                        negated: absent,
                        on_missing: Truth::from(absent),
                        on_empty: Truth::from(!absent),
                        ..Test::new(attribute, name.to_owned(), Vec::new())
                    }),
                    origin,
                );
                if !unreadable {
                    return test;
                }
                let rest = Node::plain(Condition::Opaque(Opaque {
                    caveat: None,
                    ..Opaque::new(
                        format!(
                            "{name} has a value that is neither `true` nor `false`",
                            name = quoted(&name)
                        ),
                        OpaqueCause::Policy,
                    )
                }));
                Node::new(Condition::Any(vec![test, rest]), named)
            }
        }
    }
}

fn empty_policy_list(dialect: &Dialect) -> Caveat {
    Caveat::new(
        "empty-policy-list",
        "the list of values is empty; the documentation contradicts itself on what that matches under this operator",
    )
    .url(dialect.pages.checks)
}

/// Operators that go without saying in a sentence.
fn manner(operator: &str) -> Manner {
    match operator {
        "StringEquals" | "StringEqualsIgnoreCase" => Manner::Exact,
        "StringLike" => Manner::Plain,
        _ => Manner::Named,
    }
}
