//! The header: what the token says of its own signature, and is not believed beyond the choice
//! among keys that are already trusted.

use super::algorithm::{self, Allowed};
use super::compact::invalid;
use super::expectations::Expectations;
use crate::diagnostic::{Check, Error, Subject};
use crate::json::{self, Kind, Value};
use crate::quote::quoted;

/// What verification needs of a header. Keys and the places of keys that a header brings along
/// (`jwk`, `jku`, `x5u`, `x5c`) are not looked at: whoever writes the header could name a key of
/// their own (RFC 8725, section 3.10).
#[derive(Debug)]
pub(super) struct Header {
    pub(super) algorithm: &'static Allowed,
    pub(super) key_id: Option<String>,
}

impl Header {
    /// Reads the JSON text of a header.
    ///
    /// # Errors
    /// `invalid-token`, `duplicate-parameter`, `algorithm-not-allowed`, `crit-not-supported`,
    /// `type-not-allowed`.
    pub(super) fn read(text: &str, expectations: &Expectations) -> Result<Self, Error> {
        let value = json::parse(text)
            .map_err(|error| invalid(format!("{}, in the header of the token", error.message)))?;
        if !matches!(value.kind, Kind::Object(_)) {
            return Err(invalid(format!(
                "expected a JSON object in the header of the token, received {}",
                value.describe()
            )));
        }
        if let Some(member) = value.duplicate_key() {
            return Err(Error::new(
                "duplicate-parameter",
                format!(
                    "expected each parameter of the header once, received {} twice",
                    quoted(&member.key)
                ),
            ));
        }
        let name = parameter(&value, "alg")?.ok_or_else(|| {
            invalid("expected the parameter `alg` in the header of the token, received none")
                .of(Check::new(Subject::Parameter("alg"), "missing"))
        })?;
        let algorithm = algorithm::choose(name, expectations.algorithms.as_deref())?;
        check_extensions(&value)?;
        check_type(parameter(&value, "typ")?, expectations.typ.as_deref())?;
        Ok(Self {
            algorithm,
            key_id: parameter(&value, "kid")?.map(str::to_owned),
        })
    }
}

/// A parameter that is a string.
fn parameter<'v>(header: &'v Value<'_>, name: &'static str) -> Result<Option<&'v str>, Error> {
    match header.get(name) {
        None => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or_else(|| {
            invalid(format!(
                "expected a string in the parameter `{name}` of the header, received {}",
                value.describe()
            ))
            .of(Check::new(Subject::Parameter(name), "malformed")
                .expected("a string")
                .received(value.describe()))
        }),
    }
}

/// `crit` lists extensions without which the token must not be taken (RFC 7515, section 4.1.11).
/// None is known here, so that the list is refused whatever it holds. `b64` must be listed there
/// and is not for JWTs at all (RFC 7797, sections 6 and 7); whoever sets it otherwise signed
/// something else than what would be read.
fn check_extensions(header: &Value<'_>) -> Result<(), Error> {
    let refused = |name: &'static str, expected: &str, received: &str| {
        Error::new(
            "crit-not-supported",
            format!("expected {expected} in the header of the token, received {received}"),
        )
        .of(Check::new(Subject::Parameter(name), "not-supported").received(received))
    };
    if let Some(value) = header.get("crit") {
        let received = match &value.kind {
            Kind::Array(items) => {
                let names: Vec<String> = items
                    .iter()
                    .map(|item| {
                        item.as_str().map_or_else(
                            || item.describe().to_owned(),
                            |name| quoted(name).to_string(),
                        )
                    })
                    .collect();
                match names.len() {
                    0 => "an empty list".to_owned(),
                    _ => names.join(", "),
                }
            }
            _ => value.describe().to_owned(),
        };
        return Err(refused("crit", "no extension that is critical", &received));
    }
    match header.get("b64").map(|value| &value.kind) {
        None | Some(Kind::Boolean(true)) => Ok(()),
        Some(_) => Err(refused(
            "b64",
            "a payload in base64url",
            "one that is declared as plain",
        )),
    }
}

/// Without a type of its own a token is taken for a JWT. Types tell kinds of tokens apart where
/// issuer and key are the same, so that a logout token is not taken for a login (RFC 8725, section
/// 3.11): another type than asked for is refused.
fn check_type(given: Option<&str>, wanted: Option<&str>) -> Result<(), Error> {
    let fits = match (given, wanted) {
        (None, None) => true,
        (Some(given), wanted) => {
            media_type(given).eq_ignore_ascii_case(media_type(wanted.unwrap_or("JWT")))
        }
        (None, Some(_)) => false,
    };
    if fits {
        return Ok(());
    }
    let wanted = wanted.unwrap_or("JWT");
    let (reason, received) = match given {
        Some(given) => ("mismatch", quoted(given).to_string()),
        None => ("missing", "none".to_owned()),
    };
    let mut check = Check::new(Subject::Parameter("typ"), reason).expected(wanted);
    if let Some(given) = given {
        check = check.received(given);
    }
    Err(Error::new(
        "type-not-allowed",
        format!(
            "expected the type {} in the header of the token, received {received}",
            quoted(wanted)
        ),
    )
    .help("tokens of another type are made for another use; if this one is meant, ask for its type")
    .of(check))
}

/// RFC 7515, section 4.1.9: `application/` may be left out where no other `/` follows.
fn media_type(name: &str) -> &str {
    const PREFIX: &str = "application/";
    match name.split_at_checked(PREFIX.len()) {
        Some((head, tail)) if head.eq_ignore_ascii_case(PREFIX) && !tail.contains('/') => tail,
        _ => name,
    }
}
