//! Condition operators: `ForAllValues:StringNotLikeIfExists` and its kin, taken apart.

use crate::condition::{Quantifier, Truth};
use crate::pattern::Comparison;

/// An operator, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::relying_party) struct Operator {
    pub(in crate::relying_party) family: Family,
    pub(super) negated: bool,
    pub(in crate::relying_party) quantifier: Quantifier,
    pub(in crate::relying_party) if_exists: bool,
}

/// What kind of values an operator compares, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::relying_party) enum Family {
    String(Text),
    Numeric(Comparison),
    Date(Comparison),
    Bool,
    Binary,
    IpAddress,
    Arn,
    Null,
}

/// How a string is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::relying_party) enum Text {
    Equals,
    EqualsIgnoreCase,
    Like,
}

/// Why a name is no operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoOperator {
    Unknown,
    NullIfExists,
}

const FAMILIES: &[(&str, Family, bool)] = &[
    ("StringEquals", Family::String(Text::Equals), false),
    ("StringNotEquals", Family::String(Text::Equals), true),
    (
        "StringEqualsIgnoreCase",
        Family::String(Text::EqualsIgnoreCase),
        false,
    ),
    (
        "StringNotEqualsIgnoreCase",
        Family::String(Text::EqualsIgnoreCase),
        true,
    ),
    ("StringLike", Family::String(Text::Like), false),
    ("StringNotLike", Family::String(Text::Like), true),
    ("NumericEquals", Family::Numeric(Comparison::Equal), false),
    ("NumericNotEquals", Family::Numeric(Comparison::Equal), true),
    ("NumericLessThan", Family::Numeric(Comparison::Less), false),
    (
        "NumericLessThanEquals",
        Family::Numeric(Comparison::LessOrEqual),
        false,
    ),
    (
        "NumericGreaterThan",
        Family::Numeric(Comparison::Greater),
        false,
    ),
    (
        "NumericGreaterThanEquals",
        Family::Numeric(Comparison::GreaterOrEqual),
        false,
    ),
    ("DateEquals", Family::Date(Comparison::Equal), false),
    ("DateNotEquals", Family::Date(Comparison::Equal), true),
    ("DateLessThan", Family::Date(Comparison::Less), false),
    (
        "DateLessThanEquals",
        Family::Date(Comparison::LessOrEqual),
        false,
    ),
    ("DateGreaterThan", Family::Date(Comparison::Greater), false),
    (
        "DateGreaterThanEquals",
        Family::Date(Comparison::GreaterOrEqual),
        false,
    ),
    ("Bool", Family::Bool, false),
    ("BinaryEquals", Family::Binary, false),
    ("IpAddress", Family::IpAddress, false),
    ("NotIpAddress", Family::IpAddress, true),
    ("ArnEquals", Family::Arn, false),
    ("ArnNotEquals", Family::Arn, true),
    ("ArnLike", Family::Arn, false),
    ("ArnNotLike", Family::Arn, true),
    ("Null", Family::Null, false),
];

impl Operator {
    /// Takes a name apart. Names are compared as they are spelled: the documentation shows them
    /// in one spelling only.
    pub(super) fn parse(name: &str) -> Result<Self, NoOperator> {
        let (quantifier, rest) = split_quantifier(name);
        let (base, if_exists) = match rest.strip_suffix("IfExists") {
            Some(base) => (base, true),
            None => (rest, false),
        };
        let (_, family, negated) = FAMILIES
            .iter()
            .find(|(family, ..)| *family == base)
            .ok_or(NoOperator::Unknown)?;
        if if_exists && *family == Family::Null {
            return Err(NoOperator::NullIfExists);
        }
        Ok(Self {
            family: *family,
            negated: *negated,
            quantifier,
            if_exists,
        })
    }

    /// The answer where the key is missing; of a negated operator it is this.
    pub(super) fn on_missing(self, negated: Truth) -> Truth {
        match self.quantifier {
            _ if self.if_exists => Truth::Pass,
            Quantifier::All => Truth::Pass,
            Quantifier::Any => Truth::Fail,
            Quantifier::Single if self.negated => negated,
            Quantifier::Single => Truth::Fail,
        }
    }

    /// The answer where the key is there without a value.
    pub(super) fn on_empty(self) -> bool {
        match self.quantifier {
            Quantifier::All => true,
            Quantifier::Any => false,
            Quantifier::Single => self.negated,
        }
    }
}

fn split_quantifier(name: &str) -> (Quantifier, &str) {
    if let Some(rest) = name.strip_prefix("ForAllValues:") {
        (Quantifier::All, rest)
    } else if let Some(rest) = name.strip_prefix("ForAnyValue:") {
        (Quantifier::Any, rest)
    } else {
        (Quantifier::Single, name)
    }
}

/// The operator that a misspelled name was meant to be, if one is near enough.
pub(super) fn nearest(name: &str, exists: fn(Operator) -> bool) -> Option<String> {
    let (_, rest) = split_quantifier(name);
    let prefix = name.strip_suffix(rest).unwrap_or_default();
    let suffix = if rest.ends_with("IfExists") {
        "IfExists"
    } else {
        ""
    };
    let base = rest.strip_suffix(suffix).unwrap_or(rest);
    let families = FAMILIES.iter().map(|(family, ..)| *family);
    let families = families.filter(|family| Operator::parse(family).is_ok_and(exists));
    crate::spelling::nearest(base, families).map(|family| format!("{prefix}{family}{suffix}"))
}
