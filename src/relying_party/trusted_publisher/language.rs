//! The registries, and the access policies of one, described.

use crate::relying_party::language::{
    Alternatives, Anchoring, Array, Case, Language, Missing, Number, RegularExpression, Wildcard,
};

pub(super) const ALL: &[Language] = &[
    Language {
        name: "PyPI",
        case: &[("", Case::Counts), ("environment", Case::Ignored)],
        wildcard: &[("", Wildcard::Literal)],
        regular_expression: &[("", RegularExpression::Absent)],
        anchoring: &[("", Anchoring::Whole)],
        missing: &[("", Missing::Denies)],
        array: &[("", Array::Denies)],
        number: &[("", Number::Differs)],
        alternatives: &[
            ("publishers", Alternatives::Any),
            ("fields", Alternatives::All),
        ],
    },
    Language {
        name: "crates.io",
        case: &[("", Case::Ignored), ("workflow", Case::Counts)],
        wildcard: &[("", Wildcard::Literal)],
        regular_expression: &[("", RegularExpression::Absent)],
        anchoring: &[("", Anchoring::Whole)],
        missing: &[("", Missing::Denies)],
        array: &[("", Array::Denies)],
        number: &[("", Number::Differs)],
        alternatives: &[
            ("publishers", Alternatives::Any),
            ("fields", Alternatives::All),
        ],
    },
    Language {
        name: "RubyGems",
        case: &[("", Case::Counts)],
        wildcard: &[("", Wildcard::Literal)],
        regular_expression: &[("", RegularExpression::Absent)],
        anchoring: &[("", Anchoring::Whole)],
        missing: &[("", Missing::Denies)],
        array: &[("", Array::Denies)],
        number: &[("", Number::Differs)],
        alternatives: &[
            ("publishers", Alternatives::Any),
            ("fields", Alternatives::All),
        ],
    },
    Language {
        name: "npm",
        case: &[("", Case::Counts)],
        wildcard: &[("", Wildcard::Literal)],
        regular_expression: &[("", RegularExpression::Absent)],
        anchoring: &[("", Anchoring::Whole)],
        missing: &[("", Missing::Denies)],
        array: &[("", Array::Denies)],
        number: &[("", Number::Differs)],
        alternatives: &[
            ("publishers", Alternatives::Any),
            ("fields", Alternatives::All),
        ],
    },
    Language {
        name: "RubyGems, access policies",
        case: &[("", Case::Counts)],
        wildcard: &[("", Wildcard::Literal)],
        regular_expression: &[
            ("", RegularExpression::Absent),
            ("`string_matches`", RegularExpression::Ruby),
        ],
        anchoring: &[
            ("", Anchoring::Whole),
            ("`string_matches`", Anchoring::Anywhere),
        ],
        missing: &[("", Missing::Denies)],
        array: &[("", Array::Denies)],
        number: &[("", Number::Differs)],
        alternatives: &[
            ("statements", Alternatives::Last),
            ("conditions", Alternatives::All),
        ],
    },
];
