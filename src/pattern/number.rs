//! Decimal numbers of any length, compared exactly.
//!
//! Ids outgrow binary floating point: as doubles, 9007199254740993 equals 9007199254740992.

use std::cmp::Ordering;

/// A decimal number: `0.DIGITS × 10^exponent`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decimal {
    negative: bool,
    /// Without zeros at either end; empty for zero.
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Reads an optional `-`, digits, an optional fraction and an optional exponent; `None` for
    /// anything else, blanks and a leading `+` included.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, power) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, power)) => (mantissa, exponent(power)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
            Some(_) => return None,
            None => (mantissa, ""),
        };
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        Self::from_parts(negative, whole, fraction, power)
    }

    /// `WHOLE.FRACTION × 10^power`, both strings being digits alone.
    fn from_parts(negative: bool, whole: &str, fraction: &str, power: i64) -> Option<Self> {
        let all = format!("{whole}{fraction}");
        let significant = all.trim_start_matches('0');
        let leading = i64::try_from(all.len() - significant.len()).ok()?;
        let point = i64::try_from(whole.len()).ok()?;
        let digits = significant.trim_end_matches('0');
        if digits.is_empty() {
            return Some(Self {
                negative: false,
                digits: String::new(),
                exponent: 0,
            });
        }
        Some(Self {
            negative,
            digits: digits.to_owned(),
            exponent: power.checked_add(point)?.checked_sub(leading)?,
        })
    }

    /// The number of seconds given by a whole count and the digits of a fraction that is added.
    pub(super) fn from_seconds(seconds: i64, fraction: &str) -> Option<Self> {
        let nothing = fraction.bytes().all(|digit| digit == b'0');
        if seconds >= 0 || nothing {
            let whole = seconds.unsigned_abs().to_string();
            return Self::from_parts(seconds < 0, &whole, fraction, 0);
        }
        // -2 s and 0.25 s are -1.75 s: the fraction counts backwards from the next second.
        let whole = (seconds + 1).unsigned_abs().to_string();
        let significant = fraction.trim_end_matches('0');
        let last = significant.len().saturating_sub(1);
        let complement: String = significant
            .bytes()
            .enumerate()
            .map(|(place, digit)| {
                let ceiling = if place == last { b'9' + 1 } else { b'9' };
                char::from(b'0' + (ceiling - digit))
            })
            .collect();
        Self::from_parts(true, &whole, &complement, 0)
    }

    /// How many digits it takes to write the number, zeros at the ends aside.
    pub fn significant_digits(&self) -> usize {
        self.digits.len()
    }
}

fn exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !all_digits(digits) {
        return None;
    }
    text.strip_prefix('+').unwrap_or(text).parse().ok()
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |number: &Self| match (number.digits.is_empty(), number.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let magnitude = self
            .exponent
            .cmp(&other.exponent)
            .then_with(|| self.digits.cmp(&other.digits));
        sign(self).cmp(&sign(other)).then(match sign(self) {
            0 => Ordering::Equal,
            1 => magnitude,
            _ => magnitude.reverse(),
        })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn written_differently_and_equal() {
        for (left, right) in [
            ("10", "10.0"),
            ("010", "1e1"),
            ("0.5", "5E-1"),
            ("-0", "0.000"),
            ("100e-2", "1"),
        ] {
            assert_eq!(number(left), number(right), "{left} and {right}");
            assert_eq!(number(left).cmp(&number(right)), Ordering::Equal);
        }
    }

    #[test]
    fn in_order() {
        let ascending = [
            "-1e30",
            "-2",
            "-1.5",
            "-0.1",
            "0",
            "1e-9",
            "0.1",
            "9",
            "10",
            "9007199254740992",
            "9007199254740993",
            "1e400",
        ];
        for pair in ascending.windows(2) {
            assert!(number(pair[0]) < number(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn no_numbers() {
        for text in [
            "", "-", "+1", " 1", "1 ", "1.", ".5", "1e", "1e+", "0x1", "1_0", "NaN", "١",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn seconds_before_the_epoch() {
        assert_eq!(Decimal::from_seconds(-2, "25"), Some(number("-1.75")));
        assert_eq!(Decimal::from_seconds(-1, "0"), Some(number("-1")));
        assert_eq!(Decimal::from_seconds(-1, "5"), Some(number("-0.5")));
    }
}
