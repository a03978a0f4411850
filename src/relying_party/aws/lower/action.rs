//! `Action`: what a statement lets do.

use super::super::document::{Effect, Element, Statement, nothing_listed, wrong_kind};
use super::super::principal::Federated;
use super::{ACTION, Lowering, opaque};
use crate::condition::{
    Alternative, Condition, Matcher, Node, OpaqueCause, Origin, Quantifier, Reading, StepKind, Test,
};
use crate::diagnostic::Diagnostic;
use crate::evaluation::{Caveat, ReasonCode};
use crate::json::Value;
use crate::pattern::template::{Part, Template};
use crate::pattern::wildcard::{Fold, Symbol};
use crate::quote::quoted;
use crate::span::Span;

impl Lowering {
    pub(super) fn action(&mut self, element: &Element<'_>, statement: Span) -> Node {
        let (value, span, negated) = match element {
            Element::Plain(value, span) => (value, *span, false),
            Element::Negated(value, span) => (value, *span, true),
            Element::Unclear(why) => {
                return opaque(
                    Origin::new(StepKind::Action).at(statement),
                    why,
                    OpaqueCause::Policy,
                );
            }
        };
        let key = if negated { "NotAction" } else { "Action" };
        if value.items().is_empty() {
            self.diagnostics
                .push(nothing_listed(self.dialect, key, value));
            // To allow nothing lets nobody in; what else it may mean is not known.
            if negated || self.effect != Effect::Allow {
                let why = format!("`{key}` lists nothing");
                return opaque(
                    Origin::new(StepKind::Action).at(span),
                    why,
                    OpaqueCause::Policy,
                );
            }
        }
        let mut alternatives = Vec::new();
        for item in value.items() {
            let Some(text) = item.as_str() else {
                self.diagnostics
                    .push(wrong_kind(self.dialect, key, "a string", item));
                alternatives.push(Alternative::new(
                    Matcher::Unreadable,
                    item.describe().to_owned(),
                    Some(item.span),
                ));
                continue;
            };
            let pattern = action_pattern(text);
            if !negated && !fits_any(&pattern, self.dialect.role_actions) {
                self.diagnostics.push(
                    Diagnostic::error(
                        "action-not-assume-role",
                        format!("expected an action of STS that assumes a role, received {text}",
 text = quoted(&text)),
                    )
                    .help("a trust policy says who may assume the role; what the role may do stands in its permission policies")
                    .url(self.dialect.pages.checks)
                    .at(item.span),
                );
            }
            alternatives.push(self.named_action(pattern, text, item.span));
        }
        Node::new(
            Condition::Test(Test {
                quantifier: Quantifier::Single,
                negated,
                ..Test::new(ACTION, key, alternatives)
            }),
            Origin::new(StepKind::Action)
                .at(span)
                .reason(ReasonCode::ActionNotAllowed)
                .words(
                    "the action is",
                    if negated {
                        "the policy is not for"
                    } else {
                        "the policy is for"
                    },
                ),
        )
    }

    /// Whether an OIDC provider is among the principals.
    pub(super) fn trusts_oidc(&self, principal: &Value<'_>) -> bool {
        let federated = principal.get("Federated").into_iter();
        federated
            .flat_map(Value::items)
            .filter_map(Value::as_str)
            .any(|text| matches!((self.dialect.federated)(text), Federated::Oidc(_)))
    }

    /// Whoever writes the name of the call means the action that it takes, as far as is known.
    fn named_action(&self, pattern: Template, text: &str, span: Span) -> Alternative {
        let action = self.dialect.action;
        let undocumented = self.dialect.undocumented_action.filter(|other| {
            let others = [other.to_ascii_lowercase()];
            let action = [action.to_ascii_lowercase()];
            fits_any(&pattern, &others) && !fits_any(&pattern, &action)
        });
        let Some(undocumented) = undocumented else {
            return Alternative::new(Matcher::Text(pattern), text, Some(span));
        };
        let caveat = Caveat::new(
            "action-name",
            format!(
                "the documentation lets a token in by the action `{action}`; assumed that `{undocumented}`, which policies in use name too, does the same"
            ),
        )
        .url(self.dialect.pages.principal);
        Alternative {
            readings: vec![Reading {
                matcher: Matcher::Text(pattern),
                caveat,
            }],
            ..Alternative::new(Matcher::Text(action_pattern(action)), text, Some(span))
        }
    }

    /// An identity provider is assumed from by its own action: `sts:AssumeRole` is for others.
    pub(super) fn check_action_fits_principal(&mut self, statement: &Statement<'_>) {
        let (Element::Plain(principal, _), Element::Plain(action, _)) =
            (&statement.principal, &statement.action)
        else {
            return;
        };
        let trusts_oidc = self.trusts_oidc(principal);
        let principal_is_oidc_alone = trusts_oidc && principal.members().len() == 1;
        if !principal_is_oidc_alone {
            return;
        }
        let actions: Vec<Template> = action
            .items()
            .iter()
            .filter_map(Value::as_str)
            .map(action_pattern)
            .collect();
        let about_roles = |names: &[&str]| actions.iter().any(|action| fits_any(action, names));
        let needed = self.dialect.action;
        if about_roles(self.dialect.role_actions) && !about_roles(self.dialect.token_actions) {
            self.diagnostics.push(
                Diagnostic::error(
                    "mismatched-action",
                    format!(
                        "an OIDC identity provider needs `{needed}`, received {}",
                        action
                            .items()
                            .iter()
                            .filter_map(Value::as_str)
                            .map(|text| format!("{text}", text = quoted(&text)))
                            .collect::<Vec<_>>()
                            .join(", ")
                    ),
                )
                .help(format!("write `\"Action\": \"{needed}\"`"))
                .url(self.dialect.pages.checks)
                .at(action.span),
            );
        }
    }
}

fn action_pattern(text: &str) -> Template {
    let parts = text
        .chars()
        .map(|character| {
            Part::Symbol(match character {
                '*' => Symbol::Star,
                '?' => Symbol::One,
                other => Symbol::Literal(other),
            })
        })
        .collect();
    Template::new(parts, Fold::Ascii, true)
}

fn fits_any(pattern: &Template, names: &[impl AsRef<str>]) -> bool {
    pattern
        .fixed()
        .is_some_and(|pattern| names.iter().any(|name| pattern.is_match(name.as_ref())))
}
