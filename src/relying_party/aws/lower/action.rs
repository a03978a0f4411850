//! `Action`: what a statement lets do.

use super::super::document::{Effect, Element, Statement, nothing_listed, wrong_kind};
use super::super::principal::{Federated, federated};
use super::{ACTION, CHECKS_URL, Lowering, opaque};
use crate::condition::{
    Alternative, Condition, Matcher, Node, OpaqueCause, Origin, Quantifier, StepKind, Test,
};
use crate::diagnostic::Diagnostic;
use crate::evaluation::ReasonCode;
use crate::json::Value;
use crate::pattern::template::{Part, Template};
use crate::pattern::wildcard::{Fold, Symbol};
use crate::quote::quoted;
use crate::span::Span;

/// Actions of STS that a trust policy can be about.
const ROLE_ACTIONS: &[&str] = &[
    "sts:assumerole",
    "sts:assumerolewithsaml",
    "sts:assumerolewithwebidentity",
    "sts:tagsession",
    "sts:setsourceidentity",
    "sts:setcontext",
];

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
            self.diagnostics.push(nothing_listed(key, value));
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
                self.diagnostics.push(wrong_kind(key, "a string", item));
                alternatives.push(Alternative::new(
                    Matcher::Unreadable,
                    item.describe().to_owned(),
                    Some(item.span),
                ));
                continue;
            };
            let pattern = action_pattern(text);
            if !negated && !fits_any(&pattern, ROLE_ACTIONS) {
                self.diagnostics.push(
                    Diagnostic::error(
                        "action-not-assume-role",
                        format!("expected an action of STS that assumes a role, received {text}",
 text = quoted(&text)),
                    )
                    .help("a trust policy says who may assume the role; what the role may do stands in its permission policies")
                    .url(CHECKS_URL)
                    .at(item.span),
                );
            }
            alternatives.push(Alternative::new(
                Matcher::Text(pattern),
                text,
                Some(item.span),
            ));
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

    /// An identity provider is assumed from by its own action: `sts:AssumeRole` is for others.
    pub(super) fn check_action_fits_principal(&mut self, statement: &Statement<'_>) {
        let (Element::Plain(principal, _), Element::Plain(action, _)) =
            (&statement.principal, &statement.action)
        else {
            return;
        };
        let trusts_oidc = principal
            .get("Federated")
            .into_iter()
            .flat_map(Value::items)
            .filter_map(Value::as_str)
            .any(|text| matches!(federated(text), Federated::Oidc(_)));
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
        let federated_actions = [
            "sts:assumerolewithwebidentity",
            "sts:tagsession",
            "sts:setsourceidentity",
        ];
        if about_roles(ROLE_ACTIONS) && !about_roles(&federated_actions) {
            self.diagnostics.push(
                Diagnostic::error(
                    "mismatched-action",
                    format!(
                        "an OIDC identity provider needs `sts:AssumeRoleWithWebIdentity`, received {}",
                        action
                            .items()
                            .iter()
                            .filter_map(Value::as_str)
                            .map(|text| format!("{text}",
 text = quoted(&text)))
                            .collect::<Vec<_>>()
                            .join(", ")
                    ),
                )
                .help("write `\"Action\": \"sts:AssumeRoleWithWebIdentity\"`")
                .url(CHECKS_URL)
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

fn fits_any(pattern: &Template, names: &[&str]) -> bool {
    pattern
        .fixed()
        .is_some_and(|pattern| names.iter().any(|name| pattern.is_match(name)))
}
