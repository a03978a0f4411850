//! What Vault sees of a token and a request.

use super::lower::{self, ADDRESS, REGISTERED};
use super::number::{self, Converted};
use super::pointer;
use super::version::Version;
use crate::attribute::{Attribute, Scalar, Slot, Source, Values};
use crate::claims::Claims;
use crate::condition::{Condition, Node, Origin, StepKind};
use crate::diagnostic::Error;
use crate::evaluation::{Caveat, ReasonCode};
use crate::issuer;
use crate::json::{Kind, Value};
use crate::quote::quoted;
use crate::relying_party::expression::{ITEMS, of_claim};
use crate::relying_party::vault::refusal::refusal;
use crate::relying_party::{Lowered, Prepared, Round};
use crate::request::{ContextValue, Request};

pub(super) fn prepare<'a>(
    lowered: &'a Lowered,
    claims: &'a Claims<'_>,
    request: &'a Request,
) -> Result<Prepared<'a>, Error> {
    let version = Version::parse(request.relying_party_version.as_deref())?;
    let slots = lowered.attributes.iter().map(|attribute| {
        let name = attribute.name.as_str();
        match &attribute.source {
            Source::Request => address(request),
            // As a program reads it.
            Source::Claim { name: claim, .. }
                if name
                    .strip_prefix("claims.")
                    .map(|path| path.trim_end_matches(ITEMS))
                    == Some(claim) =>
            {
                of_claim(claims, claim, attribute)
            }
            Source::Claim { name, .. } if name == "aud" => Slot::of_audience(claims),
            Source::Claim { name, .. } => claims.get(name).map_or_else(Slot::missing, bound),
            Source::Derived if name == "aud" => unbound_audience(claims, version),
            Source::Derived => path(claims, name),
            Source::Never { .. } | Source::Expression(_) | Source::Map(_) => Slot::missing(),
        }
    });
    Ok(Prepared {
        slots: slots.collect(),
        further: Vec::new(),
        gates: REGISTERED
            .iter()
            .filter_map(|name| not_text(name, claims.get(name)?))
            .collect(),
        rounds: vec![Round {
            name: None,
            slots: Vec::new(),
            reason: None,
        }],
        caveats: other_issuer(lowered, claims).into_iter().collect(),
    })
}

/// Whose tokens are taken is said by the configuration of the mount. Where that was not given, a
/// token of another issuer than the one whose claims the role speaks of is a reason to ask for it.
fn other_issuer(lowered: &Lowered, claims: &Claims<'_>) -> Option<Caveat> {
    let mut attributes = lowered.attributes.iter();
    if attributes.any(|attribute| attribute.name == "iss") {
        return None;
    }
    let expected = lower::issuer_of_claims(lowered)?;
    let iss = claims.text("iss")?;
    let is_expected = issuer::recognise(iss).is_some_and(|known| known.issuer == expected);
    (!is_expected).then(|| {
        Caveat::new(
            "issuer-not-bound",
            format!(
                "the role speaks of claims of another issuer than {}: whether its tokens are taken at all is said by the configuration of the mount, which was not given, and is assumed",
                quoted(iss)
            ),
        )
        .url("https://developer.hashicorp.com/vault/api-docs/auth/jwt#bound_issuer")
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

/// A registered claim that is no text: the token is not read at all.
fn not_text(name: &str, value: &Value<'_>) -> Option<Node> {
    if matches!(value.kind, Kind::String(_) | Kind::Null) {
        return None;
    }
    Some(Node::new(
        Condition::Constant(false),
        Origin::new(StepKind::Gate)
            .named(name)
            .reason(ReasonCode::ConditionNotMet)
            .sentence(format!(
                "{name} is {}, and a token is read only where it is a text",
                value.describe(),
                name = quoted(name)
            ))
            .refusal(refusal("error validating token: json: cannot unmarshal")),
    ))
}

/// The value of a claim as bound claims are held against it.
fn bound<'a>(value: &'a Value<'a>) -> Slot<'a> {
    let Some(values) = Values::of(value) else {
        return Slot::missing();
    };
    match values {
        Values::One(Scalar::Number(written)) => match number::convert(&written) {
            Converted::Digits(digits) => Slot::present(Values::One(Scalar::Number(digits.into()))),
            Converted::Unsettled => Slot::unsettled(Caveat::new(
                "number-with-fraction",
                format!(
                    "the claim is {}: versions of Vault differ in whether they cut the fraction off before they compare",
                    quoted(&written)
                ),
            )),
        },
        Values::Many(values) => Slot::present(Values::Many(
            values
                .into_iter()
                .map(|value| match value {
                    Scalar::Number(written) => number::in_list(&written),
                    other => other,
                })
                .collect(),
        )),
        other => Slot::present(other),
    }
}

fn path<'a>(claims: &'a Claims<'_>, name: &str) -> Slot<'a> {
    let slot = pointer::get(claims, name).map_or_else(Slot::missing, bound);
    match pointer::parts(name) {
        Some((first, _)) => slot.from_claim(first.into_owned()),
        None => slot,
    }
}

/// The audience of a token, as far as a role that binds none refuses it.
fn unbound_audience<'a>(claims: &'a Claims<'_>, version: Version) -> Slot<'a> {
    let slot = Slot::of_audience(claims);
    let (refused, caveat) = match claims.get("aud").map(|value| &value.kind) {
        Some(Kind::String(text)) => version.refuses_unbound(text),
        _ => (true, None),
    };
    let slot = if refused { slot } else { Slot::missing() };
    match caveat {
        Some(caveat) => slot.with_caveat(caveat),
        None => slot,
    }
}

/// The address that Vault sees the request come from, which only the caller knows.
fn address(request: &Request) -> Slot<'_> {
    let given = request.context.iter().find(|(name, _)| name == ADDRESS);
    match given {
        Some((_, ContextValue::One(text))) => Slot::present(Values::One(text.as_str().into())),
        Some((_, ContextValue::Many(texts))) => Slot::present(Values::Many(
            texts.iter().map(|text| text.as_str().into()).collect(),
        )),
        None if request.complete => Slot::missing(),
        None => Slot::not_given(),
    }
}
