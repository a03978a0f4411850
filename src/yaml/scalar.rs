//! What a plain scalar is: <https://github.com/kubernetes-sigs/yaml/blob/master/goyaml.v2/resolve.go>.

use std::borrow::Cow;

use crate::json::Kind;

/// What Go's YAML makes of a plain scalar. `None` for what JSON has no number for.
pub(super) fn resolve(text: Cow<'_, str>) -> Option<Kind<'_>> {
    Some(match &*text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Kind::Boolean(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Kind::Boolean(false)
        }
        ".nan" | ".NaN" | ".NAN" | ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF"
        | "-.inf" | "-.Inf" | "-.INF" => return None,
        _ => match number(&text) {
            Some(number) => Kind::Number(number.into()),
            None => Kind::String(text),
        },
    })
}

/// The number that a scalar is, as JSON writes it; whole ones in decimals.
fn number(text: &str) -> Option<String> {
    if !text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.')) {
        return None;
    }
    // A dot at the beginning keeps underscores from being dropped.
    let plain = match text.starts_with('.') {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.replace('_', "")),
    };
    whole(&plain).or_else(|| {
        let value: f64 = is_decimal(&plain).then(|| plain.parse().ok())??;
        // In this form a float shows that it is one.
        value.is_finite().then(|| format!("{value:?}"))
    })
}

/// A whole number of 64 bits, in any base that Go takes.
fn whole(text: &str) -> Option<String> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = digits.to_ascii_lowercase();
    let (digits, radix) = match lower.get(..2) {
        Some("0x") => (lower.get(2..)?, 16),
        Some("0o") => (lower.get(2..)?, 8),
        Some("0b") => (lower.get(2..)?, 2),
        _ if lower.len() > 1 && lower.starts_with('0') => (lower.get(1..)?, 8),
        _ => (lower.as_str(), 10),
    };
    if digits.starts_with('+') {
        return None;
    }
    let value = u64::from_str_radix(digits, radix).ok()?;
    match negative {
        false => Some(value.to_string()),
        true if value <= 1 << 63 => Some((-i128::from(value)).to_string()),
        true => None,
    }
}

/// `^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`
fn is_decimal(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (
            mantissa,
            Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)),
        ),
        None => (text, None),
    };
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    digits(before)
        && digits(after)
        && !(before.is_empty() && after.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent))
}
