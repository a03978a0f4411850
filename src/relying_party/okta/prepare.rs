//! What Okta sees of a token, as far as it is documented.

use super::lower::{CLAIMS, KEYS, ONE_SUFFICES};
use super::{CONNECTION_URL, ROLE_URL};
use crate::attribute::{Attribute, Slot, Source, Values};
use crate::claims::Claims;
use crate::condition::{Condition, Node, Opaque, OpaqueCause, Origin, StepKind};
use crate::evaluation::{Caveat, ReasonCode};
use crate::json::Kind;
use crate::relying_party::{Lowered, Prepared, Round};

/// A claim.
pub(super) fn attribute(name: &str) -> Attribute {
    Attribute {
        name: name.to_owned(),
        source: Source::Claim {
            issuer: None,
            name: name.to_owned(),
        },
    }
}

pub(super) fn prepare<'a>(lowered: &'a Lowered, claims: &'a Claims<'_>) -> Prepared<'a> {
    let slots = lowered.attributes.iter().enumerate();
    let slots = slots.map(|(index, attribute)| match index {
        KEYS => assuming(Caveat::new(
            "issuer-not-bound",
            "the connection requires no `iss`: assumed that its keys are those of the token's issuer",
        ).url(CONNECTION_URL)),
        ONE_SUFFICES => assuming(Caveat::new(
            "several-requirements",
            "the documentation does not say whether a role with several requirements takes who meets one of them; assumed that it does",
        ).url(ROLE_URL)),
        _ if claims.get(&attribute.name).is_none() => match &*attribute.name {
            "iss" => Slot::not_given(),
            _ => Slot::missing(),
        },
        _ if (index - CLAIMS).is_multiple_of(2) => value(claims, &attribute.name),
        _ => presence(claims, &attribute.name),
    });
    let mut gates = Vec::new();
    if claims.get("iss").is_none() && lowered.claims.iter().any(|claim| claim == "iss") {
        gates.push(Node::new(
            Condition::Opaque(Opaque::new(
                "the token has no `iss`, so that it is not known whether its issuer is trusted",
                OpaqueCause::Documentation,
            )),
            Origin::new(StepKind::Gate).reason(ReasonCode::IssuerUnknown),
        ));
    }
    Prepared {
        slots: slots.collect(),
        further: Vec::new(),
        gates,
        rounds: vec![Round {
            name: None,
            slots: Vec::new(),
            reason: None,
        }],
        caveats: Vec::new(),
    }
}

fn assuming<'a>(caveat: Caveat) -> Slot<'a> {
    Slot::present(Values::One(caveat.code.into())).with_caveat(caveat)
}

/// What is compared: a text. Of anything else the documentation does not say.
fn value<'a>(claims: &'a Claims<'_>, name: &str) -> Slot<'a> {
    match claims.text(name) {
        Some(text) => Slot::present(Values::One(text.into())),
        None => Slot::unsettled(
            Caveat::new(
                "claim-type",
                "the documentation does not say what a condition makes of a claim that is no text",
            )
            .url(CONNECTION_URL),
        ),
    }
}

/// What is there, unless it holds nothing: of that the documentation does not say.
fn presence<'a>(claims: &'a Claims<'_>, name: &str) -> Slot<'a> {
    let is_empty = claims.get(name).is_none_or(|value| match &value.kind {
        Kind::Null => true,
        Kind::String(text) => text.is_empty(),
        Kind::Array(items) => items.is_empty(),
        Kind::Object(members) => members.is_empty(),
        Kind::Number(_) | Kind::Boolean(_) => false,
    });
    match is_empty {
        false => Slot::of_claim(claims, name),
        true => Slot::unsettled(
            Caveat::new(
                "exists-empty",
                "the documentation does not say whether a claim that is empty exists",
            )
            .url(CONNECTION_URL),
        ),
    }
}
