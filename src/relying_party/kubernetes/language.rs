//! Configurations of authenticators, described.

use crate::relying_party::language::{
    Alternatives, Anchoring, Array, Case, Language, Missing, Number, RegularExpression, Wildcard,
};

pub(super) const ALL: &[Language] = &[
    Language {
        name: "claim rule",
        case: &[("", Case::Counts)],
        wildcard: &[("", Wildcard::Literal)],
        regular_expression: &[("", RegularExpression::Absent)],
        anchoring: &[("", Anchoring::Whole)],
        missing: &[("", Missing::Denies)],
        array: &[
            ("", Array::Denies),
            ("`issuer.audiences`", Array::AnyElement),
        ],
        number: &[("", Number::Differs)],
        alternatives: &[
            ("authenticators", Alternatives::Any),
            ("rules", Alternatives::All),
        ],
    },
    Language {
        name: "CEL rule",
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
