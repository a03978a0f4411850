//! Semantic versions (<https://semver.org>), as `github.com/blang/semver` reads and orders them.

use std::cmp::Ordering;

use super::super::super::fault::Failure;
use super::super::super::foreign::Foreign;
use super::super::super::value::Value;
use super::super::Library::Versions;
use super::super::{Function, function};
use super::{foreign, only};

/// A version. What was built of it counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    numbers: [u64; 3],
    before: Vec<String>,
}

pub(super) const FUNCTIONS: &[Function] = &[
    function(
        "/semver",
        Versions,
        &[
            "(string) kubernetes.Semver",
            "(string, bool) kubernetes.Semver",
        ],
        |_, values| {
            let (text, read) = read(values)?;
            read.map(|read| foreign(Foreign::Version(read)))
                .ok_or_else(|| Failure::error(format!("{text:?} is no semantic version")))
        },
    ),
    function(
        "/isSemver",
        Versions,
        &["(string) bool", "(string, bool) bool"],
        |_, values| Ok(Value::Bool(read(values)?.1.is_some())),
    ),
    part("/major", |_, values| number(values, 0)),
    part("/minor", |_, values| number(values, 1)),
    part("/patch", |_, values| number(values, 2)),
];

const fn part(name: &'static str, call: super::super::Call) -> Function {
    function(name, Versions, &[".(kubernetes.Semver) int"], call)
}

fn number(values: &[Value], index: usize) -> Result<Value, Failure> {
    match only(values)? {
        Foreign::Version(version) => {
            let number = version.numbers.get(index).copied().unwrap_or(0);
            Ok(Value::Int(i64::from_ne_bytes(number.to_ne_bytes())))
        }
        _ => Err(Failure::no_overload()),
    }
}

fn read(values: &[Value]) -> Result<(&str, Option<Version>), Failure> {
    match values {
        [Value::String(text)] | [Value::String(text), Value::Bool(false)] => {
            Ok((text, Version::parse(text)))
        }
        [Value::String(text), Value::Bool(true)] => {
            Ok((text, normal(text).and_then(|text| Version::parse(&text))))
        }
        _ => Err(Failure::no_overload()),
    }
}

/// `v1.2` as `1.2.0`, and numbers without zeros before them.
fn normal(text: &str) -> Option<String> {
    let mut parts: Vec<String> = text
        .strip_prefix('v')
        .unwrap_or(text)
        .splitn(3, '.')
        .map(|part| {
            let plain = part.trim_start_matches('0');
            match part.len() > 1 && !plain.starts_with(|first: char| first.is_ascii_digit()) {
                true => format!("0{plain}"),
                false if part.len() > 1 => plain.to_owned(),
                false => part.to_owned(),
            }
        })
        .collect();
    if parts.len() < 3 && parts.last()?.contains(['+', '-']) {
        return None;
    }
    parts.resize(3, "0".to_owned());
    Some(parts.join("."))
}

impl Version {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let mut next = || parts.next();
        let (major, minor, rest) = (next()?, next()?, next()?);
        let (rest, build) = match rest.split_once('+') {
            Some((rest, build)) => (rest, Some(build)),
            None => (rest, None),
        };
        let (patch, before) = match rest.split_once('-') {
            Some((patch, before)) => (patch, Some(before)),
            None => (rest, None),
        };
        let is_word = |word: &str| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let before: Vec<String> = before
            .map(|before| before.split('.').map(str::to_owned).collect())
            .unwrap_or_default();
        let fine = before
            .iter()
            .all(|word| is_word(word) && (!is_number(word) || numeral(word).is_some()))
            && build.is_none_or(|build| build.split('.').all(is_word));
        fine.then_some(Self {
            numbers: [numeral(major)?, numeral(minor)?, numeral(patch)?],
            before,
        })
    }
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number without zeros before it.
fn numeral(word: &str) -> Option<u64> {
    let plain = is_number(word) && (word == "0" || !word.starts_with('0'));
    word.parse().ok().filter(|_| plain)
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let word = |one: &String, other: &String| match (numeral(one), numeral(other)) {
            (Some(one), Some(other)) => one.cmp(&other),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => one.cmp(other),
        };
        let words = || {
            let pairs = self.before.iter().zip(&other.before);
            let mut orders = pairs.map(|(one, other)| word(one, other));
            orders
                .find(|order| order.is_ne())
                .unwrap_or_else(|| self.before.len().cmp(&other.before.len()))
        };
        // A version comes after all that were before it.
        self.numbers
            .cmp(&other.numbers)
            .then_with(|| self.before.is_empty().cmp(&other.before.is_empty()))
            .then_with(words)
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
