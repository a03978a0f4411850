//! Matchers: one kind of pattern a file, each kept parsed so that it can be analysed.

pub mod address;
pub mod date;
pub mod number;
pub mod regular_expression;
pub mod template;
pub mod wildcard;

use std::cmp::Ordering;

/// How an ordered value stands to the one in the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<`
    Less,
    /// `≤`
    LessOrEqual,
    /// `>`
    Greater,
    /// `≥`
    GreaterOrEqual,
}

impl Comparison {
    /// Whether a value that stands to the policy's as `ordering` fits.
    pub const fn fits(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }
}
