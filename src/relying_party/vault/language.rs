//! Roles, described by the type of their bound claims.

use crate::relying_party::language::{
    Alternatives, Anchoring, Array, Case, Language, Missing, Number, RegularExpression, Wildcard,
};

pub(super) const ALL: &[Language] = &[
    Language {
        name: "string",
        case: &[("", Case::Counts)],
        wildcard: &[("", Wildcard::Literal)],
        regular_expression: &[("", RegularExpression::Absent)],
        anchoring: &[("", Anchoring::Whole)],
        missing: &[("", Missing::Denies)],
        array: &[("", Array::AnyElement)],
        number: &[("", Number::Differs)],
        alternatives: &[("values", Alternatives::Any), ("claims", Alternatives::All)],
    },
    Language {
        name: "glob",
        case: &[("", Case::Counts)],
        wildcard: &[("", Wildcard::Star)],
        regular_expression: &[("", RegularExpression::Absent)],
        anchoring: &[("", Anchoring::Whole)],
        missing: &[("", Missing::Denies)],
        array: &[("", Array::AnyElement)],
        number: &[("", Number::Differs)],
        alternatives: &[("values", Alternatives::Any), ("claims", Alternatives::All)],
    },
    Language {
        name: "cel_program",
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
        ],
    },
];
