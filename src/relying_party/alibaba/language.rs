//! Trust policies of RAM roles, described.

use crate::relying_party::language::{
    Alternatives, Anchoring, Array, Case, Language, Missing, Number, RegularExpression, Wildcard,
};

pub(super) const ALL: &[Language] = &[Language {
    name: "",
    case: &[
        ("", Case::Counts),
        ("`StringEqualsIgnoreCase`", Case::Ignored),
    ],
    wildcard: &[
        ("", Wildcard::Literal),
        ("`StringLike`", Wildcard::StarAndQuestionMark),
    ],
    regular_expression: &[("", RegularExpression::Absent)],
    anchoring: &[("", Anchoring::Whole)],
    missing: &[("", Missing::Denies)],
    array: &[("", Array::OpenOfSeveral)],
    number: &[("", Number::IsText)],
    alternatives: &[
        ("statements that allow", Alternatives::Any),
        ("statements that deny", Alternatives::NoneOf),
        ("values", Alternatives::Any),
        ("keys", Alternatives::All),
    ],
}];
