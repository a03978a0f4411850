//! What STS knows when it reads the trust policy: attributes, and what must hold before.

mod facts;
mod gates;

use self::facts::Facts;
use self::gates::Gates;
use super::dialect::Dialect;
use super::lower::{ACTION, PRINCIPAL};
use super::principal::Federated;
use crate::attribute::{Attribute, Slot, State, Values};
use crate::claims::Claims;
use crate::diagnostic::Error;
use crate::quote::quoted;
use crate::relying_party::{Lowered, Prepared};
use crate::request::Request;

pub(in crate::relying_party) fn prepare<'a>(
    dialect: &'static Dialect,
    lowered: &'a Lowered,
    claims: &'a Claims<'_>,
    request: &'a Request,
) -> Result<Prepared<'a>, Error> {
    check_context(dialect, request)?;
    let facts = Facts::new(dialect, claims, request);
    let mut slots: Vec<Slot<'a>> = lowered
        .attributes
        .iter()
        .enumerate()
        .map(|(index, attribute)| match index {
            PRINCIPAL => facts.principal(),
            ACTION => Slot::present(Values::One(facts.action().into())),
            _ => facts.slot(attribute),
        })
        .collect();
    let mut gates = Gates {
        first: slots.len(),
        attributes: Vec::new(),
        slots: Vec::new(),
        nodes: Vec::new(),
    };
    facts.gates(&mut gates);
    slots.append(&mut gates.slots);
    Ok(Prepared {
        slots,
        further: gates.attributes,
        gates: gates.nodes,
        rounds: facts.rounds(),
        caveats: Vec::new(),
    })
}

pub(in crate::relying_party) fn attributes<'a>(
    dialect: &'static Dialect,
    claims: &'a Claims<'_>,
    request: &'a Request,
) -> Result<Vec<(Attribute, Slot<'a>)>, Error> {
    check_context(dialect, request)?;
    let facts = Facts::new(dialect, claims, request);
    let mut names: Vec<String> = request
        .context
        .iter()
        .map(|(name, _)| name.clone())
        .collect();
    names.extend((dialect.keys)(facts.issuer.as_deref().and_then(host)));
    names.extend(
        facts
            .tags()
            .into_iter()
            .map(|(key, _)| format!("aws:RequestTag/{key}")),
    );
    let mut found: Vec<(Attribute, Slot<'a>)> = Vec::new();
    for name in names {
        let attribute = (dialect.attribute)(&name);
        let slot = facts.slot(&attribute);
        let known = found
            .iter()
            .any(|(known, _)| known.name.eq_ignore_ascii_case(&name));
        if !known && matches!(slot.state, State::Present(_)) {
            found.push((attribute, slot));
        }
    }
    Ok(found)
}

/// The first second of the year 1 and the last of the year 9999: what dates can be written for.
const FIRST_SECOND: i64 = -62_135_596_800;
const LAST_SECOND: i64 = 253_402_300_799;

/// Most keys of a context.
const MAX_CONTEXT: usize = 1_000;

/// Names in the context are keys, and keys do not differ by case. Times and providers are such.
fn check_context(dialect: &Dialect, request: &Request) -> Result<(), Error> {
    if let Some(now) = request
        .now
        .filter(|now| !(FIRST_SECOND..=LAST_SECOND).contains(now))
    {
        return Err(Error::new(
            "invalid-request",
            format!("expected a time between the years 1 and 9999 in `now`, received `{now}`"),
        )
        .help("it counts seconds since 1970, not milliseconds"));
    }
    if let Some(principal) = &request.principal
        && !matches!((dialect.federated)(principal), Federated::Oidc(_))
    {
        return Err(Error::new(
            "invalid-request",
            format!(
                "expected the ARN of an OIDC identity provider in `principal`, received {}",
                quoted(principal)
            ),
        ));
    }
    if request.context.len() > MAX_CONTEXT {
        return Err(Error::new(
            "invalid-request",
            format!(
                "expected at most {MAX_CONTEXT} keys in `context`, received {}",
                request.context.len()
            ),
        ));
    }
    for (index, (name, _)) in request.context.iter().enumerate() {
        let twin = request
            .context
            .iter()
            .take(index)
            .find(|(other, _)| other.eq_ignore_ascii_case(name));
        if let Some((other, _)) = twin {
            return Err(Error::new(
                "invalid-request",
                format!(
                    "expected each key once in `context`, received {other} and {name}",
                    other = quoted(&other),
                    name = quoted(&name)
                ),
            )
            .help("the names of condition keys are compared without regard to case"));
        }
    }
    Ok(())
}

/// The part of an issuer's URL by which AWS names it.
fn host(url: &str) -> Option<&str> {
    url.strip_prefix("https://")
}
