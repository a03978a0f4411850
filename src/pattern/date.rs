//! Dates: the W3C profile of ISO 8601, or seconds since 1970, as one exact number of seconds.
//!
//! Forms of the profile (<https://www.w3.org/TR/NOTE-datetime>): `YYYY`, `YYYY-MM`, `YYYY-MM-DD`,
//! and with a time `THH:MM`, `THH:MM:SS` or `THH:MM:SS.F…`, then `Z`, `+HH:MM` or `-HH:MM`. What is
//! left out counts as its beginning. Four digits alone are a year; other digits alone are seconds.

use super::number::Decimal;

/// Seconds since 1970-01-01T00:00:00Z; `None` where `text` is no date.
pub fn parse(text: &str) -> Option<Decimal> {
    let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_year
        && !text.contains(['e', 'E'])
        && let Some(seconds) = Decimal::parse(text)
    {
        return Some(seconds);
    }
    let (seconds, fraction) = read(text)?;
    Decimal::from_seconds(seconds, fraction)
}

/// Whole seconds since 1970, and the digits of a fraction to add.
fn read(text: &str) -> Option<(i64, &str)> {
    let mut rest = text;
    let year = digits(&mut rest, 4)?;
    let month = part(&mut rest, '-', 1, 12)?.unwrap_or(1);
    let day = match rest.starts_with('-') {
        true => part(&mut rest, '-', 1, days_in_month(year, month))?.unwrap_or(1),
        false => 1,
    };
    if rest.is_empty() {
        return Some((days_before(year, month, day) * 86_400, ""));
    }
    if text.len() - rest.len() != "YYYY-MM-DD".len() {
        return None;
    }
    let hour = part(&mut rest, 'T', 0, 23)??;
    let minute = part(&mut rest, ':', 0, 59)??;
    let second = part(&mut rest, ':', 0, 59)?.unwrap_or(0);
    let mut fraction = "";
    if let Some(after) = rest.strip_prefix('.') {
        let length = after.bytes().take_while(u8::is_ascii_digit).count();
        (fraction, rest) = after.split_at_checked(length).filter(|_| length > 0)?;
    }
    let offset = offset(rest)?;
    let seconds = days_before(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
    Some((seconds - offset, fraction))
}

/// Whole seconds since 1970, a fraction of a second being left out; `None` where `text` is no date.
pub(crate) fn seconds(text: &str) -> Option<i64> {
    read(text).map(|(seconds, _)| seconds)
}

/// Writes seconds since 1970 as `YYYY-MM-DDTHH:MM:SSZ`.
pub fn format(seconds: i64) -> String {
    let (year, month, day) = civil(seconds.div_euclid(86_400));
    let time = seconds.rem_euclid(86_400);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        time / 3_600,
        time / 60 % 60,
        time % 60
    )
}

/// Year, month and day of the month, so many days after 1970-01-01.
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    // Years from March on, in eras of 400: the leap day is the last of its year.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5;
    let month = if march_month < 10 {
        march_month + 3
    } else {
        march_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day + 1)
}

/// An hour and a minute east of Greenwich, in seconds.
fn offset(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let mut rest = text.get(1..)?;
    let hours = digits(&mut rest, 2).filter(|hours| *hours <= 23)?;
    let minutes = part(&mut rest, ':', 0, 59)??;
    rest.is_empty()
        .then_some(sign * (hours * 3_600 + minutes * 60))
}

/// `mark` and two digits between `low` and `high`; nothing where the mark does not come, and no
/// date at all where the digits do not fit.
#[expect(
    clippy::option_option,
    reason = "outer: is it a date so far; inner: was the part there"
)]
fn part(rest: &mut &str, mark: char, low: i64, high: i64) -> Option<Option<i64>> {
    let Some(after) = rest.strip_prefix(mark) else {
        return Some(None);
    };
    *rest = after;
    let value = digits(rest, 2)?;
    (low..=high).contains(&value).then_some(Some(value))
}

fn digits(rest: &mut &str, count: usize) -> Option<i64> {
    let (head, tail) = rest.split_at_checked(count)?;
    if !head.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    *rest = tail;
    head.parse().ok()
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days from 1970-01-01 to the date, negative before.
pub(crate) fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let leap_days = |year: i64| year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let years = (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969);
    let months: i64 = (1..month).map(|month| days_in_month(year, month)).sum();
    years + months + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for (text, seconds) in [
            ("1970", "0"),
            ("1969-12-31T23:59:59.75Z", "-0.25"),
            ("2020-01-01", "1577836800"),
            ("2020-06", "1590969600"),
            ("2000-02-29T00:00Z", "951782400"),
            ("2020-01-01T01:30:00+01:30", "1577836800"),
            ("2019-12-31T22:30-01:30", "1577836800"),
            ("1600000000", "1600000000"),
            ("1600000000.5", "1600000000.5"),
            ("0001-01-01", "-62135596800"),
            ("9999-12-31T23:59:59Z", "253402300799"),
        ] {
            assert_eq!(parse(text), Decimal::parse(seconds), "{text}");
            assert!(parse(text).is_some(), "{text}");
        }
    }

    #[test]
    fn written_and_read_again() {
        for days in (-719_162..2_932_896).step_by(97) {
            let seconds = days * 86_400 + 45_296;
            let text = format(seconds);
            assert_eq!(parse(&text), Decimal::parse(&seconds.to_string()), "{text}");
        }
        assert_eq!(format(951_782_400), "2000-02-29T00:00:00Z");
    }

    #[test]
    fn no_dates() {
        for text in [
            "",
            "2020-",
            "2020-13",
            "2021-02-29",
            "2020-01-01T",
            "2020-01-01T10Z",
            "2020-01-01T10:00",
            "2020-01-01T24:00Z",
            "2020-01-01t10:00z",
            "2020-01-01 10:00Z",
            "2020T10:00Z",
            "2020-01T10:00Z",
            "2020-01-01T10:00:00.Z",
            "2020-01-01T10:00+1:00",
            "2020-01-01Z",
            "1e9",
            "é020",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
