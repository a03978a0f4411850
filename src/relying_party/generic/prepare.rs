//! What such a relying party sees of a token.

use super::{BEFORE, ISSUER_ID, SETTLED};
use crate::attribute::{Attribute, Scalar, Slot, Source, Values};
use crate::claims::Claims;
use crate::condition::{Condition, Node, Opaque, OpaqueCause, Origin, StepKind};
use crate::diagnostic::Error;
use crate::evaluation::{Caveat, ReasonCode};
use crate::quote::quoted;
use crate::relying_party::expression::of_claim;
use crate::relying_party::{Lowered, Prepared, Round};
use crate::request::Request;

/// The bundle since which a star at the end of Snowflake's subjects is one.
const STARS_SINCE: (u32, u32) = (2026, 8);

pub(super) fn prepare<'a>(
    lowered: &'a Lowered,
    claims: &'a Claims<'_>,
    request: &'a Request,
) -> Result<Prepared<'a>, Error> {
    let bundle = request
        .relying_party_version
        .as_deref()
        .map(bundle)
        .transpose()?;
    let is = |holds: bool| match holds {
        true => Slot::present(Values::One(Scalar::Boolean(true))),
        false => Slot::missing(),
    };
    let slots = lowered
        .attributes
        .iter()
        .map(|attribute| match &attribute.source {
            Source::Claim { name, .. } if name == "iss" && claims.get(name).is_none() => {
                Slot::not_given()
            }
            Source::Claim { name, .. } => of_claim(claims, name, attribute),
            _ if attribute.name == BEFORE => is(bundle.is_some_and(|own| own < STARS_SINCE)),
            _ if attribute.name == SETTLED => is(bundle.is_some()),
            Source::Derived if attribute.name == ISSUER_ID => {
                Slot::present(Values::One(ISSUER_ID.into())).with_caveat(issuer_by_id())
            }
            _ => Slot::not_given(),
        });
    let names_issuer = lowered.claims.iter().any(|claim| claim == "iss");
    let mut gates = Vec::new();
    if names_issuer && claims.get("iss").is_none() {
        gates.push(Node::new(
            Condition::Opaque(Opaque::new(
                "the token has no `iss`, so that it is not known whether its issuer is trusted",
                OpaqueCause::Documentation,
            )),
            Origin::new(StepKind::Gate).reason(ReasonCode::IssuerUnknown),
        ));
    }
    Ok(Prepared {
        slots: slots.collect(),
        further: Vec::new(),
        gates,
        rounds: vec![Round {
            name: None,
            slots: Vec::new(),
            reason: None,
        }],
        caveats: Vec::new(),
    })
}

fn issuer_by_id() -> Caveat {
    Caveat::new(
        "issuer-not-bound",
        "the rule names its issuer by an id, which does not tell it: assumed that the token is of that issuer; `issuer` beside the rule is compared",
    )
    .url(super::preset::ANTHROPIC.url)
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

/// A bundle of changes, such as `2026_08`.
fn bundle(version: &str) -> Result<(u32, u32), Error> {
    let numbers = version.trim().split_once('_').and_then(|(year, month)| {
        let number = |text: &str| text.parse::<u32>().ok();
        Some((number(year)?, number(month)?))
    });
    numbers
        .filter(|(year, month)| (2000..=9999).contains(year) && (1..=12).contains(month))
        .ok_or_else(|| {
            Error::new(
                "invalid-request",
                format!(
                    "expected a bundle of Snowflake such as `2026_08` in `relyingPartyVersion`, received {}",
                    quoted(version)
                ),
            )
        })
}
