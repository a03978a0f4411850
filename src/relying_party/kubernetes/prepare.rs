//! What kube-apiserver sees of a token.

use std::sync::Arc;

use super::environment::{self, ESCAPES};
use super::{AUD, CLAIMS, DISTRIBUTED, ISS};
use crate::attribute::{Attribute, Scalar, Slot, Source, Values};
use crate::cel::Value;
use crate::claims::Claims;
use crate::condition::{
    Condition, Expression, Node, Opaque, OpaqueCause, Origin, StepKind, Wants, Without, texts,
};
use crate::diagnostic::Error;
use crate::evaluation::{Caveat, ReasonCode};
use crate::json::{self, Kind};
use crate::quote::quoted;
use crate::relying_party::expression::of_claim;
use crate::relying_party::{Lowered, Prepared, Round};
use crate::request::Request;

/// The issuer of Google as old tokens of its name it.
const GOOGLE: &str = "accounts.google.com";

pub(super) fn prepare<'a>(
    lowered: &'a Lowered,
    claims: &'a Claims<'_>,
    request: &'a Request,
) -> Result<Prepared<'a>, Error> {
    let minor = minor(request)?;
    let mut slots: Vec<Slot<'a>> = Vec::with_capacity(lowered.attributes.len());
    // What is worked out comes after what it is worked out from.
    for (index, attribute) in lowered.attributes.iter().enumerate() {
        let slot = match &attribute.source {
            _ if index == AUD => Slot::of_audience(claims),
            Source::Claim { name, .. } => claim(claims, name, attribute, minor),
            Source::Expression(expression) => match expression.value(&slots) {
                Ok(value) if expression.wants == Wants::TextOrTexts => {
                    of_value(&Value::list(texts(&value)))
                }
                Ok(value) => of_value(&value),
                Err(Without::Error(_)) => Slot::missing(),
                Err(Without::Unknown(..)) => Slot::not_given(),
            },
            Source::Map(entries) if entries.is_empty() => Slot::not_given(),
            Source::Map(entries) => keys(entries, &slots),
            Source::Request => Slot::present(Values::One(match minor {
                Some(minor) => Scalar::Number(environment::number(minor).into()),
                None => "the newest".into(),
            })),
            // A field of the user that is mapped from nothing.
            Source::Derived if attribute.name.contains("user.groups") => {
                Slot::present(Values::Many(Vec::new()))
            }
            Source::Derived => Slot::present(Values::One("".into())),
            Source::Never { .. } => Slot::missing(),
        };
        slots.push(slot);
    }
    let mut gates = Vec::new();
    match claims.text("iss") {
        Some(GOOGLE) => {
            if let Some(slot) = slots.get_mut(ISS) {
                *slot = Slot::present(Values::One(format!("https://{GOOGLE}").into()));
            }
        }
        Some(_) => {}
        None => {
            if let Some(slot) = slots.get_mut(ISS) {
                *slot = Slot::not_given();
            }
            gates.push(Node::new(
                Condition::Opaque(Opaque::new(
                    "the token has no `iss`, so that it is not known which authenticator it is for",
                    OpaqueCause::Documentation,
                )),
                Origin::new(StepKind::Gate).reason(ReasonCode::IssuerUnknown),
            ));
        }
    }
    Ok(Prepared {
        slots,
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

/// All claims, as an expression reads them.
pub(super) fn attributes<'a>(
    claims: &'a Claims<'_>,
    request: &'a Request,
) -> Result<Vec<(Attribute, Slot<'a>)>, Error> {
    let minor = minor(request)?;
    let named = claims.iter().map(|(name, _)| {
        let attribute = Attribute {
            name: format!("{CLAIMS}.{name}"),
            source: super::lower::claim_source(name),
        };
        let slot = claim(claims, name, &attribute, minor);
        (attribute, slot)
    });
    Ok(named.collect())
}

fn minor(request: &Request) -> Result<Option<u32>, Error> {
    if let Some((name, _)) = request.context.first() {
        return Err(Error::new(
            "invalid-request",
            format!("expected nothing in `context`, received {}", quoted(name)),
        )
        .help("kube-apiserver decides by the claims of the token alone"));
    }
    environment::minor(request.relying_party_version.as_deref())
}

/// A claim: as an expression reads it, or as Go reads it into a text.
fn claim<'a>(
    claims: &'a Claims<'_>,
    name: &str,
    attribute: &Attribute,
    minor: Option<u32>,
) -> Slot<'a> {
    let Some(value) = claims.get(name) else {
        let elsewhere = claims.get(DISTRIBUTED).and_then(|names| names.get(name));
        return match elsewhere {
            Some(_) => Slot::not_given().with_caveat(distributed()),
            None => Slot::missing(),
        };
    };
    if attribute.name.starts_with("claims.") {
        return match minor {
            Some(minor) if minor < ESCAPES && holds_whole_number(value) => {
                Slot::unsettled(numbers())
            }
            _ => of_claim(claims, name, attribute),
        };
    }
    Slot::present(match &value.kind {
        Kind::Null => Values::One("".into()),
        _ => Scalar::of(value).map_or(Values::Nested(value), Values::One),
    })
}

fn holds_whole_number(value: &json::Value<'_>) -> bool {
    match &value.kind {
        Kind::Number(text) => text.parse::<i64>().is_ok(),
        Kind::Array(items) => items.iter().any(holds_whole_number),
        Kind::Object(members) => members
            .iter()
            .any(|member| holds_whole_number(&member.value)),
        _ => false,
    }
}

/// The keys of a map whose lists are not empty.
fn keys<'a>(entries: &'a [(String, Arc<Expression>)], slots: &[Slot<'_>]) -> Slot<'a> {
    let mut keys = Vec::new();
    for (key, expression) in entries {
        match expression.value(slots) {
            Ok(value) if texts(&value).is_empty() => {}
            Ok(_) => keys.push(Scalar::from(key.as_str())),
            // Its check has failed.
            Err(Without::Error(_)) => {}
            Err(Without::Unknown(..)) => return Slot::not_given(),
        }
    }
    Slot::present(Values::Many(keys))
}

/// A field of the user: a text, or a list of texts.
fn of_value<'a>(value: &Value) -> Slot<'a> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(Scalar::from(text.to_string())),
        _ => None,
    };
    match value {
        Value::List(items) => Slot::present(Values::Many(items.iter().filter_map(text).collect())),
        value => text(value).map_or_else(Slot::not_given, |text| Slot::present(Values::One(text))),
    }
}

fn numbers() -> Caveat {
    Caveat::new(
        "number-type",
        "before Kubernetes 1.34 the whole numbers of a token were ints in an expression, later they are doubles: what holds a number is not evaluated for such a version",
    )
    .url("https://github.com/kubernetes/kubernetes/pull/131574")
}

fn distributed() -> Caveat {
    Caveat::new(
        "distributed-claim",
        "the token says that the claim is to be had elsewhere, where kube-apiserver would ask for it",
    )
    .url("https://openid.net/specs/openid-connect-core-1_0.html#AggregatedDistributedClaims")
}
