//! Values in conditions: text with variables, numbers, dates, addresses.

use super::document::Version;
use super::operator::{Family, Text};
use crate::condition::Matcher;
use crate::pattern::number::Decimal;
use crate::pattern::template::{Part, Template};
use crate::pattern::wildcard::{Fold, Symbol};
use crate::pattern::{address, date};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Why a value cannot be what its operator takes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// Not of the kind: what was expected.
    Kind(&'static str),
    /// A variable that is not written as one.
    Variable,
}

/// Text in which variables may stand, and what interns their names.
pub(super) struct Variables<'f> {
    pub(super) version: Version,
    pub(super) attribute: &'f mut dyn FnMut(&str) -> usize,
}

/// What a value of a condition is matched by.
pub(super) fn matcher(
    family: Family,
    text: &str,
    variables: &mut Variables<'_>,
) -> Result<Matcher, Unreadable> {
    let kind = Unreadable::Kind;
    Ok(match family {
        Family::String(Text::Equals) => {
            Matcher::Text(template(text, false, Fold::None, variables)?)
        }
        Family::String(Text::EqualsIgnoreCase) => {
            Matcher::TextIgnoreCase(template(text, false, Fold::Ascii, variables)?)
        }
        Family::String(Text::Like) => Matcher::Text(template(text, true, Fold::None, variables)?),
        Family::Arn => Matcher::Arn(arn(text, variables)?),
        Family::Numeric(comparison) => {
            Matcher::Number(comparison, Decimal::parse(text).ok_or(kind("a number"))?)
        }
        Family::Date(comparison) => Matcher::Date(
            comparison,
            date::parse(text).ok_or(kind(
                "a date such as `2026-01-31T00:00:00Z` or seconds since 1970",
            ))?,
        ),
        Family::Bool | Family::Null => match text {
            _ if text.eq_ignore_ascii_case("true") => Matcher::Boolean(true),
            _ if text.eq_ignore_ascii_case("false") => Matcher::Boolean(false),
            _ => return Err(kind("`true` or `false`")),
        },
        Family::Binary => Matcher::Bytes(STANDARD.decode(text).map_err(|_| kind("base64"))?),
        Family::IpAddress => Matcher::Address(
            address::parse_range(text)
                .ok_or(kind("an IP address or a range such as `203.0.113.0/24`"))?,
        ),
    })
}

/// An ARN has six components, and no wildcard reaches from one into the next.
fn arn(text: &str, variables: &mut Variables<'_>) -> Result<Vec<Template>, Unreadable> {
    // As a pattern of one component it would match no ARN; whoever writes it means all of them.
    if text == "*" {
        return Err(Unreadable::Kind("an ARN of six components"));
    }
    let parts = parts(text, true, variables)?;
    let colon = Part::Symbol(Symbol::Literal(':'));
    let mut components: Vec<Vec<Part>> = vec![Vec::new()];
    for part in parts {
        let last = components.len();
        match components.last_mut() {
            Some(component) if part != colon || last == 6 => component.push(part),
            _ => components.push(Vec::new()),
        }
    }
    Ok(components
        .into_iter()
        .map(|component| Template::new(component, Fold::None, true))
        .collect())
}

fn template(
    text: &str,
    wildcards: bool,
    fold: Fold,
    variables: &mut Variables<'_>,
) -> Result<Template, Unreadable> {
    Ok(Template::new(
        parts(text, wildcards, variables)?,
        fold,
        wildcards,
    ))
}

/// Takes text apart: `*` and `?` where they are wildcards, and `${…}` where the version of the
/// policy has variables.
fn parts(
    text: &str,
    wildcards: bool,
    variables: &mut Variables<'_>,
) -> Result<Vec<Part>, Unreadable> {
    let mut parts = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        if !matches!(variables.version, Version::V2008 | Version::V1)
            && let Some(after) = rest.strip_prefix("${")
        {
            // What `${` means is not known where the version is not.
            if variables.version == Version::Unknown {
                return Err(Unreadable::Variable);
            }
            let (inside, tail) = split_variable(after).ok_or(Unreadable::Variable)?;
            parts.push(variable(inside, variables)?);
            rest = tail;
            continue;
        }
        parts.push(Part::Symbol(match character {
            '*' if wildcards => Symbol::Star,
            '?' if wildcards => Symbol::One,
            other => Symbol::Literal(other),
        }));
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
    }
    Ok(parts)
}

/// Splits at the `}` that ends a variable; one inside the quotes of a default does not.
fn split_variable(text: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let end = text.char_indices().find_map(|(index, character)| {
        if character == '\'' {
            quoted = !quoted;
        }
        (character == '}' && !quoted).then_some(index)
    })?;
    Some((text.get(..end)?, text.get(end + 1..)?))
}

/// `*`, `?`, `$`, a key, or a key and a default in single quotes.
fn variable(inside: &str, variables: &mut Variables<'_>) -> Result<Part, Unreadable> {
    if let "*" | "?" | "$" = inside {
        let character = inside.chars().next().ok_or(Unreadable::Variable)?;
        return Ok(Part::Symbol(Symbol::Literal(character)));
    }
    let (key, default) = match inside.split_once(',') {
        Some((key, default)) => {
            let default = default
                .trim()
                .strip_prefix('\'')
                .and_then(|rest| rest.strip_suffix('\''))
                .ok_or(Unreadable::Variable)?;
            (key.trim(), Some(default.to_owned()))
        }
        None => (inside.trim(), None),
    };
    // The keys of tags may hold blanks.
    let is_key = key.contains(':')
        && !key.contains(['{', '}', '\'', '$', '*', '?'])
        && (key.contains('/') || !key.contains(char::is_whitespace));
    if !is_key {
        return Err(Unreadable::Variable);
    }
    Ok(Part::Variable {
        attribute: (variables.attribute)(key),
        default,
    })
}

/// Whether text holds what would be a variable in version 2012.
pub(super) fn looks_like_variable(text: &str) -> bool {
    text.split_once("${").is_some_and(|(_, rest)| {
        rest.split_once('}')
            .is_some_and(|(inside, _)| inside.contains(':'))
    })
}
