//! Numbers as Go writes them, which is how CEL does.

/// A double in as few digits as tell it from all others, with an exponent where it is large or
/// small: Go's `%g`.
pub(in crate::cel) fn general(value: f64) -> String {
    if let Some(text) = unusual(value, "+Inf", "-Inf") {
        return text.to_owned();
    }
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..21).contains(&exponent) {
        return value.to_string();
    }
    format!("{mantissa}e{}", signed(exponent))
}

/// A double with so many digits after the point and an exponent: Go's `%e`.
pub(super) fn scientific(value: f64, precision: usize) -> String {
    let text = format!("{value:.precision$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    format!("{mantissa}e{}", signed(exponent.parse().unwrap_or(0)))
}

/// An exponent with its sign and at least two digits.
fn signed(exponent: i32) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{sign}{:02}", exponent.unsigned_abs())
}

/// What stands for a number that is none.
pub(super) fn unusual(
    value: f64,
    infinity: &'static str,
    negative_infinity: &'static str,
) -> Option<&'static str> {
    if value.is_nan() {
        Some("NaN")
    } else if value == f64::INFINITY {
        Some(infinity)
    } else if value == f64::NEG_INFINITY {
        Some(negative_infinity)
    } else {
        None
    }
}
