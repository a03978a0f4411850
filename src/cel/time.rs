//! Points and lengths of time.

use crate::pattern::date;

const NANOS: i64 = 1_000_000_000;

/// A point in time between the years 1 and 9999, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp {
    /// Seconds since 1970-01-01T00:00:00Z.
    seconds: i64,
    /// Nanoseconds after that, less than a second.
    nanos: i64,
}

/// A length of time, in nanoseconds; at most 292 years either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration {
    nanos: i64,
}

/// A part of a point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The year.
    Year,
    /// The month, from 0.
    Month,
    /// The day of the month, from 1.
    Date,
    /// The day of the month, from 0.
    DayOfMonth,
    /// The day of the year, from 0.
    DayOfYear,
    /// The day of the week, Sunday being 0.
    DayOfWeek,
    Hours,
    Minutes,
    Seconds,
    Milliseconds,
}

impl Timestamp {
    /// So many seconds after 1970; `None` outside the years 1 to 9999.
    pub fn from_seconds(seconds: i64) -> Option<Self> {
        Self::new(seconds, 0)
    }

    fn new(seconds: i64, nanos: i64) -> Option<Self> {
        (-62_135_596_800..=253_402_300_799)
            .contains(&seconds)
            .then_some(Self { seconds, nanos })
    }

    /// Reads RFC 3339, whose seconds are not optional.
    pub fn parse(text: &str) -> Option<Self> {
        let time = text.get(10..)?;
        let rest = time.get(9..)?;
        let separators = |index: usize| time.as_bytes().get(index) == Some(&b':');
        if !separators(3) || !separators(6) {
            return None;
        }
        let fraction = match rest.strip_prefix('.') {
            Some(after) => after
                .get(..after.bytes().take_while(u8::is_ascii_digit).count())
                .filter(|digits| !digits.is_empty())?,
            None => "",
        };
        let seconds = date::seconds(text)?;
        Self::new(seconds, nanos_of(fraction))
    }

    /// Writes RFC 3339 in UTC, with as much of a fraction as there is.
    pub fn format(self) -> String {
        let text = date::format(self.seconds);
        match (self.nanos, text.strip_suffix('Z')) {
            (0, _) | (_, None) => text,
            (nanos, Some(text)) => format!("{text}.{}Z", fraction_of(nanos)),
        }
    }

    /// Whole seconds since 1970.
    pub const fn seconds(self) -> i64 {
        self.seconds
    }

    /// A part of it, so many seconds east of Greenwich.
    pub(super) fn part(self, part: Part, offset: i64) -> i64 {
        let seconds = self.seconds + offset;
        let (days, time) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let (year, month, day) = date::civil(days);
        match part {
            Part::Year => year,
            Part::Month => month - 1,
            Part::Date => day,
            Part::DayOfMonth => day - 1,
            Part::DayOfYear => days - date::days_before(year, 1, 1),
            // 1970 began on a Thursday.
            Part::DayOfWeek => (days + 4).rem_euclid(7),
            Part::Hours => time / 3_600,
            Part::Minutes => time / 60 % 60,
            Part::Seconds => time % 60,
            Part::Milliseconds => self.nanos / 1_000_000,
        }
    }

    pub(super) fn checked_add(self, duration: Duration) -> Option<Self> {
        let nanos = self.nanos + duration.nanos.rem_euclid(NANOS);
        let seconds = self.seconds + duration.nanos.div_euclid(NANOS) + nanos / NANOS;
        Self::new(seconds, nanos % NANOS)
    }

    pub(super) fn checked_sub(self, duration: Duration) -> Option<Self> {
        let nanos = self.nanos - duration.nanos.rem_euclid(NANOS);
        let seconds = self.seconds - duration.nanos.div_euclid(NANOS) + nanos.div_euclid(NANOS);
        Self::new(seconds, nanos.rem_euclid(NANOS))
    }

    pub(super) fn since(self, earlier: Self) -> Option<Duration> {
        let seconds = self.seconds - earlier.seconds;
        let nanos = seconds
            .checked_mul(NANOS)?
            .checked_add(self.nanos - earlier.nanos)?;
        Some(Duration { nanos })
    }
}

/// Seconds east of Greenwich of a time zone: `UTC`, or hours and minutes with an optional sign.
/// `None` for a name, whose offset would have to be looked up.
pub(super) fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "UTC" | "") {
        return Some(0);
    }
    let (sign, rest) = match zone.strip_prefix(['+', '-']) {
        Some(rest) if zone.starts_with('-') => (-1, rest),
        Some(rest) => (1, rest),
        None => (1, zone),
    };
    let (hours, minutes) = rest.split_once(':')?;
    let number = |text: &str, below: i64| {
        (text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse::<i64>().ok())?
            .filter(|number| *number < below)
    };
    Some(sign * (number(hours, 24)? * 3_600 + number(minutes, 60)? * 60))
}

impl Duration {
    /// Reads numbers with units, as `1h30m` or `-1.5s`; the units are `h`, `m`, `s`, `ms`, `us`
    /// (also `µs`) and `ns`.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, mut rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        if rest == "0" {
            return Some(Self { nanos: 0 });
        }
        let mut nanos: i128 = 0;
        while nanos == 0 || !rest.is_empty() {
            let whole = digits(&mut rest);
            let fraction = match rest.strip_prefix('.') {
                Some(after) => {
                    rest = after;
                    digits(&mut rest)
                }
                None => "",
            };
            if whole.is_empty() && fraction.is_empty() {
                return None;
            }
            let unit = unit(&mut rest)?;
            let whole: i128 = if whole.is_empty() {
                0
            } else {
                whole.parse().ok()?
            };
            let part = i128::from(nanos_of(fraction)) * i128::from(unit) / i128::from(NANOS);
            nanos = nanos.checked_add(whole.checked_mul(i128::from(unit))?)? + part;
            if rest.is_empty() {
                break;
            }
        }
        let nanos = if negative { -nanos } else { nanos };
        i64::try_from(nanos).ok().map(|nanos| Self { nanos })
    }

    /// Writes seconds, with as much of a fraction as there is, and `s`.
    pub fn format(self) -> String {
        let sign = if self.nanos < 0 { "-" } else { "" };
        let nanos = self.nanos.unsigned_abs();
        let (seconds, rest) = (nanos / NANOS.unsigned_abs(), nanos % NANOS.unsigned_abs());
        match rest {
            0 => format!("{sign}{seconds}s"),
            rest => format!("{sign}{seconds}.{}s", fraction_of(rest)),
        }
    }

    /// Whole units of so many nanoseconds.
    pub(super) const fn units(self, nanos: i64) -> i64 {
        self.nanos / nanos
    }

    /// A part: the whole in hours, minutes or seconds, and milliseconds within the second.
    pub(super) const fn part(self, part: Part) -> Option<i64> {
        Some(match part {
            Part::Hours => self.units(3_600 * NANOS),
            Part::Minutes => self.units(60 * NANOS),
            Part::Seconds => self.units(NANOS),
            Part::Milliseconds => self.nanos % NANOS / 1_000_000,
            _ => return None,
        })
    }

    pub(super) fn checked_add(self, other: Self) -> Option<Self> {
        let nanos = self.nanos.checked_add(other.nanos)?;
        Some(Self { nanos })
    }

    pub(super) fn checked_sub(self, other: Self) -> Option<Self> {
        let nanos = self.nanos.checked_sub(other.nanos)?;
        Some(Self { nanos })
    }

    pub(super) fn checked_neg(self) -> Option<Self> {
        let nanos = self.nanos.checked_neg()?;
        Some(Self { nanos })
    }
}

/// The digits at the beginning of `rest`, which is moved past them.
fn digits<'t>(rest: &mut &'t str) -> &'t str {
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
    *rest = after;
    digits
}

/// The unit at the beginning of `rest`, in nanoseconds.
fn unit(rest: &mut &str) -> Option<i64> {
    const UNITS: &[(&str, i64)] = &[
        ("ns", 1),
        ("us", 1_000),
        ("µs", 1_000),
        ("μs", 1_000),
        ("ms", 1_000_000),
        ("s", NANOS),
        ("m", 60 * NANOS),
        ("h", 3_600 * NANOS),
    ];
    let (name, nanos) = UNITS.iter().find(|(name, _)| rest.starts_with(name))?;
    *rest = rest.get(name.len()..)?;
    Some(*nanos)
}

/// The digits after a point as nanoseconds, what is finer being left out.
fn nanos_of(fraction: &str) -> i64 {
    fraction
        .bytes()
        .chain(std::iter::repeat(b'0'))
        .take(9)
        .fold(0, |nanos, digit| nanos * 10 + i64::from(digit - b'0'))
}

/// Nanoseconds as the digits after a point, without zeros at the end.
fn fraction_of(nanos: impl std::fmt::Display) -> String {
    format!("{nanos:09}").trim_end_matches('0').to_owned()
}
