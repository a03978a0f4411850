//! What octo-sts sees of a token, and what it answers.

use super::identifier::{is_audience, is_issuer, is_subject};
use super::lower::{AUDIENCE, BEFORE, DOMAIN};
use crate::attribute::{Attribute, Scalar, Slot, Source, Values};
use crate::claims::Claims;
use crate::condition::{Condition, Node, Origin, StepKind};
use crate::diagnostic::Error;
use crate::evaluation::{Evaluation, Outcome, ReasonCode, Received, Refusal, Step};
use crate::json::Kind;
use crate::quote::quoted;
use crate::relying_party::{Lowered, Prepared, Round};
use crate::request::{ContextValue, Request};

pub(super) fn prepare<'a>(
    lowered: &'a Lowered,
    claims: &'a Claims<'_>,
    request: &'a Request,
) -> Result<Prepared<'a>, Error> {
    let is_before = is_before(request.relying_party_version.as_deref())?;
    let slots = lowered.attributes.iter().enumerate();
    let slots = slots.map(|(index, attribute)| match index {
        AUDIENCE => Slot::of_audience(claims),
        DOMAIN => domain(request),
        BEFORE if is_before => Slot::present(Values::One(Scalar::Boolean(true))),
        BEFORE => Slot::missing(),
        _ => claim(claims, attribute),
    });
    Ok(Prepared {
        slots: slots.collect(),
        further: Vec::new(),
        gates: gates(claims),
        rounds: vec![Round {
            name: None,
            slots: Vec::new(),
            reason: None,
        }],
        caveats: Vec::new(),
    })
}

/// All claims, as they stand.
pub(super) fn attributes<'a>(claims: &'a Claims<'_>) -> Vec<(Attribute, Slot<'a>)> {
    claims
        .iter()
        .map(|(name, _)| {
            let attribute = Attribute {
                name: name.to_owned(),
                source: Source::Claim {
                    issuer: None,
                    name: name.to_owned(),
                },
            };
            (attribute, Slot::of_claim(claims, name))
        })
        .collect()
}

/// The day on which patterns were put into groups: <https://github.com/octo-sts/app/pull/1643>.
const GROUPED_SINCE: (u32, u32, u32) = (2026, 9, 11);

/// Whether a version, which is a day, is of before that.
fn is_before(version: Option<&str>) -> Result<bool, Error> {
    let Some(version) = version else {
        return Ok(false);
    };
    let numbers: Result<Vec<u32>, _> = version.trim().split('-').map(str::parse).collect();
    match numbers.as_deref() {
        Ok([year @ 2000..=9999, month @ 1..=12, day @ 1..=31]) => {
            Ok((*year, *month, *day) < GROUPED_SINCE)
        }
        _ => Err(Error::new(
            "invalid-request",
            format!(
                "expected the day of the release of octo-sts in `relyingPartyVersion`, received {}",
                quoted(version)
            ),
        )
        .help("write it as `2026-08-21`")),
    }
}

fn domain(request: &Request) -> Slot<'_> {
    let given = request.context.iter().find(|(name, _)| name == "domain");
    match given {
        Some((_, ContextValue::One(text))) => Slot::present(Values::One(text.as_str().into())),
        Some((_, ContextValue::Many(texts))) => Slot::present(Values::Many(
            texts.iter().map(|text| text.as_str().into()).collect(),
        )),
        // That of the public service.
        None => Slot::missing(),
    }
}

/// A claim, which must be a text or a boolean, told as one.
fn claim<'a>(claims: &'a Claims<'_>, attribute: &Attribute) -> Slot<'a> {
    let Some(value) = claims.get(&attribute.name) else {
        return Slot::missing();
    };
    let slot = match &value.kind {
        Kind::Null => Slot::missing(),
        Kind::Boolean(value) => {
            Slot::present(Values::One(if *value { "true" } else { "false" }.into()))
        }
        Kind::Array(_) => Slot::present(Values::Nested(value)),
        _ => Values::of(value).map_or_else(Slot::missing, Slot::present),
    };
    match attribute.source {
        Source::Derived => slot.from_claim(attribute.name.clone()),
        _ => slot,
    }
}

/// Before the policy is read: what octo-sts takes for an issuer, a subject and an audience.
fn gates(claims: &Claims<'_>) -> Vec<Node> {
    let mut gates = Vec::new();
    let mut refuse = |name: &str, value: &str, what: &'static str| {
        gates.push(Node::new(
            Condition::Constant(false),
            Origin::new(StepKind::Gate)
                .named(name)
                .reason(ReasonCode::ConditionNotMet)
                .sentence(format!(
                    "{} in {} is none that octo-sts takes: {what}",
                    quoted(value),
                    quoted(name)
                ))
                .refusal(answer(
                    "InvalidArgument",
                    match name {
                        "iss" => "invalid issuer format",
                        "sub" => "invalid subject in token",
                        _ => "invalid audience in token",
                    },
                )),
        ));
    };
    if let Some(iss) = claims.text("iss").filter(|iss| !is_issuer(iss)) {
        refuse(
            "iss",
            iss,
            "it must be a plain URL with `https://`, without query and fragment",
        );
    }
    if let Some(sub) = claims.text("sub").filter(|sub| !is_subject(sub)) {
        refuse(
            "sub",
            sub,
            "it must have no spaces, quotes, brackets and the like, and at most 255 characters",
        );
    }
    let audiences = claims.get("aud").map_or(&[][..], |aud| aud.items());
    let odd = |aud: &&str| !is_audience(aud);
    if let Some(aud) = audiences.iter().filter_map(|aud| aud.as_str()).find(odd) {
        refuse(
            "aud",
            aud,
            "it must have no spaces, quotes, brackets, `@` and the like, and at most 255 characters",
        );
    }
    gates
}

pub(super) fn answer(
    code: &'static str,
    message: impl Into<std::borrow::Cow<'static, str>>,
) -> Refusal {
    Refusal {
        code: Some(code.into()),
        message: message.into(),
    }
}

/// The sentence of octo-sts: of what does not hold, the first in its order.
pub(super) fn refusal(claims: &Claims<'_>, evaluation: &Evaluation) -> Option<Refusal> {
    if evaluation.reason.refusal.is_some() {
        return evaluation.reason.refusal.clone();
    }
    let step = first_failing(&evaluation.trace)?;
    let wanted = step.expected.first()?;
    let claim = step.claim.as_deref().unwrap_or_default();
    let message = match (step.name.as_deref()?, &step.received) {
        (field @ ("issuer" | "subject"), Received::One(value)) => {
            format!("trust policy: {field} {value:?} did not match {wanted:?}")
        }
        ("issuer_pattern", Received::One(value)) => {
            format!("trust policy: issuer {value:?} did not match pattern {wanted:?}")
        }
        ("subject_pattern", Received::One(value)) => {
            format!("trust policy: subject {value:?} did not match pattern {wanted:?}")
        }
        (field @ ("audience" | "audience_pattern"), received) => {
            let audiences: &[String] = match received {
                Received::One(value) => std::slice::from_ref(value),
                Received::Many(values) => values,
                Received::Missing | Received::Unsaid => &[],
            };
            let audiences: Vec<String> = audiences.iter().map(|aud| format!("{aud:?}")).collect();
            format!(
                "trust policy: {field} {wanted:?} did not match any of [{}]",
                audiences.join(" ")
            )
        }
        (name, Received::Missing) if name.starts_with("claim_pattern.") => {
            format!("trust policy: expected claim {claim:?} not found in token")
        }
        (name, _) if name.starts_with("claim_pattern.") => {
            let value = claims.get(claim).map(|value| &value.kind);
            match value {
                Some(Kind::String(_) | Kind::Boolean(_)) => {
                    let pattern = format!("^(?:{wanted})$");
                    format!("trust policy: claim {claim:?} did not match {pattern:?}")
                }
                _ => format!("trust policy: expected claim {claim:?} not a string"),
            }
        }
        _ => return None,
    };
    Some(answer("PermissionDenied", message))
}

fn first_failing(step: &Step) -> Option<&Step> {
    if step.outcome != Outcome::Fail {
        return None;
    }
    match step.children.is_empty() {
        true => Some(step),
        false => step.children.iter().find_map(first_failing),
    }
}
