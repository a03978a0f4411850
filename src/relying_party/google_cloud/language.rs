//! Conditions in CEL, described.

use crate::relying_party::language::{
    Alternatives, Anchoring, Array, Case, Language, Missing, Number, RegularExpression, Wildcard,
};

pub(super) const ALL: &[Language] = &[Language {
    name: "",
    case: &[("", Case::Counts)],
    wildcard: &[("", Wildcard::Literal)],
    regular_expression: &[
        ("", RegularExpression::Absent),
        ("`matches`", RegularExpression::Re2),
    ],
    anchoring: &[("", Anchoring::Whole), ("`matches`", Anchoring::Anywhere)],
    missing: &[("", Missing::Fails)],
    array: &[("", Array::Denies), ("`in`", Array::AnyElement)],
    number: &[("", Number::Differs)],
    alternatives: &[
        ("sides of `\\|\\|`", Alternatives::Any),
        ("sides of `&&`", Alternatives::All),
        ("bindings", Alternatives::Any),
    ],
}];
