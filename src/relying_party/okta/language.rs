//! Conditions, described.

use crate::relying_party::language::{
    Alternatives, Anchoring, Array, Case, Language, Missing, Number, RegularExpression, Wildcard,
};

pub(super) const ALL: &[Language] = &[Language {
    name: "",
    case: &[("", Case::CountsAssumed)],
    wildcard: &[("", Wildcard::Literal)],
    regular_expression: &[("", RegularExpression::Absent)],
    anchoring: &[("", Anchoring::Whole)],
    missing: &[("", Missing::Denies)],
    array: &[("", Array::Open)],
    number: &[("", Number::Open)],
    alternatives: &[
        ("requirements", Alternatives::Any),
        ("conditions", Alternatives::All),
    ],
}];
