//! What Google knows when it is given a token: attributes, and what must hold before.

use super::document::ResourceName;
use super::{ASSERTION, ISS};
use crate::attribute::{Attribute, Scalar, Slot, Source, Values};
use crate::cel::Value;
use crate::claims::Claims;
use crate::condition::{Condition, Node, Opaque, OpaqueCause, Origin, StepKind, Without};
use crate::diagnostic::Error;
use crate::evaluation::{Caveat, ReasonCode};
use crate::quote::quoted;
use crate::relying_party::expression::{ITEMS, of_claim};
use crate::relying_party::{Lowered, Prepared, Round};
use crate::request::Request;

pub(super) fn prepare<'a>(
    lowered: &'a Lowered,
    claims: &'a Claims<'_>,
    request: &'a Request,
) -> Result<Prepared<'a>, Error> {
    let provider = provider(request)?;
    let mut slots: Vec<Slot<'a>> = Vec::with_capacity(lowered.attributes.len());
    // An attribute that is worked out comes after those that it is worked out from.
    for attribute in &lowered.attributes {
        let slot = match &attribute.source {
            Source::Claim { name, .. } => of_claim(claims, name, attribute),
            Source::Expression(expression) => match expression.value(&slots) {
                Ok(value) => of_value(value, attribute),
                Err(Without::Error(_)) => Slot::missing(),
                Err(Without::Unknown(..)) => Slot::not_given(),
            },
            Source::Request => match &provider {
                Some(name) => Slot::present(Values::One(Scalar::from(name.clone()))),
                None => Slot::not_given(),
            },
            Source::Derived => Slot::not_given(),
            Source::Never { .. } | Source::Map(_) => Slot::missing(),
        };
        slots.push(slot);
    }
    let mut gates = Vec::new();
    if let (Some(asked), Some(own)) = (&provider, &lowered.resource)
        && asked != own
    {
        gates.push(Node::new(
            Condition::Constant(false),
            Origin::new(StepKind::Gate)
                .named("provider")
                .reason(ReasonCode::ProviderMismatch)
                .sentence(format!(
                    "the request is for the provider {}, and this is {}",
                    quoted(asked),
                    quoted(own)
                )),
        ));
    }
    match claims.text("iss") {
        None => {
            if let Some(slot) = slots.get_mut(ISS) {
                *slot = Slot::not_given();
            }
            gates.push(Node::new(
            Condition::Opaque(Opaque::new(
                "the token has no `iss`, so that it is not known whether the provider trusts its issuer",
                OpaqueCause::Documentation,
            )),
            Origin::new(StepKind::Gate).reason(ReasonCode::IssuerUnknown),
            ));
        }
        Some(issuer) => {
            if let Some(slot) = slots.get_mut(ISS)
                && let Some(trusted) = differs_by_a_slash(lowered, issuer)
            {
                *slot =
                    Slot::present(Values::One(Scalar::from(trusted))).with_caveat(trailing_slash());
            }
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
    provider(request)?;
    Ok(claims
        .iter()
        .map(|(name, _)| {
            let attribute = Attribute {
                name: format!("{ASSERTION}.{name}"),
                source: Source::Claim {
                    issuer: None,
                    name: name.to_owned(),
                },
            };
            let slot = of_claim(claims, name, &attribute);
            (attribute, slot)
        })
        .collect())
}

/// The name of the provider that the request is for.
fn provider(request: &Request) -> Result<Option<String>, Error> {
    if let Some((name, _)) = request.context.first() {
        return Err(Error::new(
            "invalid-request",
            format!("expected nothing in `context`, received {}", quoted(name)),
        )
        .help("Google Cloud decides by the claims of the token alone"));
    }
    let Some(principal) = &request.principal else {
        return Ok(None);
    };
    let name = ResourceName::parse(principal).and_then(|name| name.full());
    name.map(Some).ok_or_else(|| {
        Error::new(
            "invalid-request",
            format!(
                "expected the name of a provider in `principal`, received {}",
                quoted(principal)
            ),
        )
        .help("it is `projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER`")
    })
}

/// A value that was worked out. What is neither text nor list of texts has failed its check.
fn of_value<'a>(value: Value, attribute: &Attribute) -> Slot<'a> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(Scalar::from(text.to_string())),
        _ => None,
    };
    match &value {
        Value::String(_) => {
            text(&value).map_or_else(Slot::missing, |text| Slot::present(Values::One(text)))
        }
        Value::List(items) if attribute.name.ends_with(ITEMS) => {
            Slot::present(Values::Many(items.iter().filter_map(text).collect()))
        }
        _ => Slot::not_given(),
    }
}

/// The issuer of the provider, if that of the token is the same but for one slash at its end.
fn differs_by_a_slash<'l>(lowered: &'l Lowered, issuer: &str) -> Option<&'l str> {
    fn find(node: &Node) -> Option<&str> {
        match &node.condition {
            Condition::Test(test) if test.attribute == ISS => test
                .predicate
                .alternatives()
                .first()
                .map(|alternative| alternative.text.as_str()),
            Condition::All { nodes, .. } | Condition::Any(nodes) => nodes.iter().find_map(find),
            _ => None,
        }
    }
    find(&lowered.root).filter(|trusted| {
        trusted.strip_suffix('/') == Some(issuer) || issuer.strip_suffix('/') == Some(trusted)
    })
}

fn trailing_slash() -> Caveat {
    Caveat::new(
        "issuer-trailing-slash",
        "the issuer of the provider and that of the token differ by a slash at the end, which is taken for nothing: Google's own pages write it either way, and none says how they are compared",
    )
    .url("https://docs.cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines")
}
