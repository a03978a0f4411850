//! What kube-apiserver writes into its log of a token that it does not take; the client is told
//! `Unauthorized` and no more.

use std::borrow::Cow;

use crate::claims::Claims;
use crate::evaluation::{Evaluation, Outcome, Received, Refusal, Step};
use crate::json::Kind;

pub(super) fn answer(message: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal {
        code: None,
        message: message.into(),
    }
}

/// Of a rule in CEL that is false.
pub(super) fn rule_failed(prefix: &str, expression: &str, message: &str) -> String {
    format!("{prefix}: validation expression '{expression}' failed: {message}")
}

/// What it says of this token: the step that failed says how that goes on.
pub(super) fn of(claims: &Claims<'_>, evaluation: &Evaluation) -> Option<Refusal> {
    let reason = &evaluation.reason;
    let step = first_failing(&evaluation.trace);
    let name = step.as_ref().and_then(|step| step.name.as_deref());
    if name == Some("audience") {
        return audience(claims, &step?.expected);
    }
    let said = reason.refusal.clone()?;
    let Some(step) = step else {
        return Some(said);
    };
    let leaf = innermost(step);
    let error = match (&leaf.error, &leaf.received, &leaf.claim) {
        (Some(_), Received::Missing, Some(claim)) => Some(format!("no such key: {claim}")),
        (error, ..) => error.clone(),
    };
    let message = said.message.as_ref();
    if let Some((head, _)) = message.split_once("' failed: ")
        && let Some(error) = &error
    {
        let head = head.replacen("validation expression '", "expression '", 1);
        return Some(answer(format!("{head}' resulted in error: {error}")));
    }
    let received = leaf.claim.as_deref().and_then(|claim| claims.get(claim));
    let received = received.map(|value| &value.kind);
    let cannot = |target: &str| {
        let kind = match received {
            Some(Kind::String(_)) => "string",
            Some(Kind::Number(_)) => "number",
            Some(Kind::Boolean(_)) => "bool",
            Some(Kind::Array(_)) => "array",
            _ => "object",
        };
        format!("json: cannot unmarshal {kind} into Go value of type {target}")
    };
    Some(answer(match (name?, received) {
        ("email_verified", Some(Kind::Boolean(_) | Kind::Null)) => return Some(said),
        ("email_verified", _) => format!("oidc: parse 'email_verified' claim: {}", cannot("bool")),
        ("username" | "uid", None) if message.starts_with("oidc: parse") => {
            format!("{message}: claim not present")
        }
        ("username" | "uid", _) if message.starts_with("oidc: parse") => {
            format!("{message}: {}", cannot("string"))
        }
        _ if message.starts_with("oidc: required claim ") => {
            let claim = leaf.claim.as_deref()?;
            let want = leaf.expected.first()?;
            match received {
                None => format!("{message} not present in ID token"),
                Some(Kind::String(got)) => {
                    format!("{message} value does not match. Got = {got}, want = {want}")
                }
                Some(_) => format!("oidc: parse claim {claim}: {}", cannot("string")),
            }
        }
        ("username", _) if error.is_none() => match &leaf.received {
            Received::One(value) if value.is_empty() => {
                "oidc: empty username via CEL expression is not allowed".to_owned()
            }
            _ => "oidc: error evaluating username claim expression: username claim expression must return a string".to_owned(),
        },
        _ => match &error {
            Some(error) if message.ends_with('\'') => format!("{message} resulted in error: {error}"),
            _ => return Some(said),
        },
    }))
}

fn audience(claims: &Claims<'_>, expected: &[String]) -> Option<Refusal> {
    let value = claims.get("aud");
    let audiences = value.map_or(&[][..], |value| value.items());
    let list = |texts: Vec<&str>| {
        let texts: Vec<String> = texts.iter().map(|text| format!("{text:?}")).collect();
        format!("[{}]", texts.join(" "))
    };
    let got = list(audiences.iter().filter_map(|aud| aud.as_str()).collect());
    let mut sorted: Vec<&str> = expected.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    Some(answer(match sorted.as_slice() {
        [one] => format!("oidc: verify token: oidc: expected audience {one:?} got {got}"),
        _ => format!(
            "oidc: verify token: oidc: expected audience in {} got {got}",
            list(sorted)
        ),
    }))
}

/// The first check that failed of the authenticator that is for the token.
fn first_failing(step: &Step) -> Option<&Step> {
    use crate::condition::StepKind;
    if step.outcome != Outcome::Fail {
        return None;
    }
    match step.kind {
        StepKind::Check => Some(step),
        StepKind::Rules => step
            .children
            .iter()
            .max_by_key(|rule| {
                rule.children
                    .iter()
                    .take_while(|step| step.outcome == Outcome::Pass)
                    .count()
            })
            .and_then(first_failing),
        _ => step.children.iter().find_map(first_failing),
    }
}

/// The step inside that failed.
fn innermost(step: &Step) -> &Step {
    use crate::condition::StepKind;
    let inner = step
        .children
        .iter()
        .find(|child| child.outcome == Outcome::Fail && child.kind != StepKind::Expression);
    inner.map_or(step, innermost)
}
