//! Identities, described by who compares them.

use crate::relying_party::language::{
    Alternatives, Anchoring, Array, Case, Language, Missing, Number, RegularExpression, Wildcard,
};

pub(super) const ALL: &[Language] = &[
    Language {
        name: "cosign",
        case: &[("", Case::Counts)],
        wildcard: &[("", Wildcard::Literal)],
        regular_expression: &[
            ("", RegularExpression::Absent),
            ("`…RegExp`", RegularExpression::Re2),
        ],
        anchoring: &[("", Anchoring::Whole), ("`…RegExp`", Anchoring::Anywhere)],
        missing: &[("", Missing::Denies)],
        array: &[("", Array::Denies)],
        number: &[("", Number::Differs)],
        alternatives: &[
            ("identities", Alternatives::Any),
            ("fields", Alternatives::All),
        ],
    },
    Language {
        name: "policy-controller",
        case: &[("", Case::Counts)],
        wildcard: &[("", Wildcard::Literal)],
        regular_expression: &[
            ("", RegularExpression::Absent),
            ("`…RegExp`", RegularExpression::Re2),
        ],
        anchoring: &[("", Anchoring::Whole), ("`…RegExp`", Anchoring::Anywhere)],
        missing: &[("", Missing::Denies)],
        array: &[("", Array::Denies)],
        number: &[("", Number::Differs)],
        alternatives: &[
            ("identities", Alternatives::Any),
            ("fields", Alternatives::All),
        ],
    },
    Language {
        name: "sigstore-go",
        case: &[("", Case::Counts)],
        wildcard: &[("", Wildcard::Literal)],
        regular_expression: &[
            ("", RegularExpression::Absent),
            ("`…RegExp`", RegularExpression::Re2),
        ],
        anchoring: &[("", Anchoring::Whole), ("`…RegExp`", Anchoring::Anywhere)],
        missing: &[("", Missing::Denies)],
        array: &[("", Array::Denies)],
        number: &[("", Number::Differs)],
        alternatives: &[
            ("identities", Alternatives::Any),
            ("fields", Alternatives::All),
        ],
    },
];
