//! One test of one attribute.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Alternative, Cause, Matcher, Observer, Predicate, Quantifier, Test, Truth};
use crate::attribute::{Scalar, Slot, State, Unknown, Values};
use crate::evaluation::Caveat;
use crate::pattern::number::Decimal;
use crate::pattern::template::{Filled, Template};
use crate::pattern::wildcard::{Symbol, Wildcard};
use crate::pattern::{address, date};
use crate::quote::quoted;

/// `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`
const ARN_COMPONENTS: usize = 6;

/// What holding a value against one alternative gives.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    Yes,
    No,
    /// The value is not of the kind that the operator takes.
    Unreadable,
    Unknown(Cause),
}

impl From<bool> for Fit {
    fn from(fits: bool) -> Self {
        if fits { Self::Yes } else { Self::No }
    }
}

impl Test {
    /// Whether the test holds.
    pub(crate) fn truth<O: Observer>(&self, slots: &[Slot<'_>], observer: &mut O) -> Truth {
        let Some(slot) = slots.get(self.attribute) else {
            return Truth::from(self.on_missing);
        };
        if let Some(caveat) = &slot.caveat {
            observer.caveat(|| caveat.clone());
        }
        let values = match &slot.state {
            State::Missing(_) => return Truth::from(self.on_missing),
            State::Unknown(unknown) => {
                observer.unknown(match unknown {
                    Unknown::NotGiven => Cause::NotSupplied,
                    Unknown::Unsettled => Cause::Undocumented,
                });
                return Truth::Unknown;
            }
            State::Present(values) => values,
        };
        match &self.predicate {
            Predicate::Present => {
                if values
                    .as_slice()
                    .iter()
                    .all(|value| value.text().is_empty())
                {
                    observer.caveat(null_of_empty);
                }
                Truth::from(!self.negated)
            }
            Predicate::AnyOf(alternatives) => {
                self.quantified(alternatives, values, slots, observer)
            }
        }
    }

    fn quantified<O: Observer>(
        &self,
        alternatives: &[Alternative],
        values: &Values<'_>,
        slots: &[Slot<'_>],
        observer: &mut O,
    ) -> Truth {
        let values = values.as_slice();
        match (self.quantifier, values) {
            (Quantifier::Single, []) => {
                observer.caveat(empty_set);
                Truth::from(self.on_empty)
            }
            (Quantifier::Single, [value]) => self.holds(alternatives, value, slots, observer),
            (Quantifier::Single, _) => self.several(alternatives, values, slots, observer),
            (Quantifier::Any | Quantifier::All, []) => Truth::from(self.on_empty),
            // "Resolves to a null dataset, such as an empty string."
            (Quantifier::All, values) if values.iter().all(|value| value.text().is_empty()) => {
                Truth::from(self.on_empty)
            }
            (Quantifier::All, values) => values.iter().fold(Truth::Pass, |truth, value| {
                truth.and(self.holds(alternatives, value, slots, observer))
            }),
            (Quantifier::Any, values) => values.iter().fold(Truth::Fail, |truth, value| {
                truth.or(self.holds(alternatives, value, slots, observer))
            }),
        }
    }

    /// Several values under a test of single values. One reading holds when any of them does, the
    /// other never: what both say is certain, the rest is not.
    fn several<O: Observer>(
        &self,
        alternatives: &[Alternative],
        values: &[Scalar<'_>],
        slots: &[Slot<'_>],
        observer: &mut O,
    ) -> Truth {
        observer.caveat(multi_valued);
        let any = values.iter().fold(Truth::Fail, |truth, value| {
            truth.or(self.holds(alternatives, value, slots, observer))
        });
        if any != Truth::Fail {
            observer.unknown(Cause::Undocumented);
        }
        any.min(Truth::Unknown)
    }

    /// Whether the test holds of one value.
    fn holds<O: Observer>(
        &self,
        alternatives: &[Alternative],
        value: &Scalar<'_>,
        slots: &[Slot<'_>],
        observer: &mut O,
    ) -> Truth {
        let mut fit = Fit::No;
        for alternative in alternatives {
            match alternative.matcher.fit(value, slots, observer) {
                Fit::Yes => {
                    fit = Fit::Yes;
                    break;
                }
                Fit::No => {}
                other => fit = other,
            }
        }
        match fit {
            Fit::Yes => Truth::from(!self.negated),
            Fit::No => Truth::from(self.negated),
            Fit::Unreadable if !self.negated => Truth::Fail,
            Fit::Unreadable => {
                observer.caveat(|| unreadable_value(value.text()));
                observer.unknown(Cause::Undocumented);
                Truth::Unknown
            }
            Fit::Unknown(cause) => {
                observer.unknown(cause);
                Truth::Unknown
            }
        }
    }
}

impl Matcher {
    fn fit<O: Observer>(&self, value: &Scalar<'_>, slots: &[Slot<'_>], observer: &mut O) -> Fit {
        let text = value.text();
        match self {
            Self::Text(template) => with_pattern(template, slots, observer, |pattern, observer| {
                if !text.is_ascii() && pattern.symbols().contains(&Symbol::One) {
                    observer.caveat(character_unit);
                }
                Fit::from(pattern.is_match(text))
            }),
            Self::TextIgnoreCase(template) => {
                with_pattern(template, slots, observer, |pattern, observer| {
                    ignoring_case(pattern, text, observer)
                })
            }
            Self::Arn(templates) => {
                let components: Vec<&str> = text.splitn(ARN_COMPONENTS, ':').collect();
                if components.len() != ARN_COMPONENTS {
                    return Fit::Unreadable;
                }
                if templates.len() != ARN_COMPONENTS {
                    return Fit::No;
                }
                let mut fit = Fit::Yes;
                for (template, component) in templates.iter().zip(components) {
                    match with_pattern(template, slots, observer, |pattern, observer| {
                        if !component.is_ascii() && pattern.symbols().contains(&Symbol::One) {
                            observer.caveat(character_unit);
                        }
                        Fit::from(pattern.is_match(component))
                    }) {
                        Fit::Yes => {}
                        Fit::No => return Fit::No,
                        other => fit = other,
                    }
                }
                fit
            }
            Self::Identity { full, issuer } => Fit::from(text == full || text == issuer),
            Self::Nobody => Fit::No,
            Self::Number(comparison, expected) => {
                let Some(received) = Decimal::parse(text) else {
                    return Fit::Unreadable;
                };
                if received
                    .significant_digits()
                    .max(expected.significant_digits())
                    > 15
                {
                    observer.caveat(numeric_precision);
                }
                Fit::from(comparison.fits(received.cmp(expected)))
            }
            Self::Date(comparison, expected) => date::parse(text).map_or(Fit::Unreadable, |date| {
                Fit::from(comparison.fits(date.cmp(expected)))
            }),
            Self::Boolean(expected) => match text {
                _ if text.eq_ignore_ascii_case("true") => Fit::from(*expected),
                _ if text.eq_ignore_ascii_case("false") => Fit::from(!*expected),
                _ => Fit::Unreadable,
            },
            Self::Bytes(expected) => STANDARD
                .decode(text)
                .map_or(Fit::Unreadable, |bytes| Fit::from(bytes == *expected)),
            Self::Address(range) => address::parse_address(text)
                .map_or(Fit::Unreadable, |address| {
                    Fit::from(range.contains(&address))
                }),
            Self::Unreadable => Fit::Unknown(Cause::NotEvaluable),
        }
    }
}

fn with_pattern<O: Observer>(
    template: &Template,
    slots: &[Slot<'_>],
    observer: &mut O,
    fit: impl FnOnce(&Wildcard, &mut O) -> Fit,
) -> Fit {
    match template.fill(slots) {
        Filled::Fixed(pattern) => fit(pattern, observer),
        Filled::Made { pattern, wildcards } => {
            if wildcards {
                observer.caveat(variable_wildcard);
            }
            fit(&pattern, observer)
        }
        Filled::Unresolved => Fit::No,
        Filled::Unknown => Fit::Unknown(Cause::NotSupplied),
    }
}

/// Folds `A` to `Z`. Where two texts differ in the case of other letters alone, nobody has written
/// down whether they are the same.
fn ignoring_case<O: Observer>(pattern: &Wildcard, text: &str, observer: &mut O) -> Fit {
    if pattern.is_match(text) {
        return Fit::Yes;
    }
    let expected = pattern
        .symbols()
        .iter()
        .map(|symbol| match symbol {
            Symbol::Literal(character) => *character,
            Symbol::One => '?',
            Symbol::Star => '*',
        })
        .flat_map(char::to_lowercase);
    if text.chars().flat_map(char::to_lowercase).eq(expected) {
        observer.caveat(case_folding);
        return Fit::Unknown(Cause::Undocumented);
    }
    Fit::No
}

fn multi_valued() -> Caveat {
    Caveat::new(
        "multi-valued-without-set-operator",
        "the attribute has several values and the operator no `ForAllValues:` or `ForAnyValue:`; the documentation requires one and does not say what happens without, so only what both readings agree on is decided",
    )
    .url("https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html")
}

fn empty_set() -> Caveat {
    Caveat::new(
        "empty-set",
        "the attribute is there and has no values, under an operator for single values: assumed that no value fits",
    )
}

fn null_of_empty() -> Caveat {
    Caveat::new(
        "null-of-empty",
        "the attribute is there and empty; the documentation does not say whether `Null` takes that for missing, and it is assumed not to",
    )
}

fn unreadable_value(value: &str) -> Caveat {
    Caveat::new(
        "unreadable-value",
        format!(
            "{value} is not of the kind that the operator compares; the documentation does not say what a negated operator makes of it",
            value = quoted(&value)
        ),
    )
}

fn character_unit() -> Caveat {
    Caveat::new(
        "wildcard-character-unit",
        "`?` is taken as one Unicode character; the documentation does not say whether it is a character, a UTF-16 unit or a byte",
    )
}

fn numeric_precision() -> Caveat {
    Caveat::new(
        "numeric-precision",
        "numbers are compared exactly; the documentation does not say how many digits count",
    )
}

fn variable_wildcard() -> Caveat {
    Caveat::new(
        "variable-wildcard",
        "a variable has a value with `*` or `?` in it, taken literally; the documentation does not say whether it acts as a wildcard",
    )
}

fn case_folding() -> Caveat {
    Caveat::new(
        "case-folding",
        "the texts differ in the case of letters beyond `A` to `Z`; the documentation does not say whether these are folded",
    )
}
