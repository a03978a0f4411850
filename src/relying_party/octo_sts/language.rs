//! Trust policies, described.

use crate::relying_party::language::{
    Alternatives, Anchoring, Array, Case, Language, Missing, Number, RegularExpression, Wildcard,
};

pub(super) const ALL: &[Language] = &[Language {
    name: "",
    case: &[("", Case::Counts)],
    wildcard: &[("", Wildcard::Literal)],
    regular_expression: &[
        ("", RegularExpression::Absent),
        ("`…_pattern`", RegularExpression::Re2),
    ],
    anchoring: &[
        ("", Anchoring::Whole),
        ("`…_pattern`", Anchoring::Whole),
        ("`…_pattern` before September 2026", Anchoring::Ungrouped),
    ],
    missing: &[("", Missing::Denies)],
    array: &[("", Array::Denies), ("`audience`", Array::AnyElement)],
    number: &[("", Number::Differs)],
    alternatives: &[("fields", Alternatives::All)],
}];
