//! What Entra answers when no credential fits: the error that people see, and look for.
//!
//! The codes and sentences are those that people have reported; Microsoft says that both may change
//! at any time. Where audience and subject both differ, nobody has reported which is told, and the
//! subject is assumed.

use crate::claims::Claims;
use crate::condition::StepKind;
use crate::evaluation::{Outcome, Received, Refusal, Step};
use crate::quote::quoted;

const PLEASE: &str = "Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation";

/// The answer to a token that none of the credentials of a trace fits.
pub(super) fn refusal(claims: &Claims<'_>, trace: &Step) -> Option<Refusal> {
    let mut rules = Vec::new();
    collect(trace, &mut rules);
    if rules.is_empty() {
        return None;
    }
    let claim = |name: &str| shown(claims.text(name).unwrap_or_default());
    let record = "No matching federated identity record found for presented assertion";
    let trusting: Vec<&Step> = rules
        .into_iter()
        .filter(|rule| {
            rule.children
                .first()
                .is_some_and(|issuer| issuer.outcome == Outcome::Pass)
        })
        .collect();
    if trusting.is_empty() {
        return Some(answer(
            "AADSTS700211",
            format!("{record} issuer '{}'. {PLEASE}", claim("iss")),
        ));
    }
    let is_audience = |step: &Step| step.name.as_deref() == Some("audience");
    let fits_but_for_audience = trusting
        .iter()
        .any(|rule| checks(rule).all(|step| is_audience(step) || step.outcome == Outcome::Pass));
    if fits_but_for_audience {
        let audience = claims.get("aud").map_or_else(String::new, |audience| {
            audience
                .as_str()
                .map_or_else(|| audience.to_string(), str::to_owned)
        });
        return Some(answer(
            "AADSTS700212",
            format!("{record} audience '{}'. {PLEASE}", shown(&audience)),
        ));
    }
    let subject = claim("sub");
    let differs_in_case = trusting.iter().any(|rule| {
        checks(rule).any(|step| {
            let expected = step.expected.first();
            step.name.as_deref() == Some("subject")
                && matches!(&step.received, Received::One(received)
                    if expected.is_some_and(|expected| expected.eq_ignore_ascii_case(received)))
        })
    });
    if differs_in_case {
        return Some(answer(
            "AADSTS7002138",
            format!(
                "{record} subject '{subject}'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison. {PLEASE}"
            ),
        ));
    }
    let is_flexible = trusting
        .iter()
        .any(|rule| !checks(rule).any(|step| step.name.as_deref() == Some("subject")));
    Some(match is_flexible {
        true => answer(
            "AADSTS7002131",
            format!(
                "{record} subject '{subject}' or no federated identity credential expression matched. Please check your federated identity credential Subject, Expression, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation"
            ),
        ),
        false => answer(
            "AADSTS700213",
            format!("{record} subject '{subject}'. {PLEASE}"),
        ),
    })
}

/// A value as messages show it, without the backticks: a claim may hold anything, at any length.
fn shown(value: &str) -> String {
    quoted(value).to_string().trim_matches('`').to_owned()
}

fn answer(code: &'static str, message: String) -> Refusal {
    Refusal {
        code: Some(code.into()),
        message: message.into(),
    }
}

/// What a rule asks for beside the issuer.
fn checks(rule: &Step) -> impl Iterator<Item = &Step> {
    rule.children.iter().skip(1).flat_map(|part| &part.children)
}

fn collect<'s>(step: &'s Step, rules: &mut Vec<&'s Step>) {
    if step.kind == StepKind::Rule {
        rules.push(step);
    } else {
        for child in &step.children {
            collect(child, rules);
        }
    }
}
