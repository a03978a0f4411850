//! Rules, described by preset.

use crate::relying_party::language::{
    Alternatives, Anchoring, Array, Case, Language, Missing, Number, RegularExpression, Wildcard,
};

pub(super) const ALL: &[Language] = &[
    Language {
        name: "plain",
        case: &[("", Case::Counts)],
        wildcard: &[("", Wildcard::Literal), ("subject", Wildcard::AtEnd)],
        regular_expression: &[
            ("", RegularExpression::Absent),
            ("`matches` in a condition", RegularExpression::Re2),
        ],
        anchoring: &[
            ("", Anchoring::Whole),
            ("`matches` in a condition", Anchoring::Anywhere),
        ],
        missing: &[("", Missing::Denies)],
        array: &[("", Array::Denies), ("`aud`", Array::AnyElement)],
        number: &[("", Number::Differs)],
        alternatives: &[("rules", Alternatives::Any), ("claims", Alternatives::All)],
    },
    Language {
        name: "Databricks",
        case: &[("", Case::CountsAssumed)],
        wildcard: &[("", Wildcard::Literal)],
        regular_expression: &[("", RegularExpression::Absent)],
        anchoring: &[("", Anchoring::Whole)],
        missing: &[("", Missing::Denies)],
        array: &[("", Array::Denies), ("`aud`", Array::AnyElement)],
        number: &[("", Number::Differs)],
        alternatives: &[("rules", Alternatives::Any), ("fields", Alternatives::All)],
    },
    Language {
        name: "Snowflake",
        case: &[("", Case::CountsAssumed)],
        wildcard: &[
            ("", Wildcard::Literal),
            ("subject since 2026_08", Wildcard::AtEnd),
        ],
        regular_expression: &[("", RegularExpression::Absent)],
        anchoring: &[("", Anchoring::Whole)],
        missing: &[("", Missing::Denies)],
        array: &[("", Array::Denies), ("`aud`", Array::AnyElement)],
        number: &[("", Number::Differs)],
        alternatives: &[("rules", Alternatives::Any), ("claims", Alternatives::All)],
    },
    Language {
        name: "Anthropic",
        case: &[("", Case::Counts)],
        wildcard: &[
            ("", Wildcard::Literal),
            ("`subject_prefix`", Wildcard::AtEnd),
        ],
        regular_expression: &[
            ("", RegularExpression::Absent),
            ("`matches` in a condition", RegularExpression::Re2),
        ],
        anchoring: &[
            ("", Anchoring::Whole),
            ("`matches` in a condition", Anchoring::Anywhere),
        ],
        missing: &[("", Missing::Denies)],
        array: &[("", Array::Denies), ("`aud`", Array::AnyElement)],
        number: &[("", Number::Differs)],
        alternatives: &[("rules", Alternatives::Any), ("claims", Alternatives::All)],
    },
    Language {
        name: "OpenAI",
        case: &[("", Case::Counts)],
        wildcard: &[("", Wildcard::Literal), ("subject", Wildcard::AtEnd)],
        regular_expression: &[("", RegularExpression::Absent)],
        anchoring: &[("", Anchoring::Whole)],
        missing: &[("", Missing::Denies)],
        array: &[("", Array::Denies), ("`aud`", Array::AnyElement)],
        number: &[("", Number::Differs)],
        alternatives: &[("rules", Alternatives::Any), ("claims", Alternatives::All)],
    },
    Language {
        name: "Tailscale",
        case: &[("", Case::Counts)],
        wildcard: &[("", Wildcard::Star)],
        regular_expression: &[("", RegularExpression::Absent)],
        anchoring: &[("", Anchoring::Whole)],
        missing: &[("", Missing::Denies)],
        array: &[("", Array::Denies), ("`aud`", Array::AnyElement)],
        number: &[("", Number::Differs)],
        alternatives: &[("rules", Alternatives::Any), ("claims", Alternatives::All)],
    },
    Language {
        name: "Buildkite",
        case: &[("", Case::CountsAssumed)],
        wildcard: &[("", Wildcard::Star)],
        regular_expression: &[("", RegularExpression::Absent)],
        anchoring: &[("", Anchoring::Whole)],
        missing: &[("", Missing::Denies)],
        array: &[("", Array::Denies), ("`aud`", Array::AnyElement)],
        number: &[("", Number::Differs)],
        alternatives: &[("rules", Alternatives::Any), ("claims", Alternatives::All)],
    },
];
