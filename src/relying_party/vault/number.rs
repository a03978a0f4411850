//! Numbers as Vault compares them: those of a token are read as 64-bit floats and written as whole
//! numbers, those of a role are kept as they were written.

use crate::attribute::Scalar;

/// What becomes of the number of a claim that is no list.
pub(super) enum Converted {
    /// These digits.
    Digits(String),
    /// It has a fraction, which versions treat differently, or is beyond 64 bits.
    Unsettled,
}

/// The largest float below which all whole numbers fit 64 bits.
const LARGEST: f64 = 9_223_372_036_854_774_784.0;

pub(super) fn convert(written: &str) -> Converted {
    match written.parse::<f64>() {
        Ok(value) if value.fract() == 0.0 && value.abs() <= LARGEST => {
            #[expect(clippy::cast_possible_truncation, reason = "it is whole, and fits")]
            let whole = value as i64;
            Converted::Digits(whole.to_string())
        }
        _ => Converted::Unsettled,
    }
}

/// The number of a list, which stays a float and equals no number of a role.
pub(super) fn in_list(written: &str) -> Scalar<'static> {
    let float = written.parse::<f64>().unwrap_or(f64::NAN);
    // Written with a point, as no number is that a role can match.
    Scalar::Number(format!("{float:?}").into())
}

/// Whether a claim can come to be written so.
pub(super) fn is_reachable(written: &str) -> bool {
    let digits = written.strip_prefix('-').unwrap_or(written);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    plain && written != "-0" && written.parse::<i64>().is_ok()
}
