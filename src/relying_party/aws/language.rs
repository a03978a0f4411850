//! Trust policies of roles, described.

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
    missing: &[
        ("", Missing::Denies),
        ("negated operators", Missing::Passes),
        ("`…IfExists`", Missing::Passes),
        ("`ForAllValues`", Missing::Passes),
    ],
    array: &[
        ("", Array::OpenOfSeveral),
        ("`ForAnyValue`", Array::AnyElement),
    ],
    number: &[("", Number::IsText)],
    alternatives: &[
        ("statements that allow", Alternatives::Any),
        ("statements that deny", Alternatives::NoneOf),
        ("values", Alternatives::Any),
        ("keys", Alternatives::All),
    ],
}];
