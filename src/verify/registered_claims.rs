//! The registered claims (RFC 7519, section 4.1) against what is expected, by a time that is
//! given. They are read after the signature was found good: before that they are anybody's words.

use std::cmp::Ordering;

use super::compact::{Compact, invalid};
use super::expectations::Expectations;
use crate::claims::Claims;
use crate::diagnostic::{Check, Datum, Error, Subject};
use crate::json::{Kind, Value};
use crate::pattern::number::Decimal;
use crate::quote::quoted;

const WANTED: [&str; 5] = ["iss", "aud", "exp", "nbf", "iat"];

/// Latest time that is one, in seconds since 1970: what JavaScript and JSON agree on.
const LATEST: &str = "9007199254740991";

/// The JSON text of the claims, if they are what is expected. Issuer and audience come first:
/// another time would not help a token that is for somebody else.
///
/// # Errors
/// `invalid-token`, `duplicate-claim`, `claim-missing`, `claim-malformed`, `issuer-mismatch`,
/// `audience-mismatch`, `token-expired`, `token-not-yet-valid`.
pub(super) fn check(parts: &Compact<'_>, expectations: &Expectations) -> Result<String, Error> {
    let mut text = parts.text("payload", parts.payload)?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    let claims = read(&text)?;
    check_issuer(&claims, expectations)?;
    check_audience(&claims, expectations)?;
    check_times(&claims, expectations)?;
    Ok(text)
}

fn read(text: &str) -> Result<Claims<'_>, Error> {
    Claims::read_strictly(text, |name| WANTED.contains(&name)).map_err(|error| {
        let mut error = error;
        // A place in the payload is no place in the token.
        error.span = None;
        if error.code == "invalid-json" {
            invalid(format!("{}, in the payload of the token", error.message))
        } else {
            error
        }
    })
}

/// What an issuer has to say where no key fits: a token of another issuer needs other keys, and
/// that it is another's is the better answer. Nothing that is said here was checked.
pub(super) fn foreign(parts: &Compact<'_>, expectations: &Expectations) -> Option<Error> {
    let text = parts.text("payload", parts.payload).ok()?;
    let claims = read(text.trim_start_matches('\u{feff}')).ok()?;
    let issuer = claims.text("iss")?;
    (issuer != expectations.issuer).then(|| {
        other_issuer(issuer, expectations)
            .help("no key of the set fits the token either: its signature was not checked")
    })
}

fn check_issuer(claims: &Claims<'_>, expectations: &Expectations) -> Result<(), Error> {
    let value = required(claims, "iss")?;
    match value.as_str() {
        None => Err(malformed("iss", "a string", value)),
        Some(issuer) if issuer == expectations.issuer => Ok(()),
        Some(issuer) => {
            let error = other_issuer(issuer, expectations);
            let bare = |issuer: &'_ str| issuer.trim_end_matches('/').to_ascii_lowercase();
            Err(if bare(issuer) == bare(&expectations.issuer) {
                error.help(
                    "they differ in the case of letters or a slash at the end alone, which counts",
                )
            } else {
                error
            })
        }
    }
}

fn other_issuer(issuer: &str, expectations: &Expectations) -> Error {
    Error::new(
        "issuer-mismatch",
        format!(
            "expected a token of the issuer {}, received one of {}",
            quoted(&expectations.issuer),
            quoted(issuer)
        ),
    )
    .of(Check::new(Subject::Claim("iss"), "mismatch")
        .expected(expectations.issuer.as_str())
        .received(issuer))
}

fn check_audience(claims: &Claims<'_>, expectations: &Expectations) -> Result<(), Error> {
    let value = required(claims, "aud")?;
    let strings = || malformed("aud", "a string or a list of strings", value);
    let audience: Vec<&str> = match &value.kind {
        Kind::String(text) => vec![text],
        Kind::Array(items) => items
            .iter()
            .map(|item| item.as_str().ok_or_else(strings))
            .collect::<Result<_, _>>()?,
        _ => return Err(strings()),
    };
    let expected = |name: &&str| expectations.audience.iter().any(|wanted| wanted == name);
    if audience.iter().any(expected) {
        return Ok(());
    }
    let list = |names: &[&str]| {
        let quotations: Vec<String> = names.iter().map(|name| quoted(name).to_string()).collect();
        match quotations.len() {
            0 => "nobody".to_owned(),
            _ => quotations.join(", "),
        }
    };
    let wanted: Vec<&str> = expectations.audience.iter().map(String::as_str).collect();
    Err(Error::new(
        "audience-mismatch",
        format!(
            "expected a token for {}, received one for {}",
            wanted
                .iter()
                .map(|name| quoted(name).to_string())
                .collect::<Vec<_>>()
                .join(" or "),
            list(&audience)
        ),
    )
    .of(Check::new(Subject::Claim("aud"), "mismatch")
        .expected(one_or_more(&wanted))
        .received(match value.kind {
            Kind::Array(_) => Datum::Texts(audience.iter().map(|&name| name.to_owned()).collect()),
            _ => one_or_more(&audience),
        })))
}

fn one_or_more(names: &[&str]) -> Datum {
    match names {
        [one] => Datum::from(*one),
        more => Datum::Texts(more.iter().map(|&name| name.to_owned()).collect()),
    }
}

/// A token holds before `exp`, not at it (RFC 7519, section 4.1.4); from `nbf` on, that second
/// included (4.1.5); and it cannot have been issued in the future, which only a wrong clock or a
/// wrong unit explains. `exp` is required: without it a token that leaks holds forever.
fn check_times(claims: &Claims<'_>, expectations: &Expectations) -> Result<(), Error> {
    let leeway = i64::from(expectations.leeway);
    let earliest = expectations.now.saturating_sub(leeway);
    let latest = expectations.now.saturating_add(leeway);
    required(claims, "exp")?;
    for name in ["exp", "nbf", "iat"] {
        let Some((text, time)) = date(claims, name)? else {
            continue;
        };
        let (code, bound, holds) = if name == "exp" {
            (
                "token-expired",
                earliest,
                against(&time, earliest) == Some(Ordering::Greater),
            )
        } else {
            let order = against(&time, latest);
            let holds = matches!(order, Some(Ordering::Less | Ordering::Equal));
            ("token-not-yet-valid", latest, holds)
        };
        if !holds {
            return Err(outside(code, name, bound, text, expectations));
        }
    }
    Ok(())
}

fn outside(
    code: &'static str,
    name: &'static str,
    bound: i64,
    text: &str,
    expectations: &Expectations,
) -> Error {
    let Expectations { now, leeway, .. } = expectations;
    let message = if name == "exp" {
        format!(
            "expected `exp` after {bound}, received {text}: it is {now}, less {leeway} seconds of leeway"
        )
    } else {
        format!(
            "expected `{name}` not after {bound}, received {text}: it is {now}, plus {leeway} seconds of leeway"
        )
    };
    let check = Check::new(Subject::Claim(name), "mismatch")
        .expected(Datum::Number(bound.to_string()))
        .received(Datum::Number(text.to_owned()));
    let error = match code {
        "token-expired" => Error::new("token-expired", message)
            .help("ask the issuer for another token, closer to its use"),
        _ => Error::new("token-not-yet-valid", message)
            .help("compare the clock of this machine with the issuer's"),
    };
    error.of(check)
}

fn against(time: &Decimal, bound: i64) -> Option<Ordering> {
    Decimal::parse(&bound.to_string()).map(|bound| time.cmp(&bound))
}

/// A time, exactly as it was written: NumericDate may have a fraction.
fn date<'c>(
    claims: &'c Claims<'_>,
    name: &'static str,
) -> Result<Option<(&'c str, Decimal)>, Error> {
    let Some(value) = claims.get(name) else {
        return Ok(None);
    };
    const EXPECTED: &str = "a number of seconds since 1970";
    let Kind::Number(text) = &value.kind else {
        return Err(malformed(name, EXPECTED, value));
    };
    let latest = Decimal::parse(LATEST);
    Decimal::parse(text)
        .filter(|time| Some(time) <= latest.as_ref())
        .map(|time| Some((text.as_ref(), time)))
        .ok_or_else(|| {
            malformed_as(
                name,
                EXPECTED,
                Datum::Number(text.to_string()),
                quoted(text),
            )
        })
}

fn required<'c, 'v>(claims: &'c Claims<'v>, name: &'static str) -> Result<&'c Value<'v>, Error> {
    claims.get(name).ok_or_else(|| {
        Error::new(
            "claim-missing",
            format!("expected the claim `{name}` in the token, received none"),
        )
        .of(Check::new(Subject::Claim(name), "missing"))
    })
}

fn malformed(name: &'static str, expected: &str, value: &Value<'_>) -> Error {
    malformed_as(name, expected, value.describe().into(), value.describe())
}

fn malformed_as(
    name: &'static str,
    expected: &str,
    datum: Datum,
    received: impl std::fmt::Display,
) -> Error {
    Error::new(
        "claim-malformed",
        format!("expected {expected} in the claim `{name}`, received {received}"),
    )
    .of(Check::new(Subject::Claim(name), "malformed")
        .expected(expected)
        .received(datum))
}
