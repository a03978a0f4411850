//! Exact and flexible credentials, described.

use crate::relying_party::language::{
    Alternatives, Anchoring, Array, Case, Language, Missing, Number, RegularExpression, Wildcard,
};

pub(super) const ALL: &[Language] = &[
    Language {
        name: "exact",
        case: &[("", Case::Counts)],
        wildcard: &[("", Wildcard::Literal)],
        regular_expression: &[("", RegularExpression::Absent)],
        anchoring: &[("", Anchoring::Whole)],
        missing: &[("", Missing::Denies)],
        array: &[("", Array::Open), ("`audiences`", Array::AnyElement)],
        number: &[("", Number::Differs)],
        alternatives: &[("credentials", Alternatives::Any)],
    },
    Language {
        name: "flexible",
        case: &[("", Case::CountsAssumed)],
        wildcard: &[
            ("`eq`", Wildcard::Literal),
            ("`matches`", Wildcard::StarAndQuestionMark),
        ],
        regular_expression: &[("", RegularExpression::Absent)],
        anchoring: &[("", Anchoring::Whole)],
        missing: &[("", Missing::Denies)],
        array: &[("", Array::Open), ("`audiences`", Array::AnyElement)],
        number: &[("", Number::Open)],
        alternatives: &[
            ("credentials", Alternatives::Any),
            ("comparisons", Alternatives::All),
        ],
    },
];
