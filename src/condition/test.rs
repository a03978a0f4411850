//! One test of one attribute.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Alternative, Cause, Matcher, Observer, Predicate, Quantifier, Silent, Test, Truth};
use crate::attribute::{Scalar, Slot, State, Unknown, Values};
use crate::evaluation::Caveat;
use crate::pattern::number::Decimal;
use crate::pattern::template::{Filled, Template};
use crate::pattern::wildcard::{Symbol, Wildcard};
use crate::pattern::{address, date};
use crate::quote::quoted;

/// `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`
const ARN_COMPONENTS: usize = 6;

/// What holding a value against one alternative gives, the weightiest last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    No,
    /// The value is not of the kind that the operator takes.
    Unreadable,
    /// The pattern is none of that kind.
    NoPattern,
    Unknown(Cause),
    Yes,
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
            return self.missing(observer);
        };
        if let Some(caveat) = &slot.caveat {
            observer.caveat(|| caveat.clone());
        }
        let values = match &slot.state {
            State::Missing(_) => return self.missing(observer),
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
            Predicate::Present { .. } => {
                let is_nested = matches!(values, Values::Nested(_));
                // Where types count, an empty text is a text.
                if !is_nested
                    && !self.typed
                    && values
                        .as_slice()
                        .iter()
                        .all(|value| value.text().is_empty())
                {
                    observer.caveat(null_of_empty);
                }
                Truth::from(!self.negated)
            }
            Predicate::Kind(kind) if kind.holds(values) => Truth::from(!self.negated),
            Predicate::Kind(_) => {
                let text = values.as_slice().first().map_or("", Scalar::text);
                self.unreadable(Fit::Unreadable, text, observer)
            }
            Predicate::AnyOf(_) if matches!(values, Values::Nested(_)) => {
                self.unreadable(Fit::Unreadable, "an object", observer)
            }
            Predicate::AnyOf(alternatives) => {
                self.quantified(alternatives, values, slots, observer)
            }
        }
    }

    fn missing<O: Observer>(&self, observer: &mut O) -> Truth {
        match self.on_missing {
            Truth::Error => observer.error(|| "it is not there".to_owned()),
            Truth::Unknown => observer.unknown(Cause::Undocumented),
            Truth::Fail | Truth::Pass => {}
        }
        self.on_missing
    }

    /// What a value that is not of the kind which is compared comes to.
    fn unreadable<O: Observer>(&self, fit: Fit, value: &str, observer: &mut O) -> Truth {
        match self.on_unreadable {
            Truth::Unknown => {
                observer.caveat(|| match fit {
                    Fit::NoPattern => no_pattern(),
                    _ => unreadable_value(value),
                });
                observer.unknown(Cause::Undocumented);
            }
            Truth::Error => {
                observer.error(|| format!("{} is not of the kind that is compared", quoted(value)))
            }
            Truth::Fail | Truth::Pass => {}
        }
        self.on_unreadable
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
                self.on_empty
            }
            (Quantifier::Single, [value]) => self.holds(alternatives, value, slots, observer),
            (Quantifier::Single, _) => self.several(alternatives, values, slots, observer),
            (Quantifier::Any | Quantifier::All, []) => self.on_empty,
            // "Resolves to a null dataset, such as an empty string."
            (Quantifier::All, values) if values.iter().all(|value| value.text().is_empty()) => {
                self.on_empty
            }
            (Quantifier::All, values) => {
                let mut truth = Truth::Pass;
                for value in values {
                    truth = truth.and(self.holds(alternatives, value, slots, observer));
                    if truth == Truth::Fail {
                        break;
                    }
                }
                truth
            }
            (Quantifier::Any, values) => {
                let mut truth = Truth::Fail;
                for value in values {
                    truth = truth.or(self.holds(alternatives, value, slots, observer));
                    if truth == Truth::Pass {
                        break;
                    }
                }
                truth
            }
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
        any.and(Truth::Unknown)
    }

    /// Whether the test holds of one value.
    fn holds<O: Observer>(
        &self,
        alternatives: &[Alternative],
        value: &Scalar<'_>,
        slots: &[Slot<'_>],
        observer: &mut O,
    ) -> Truth {
        let reading = Reading::new(value, self.typed);
        // What fits decides; of the rest what is not known weighs most, wherever it stands.
        let mut fit = Fit::No;
        for alternative in alternatives {
            let this = alternative.matcher.fit(&reading, slots, observer);
            if O::WATCHES {
                for other in &alternative.readings {
                    if other.matcher.fit(&reading, slots, &mut Silent) != this {
                        observer.caveat(|| other.caveat.clone());
                    }
                }
            }
            fit = fit.max(this);
            if fit == Fit::Yes {
                break;
            }
        }
        match fit {
            Fit::Yes => Truth::from(!self.negated),
            Fit::No => Truth::from(self.negated),
            Fit::Unreadable | Fit::NoPattern => self.unreadable(fit, value.text(), observer),
            Fit::Unknown(cause) => {
                observer.unknown(cause);
                Truth::Unknown
            }
        }
    }
}

/// A value, read once as whatever the alternatives take it for.
struct Reading<'v> {
    value: &'v Scalar<'v>,
    text: &'v str,
    /// Whether it counts as what it is alone.
    typed: bool,
    length: OnceCell<usize>,
    number: OnceCell<Option<Decimal>>,
    date: OnceCell<Option<Decimal>>,
    bytes: OnceCell<Option<Vec<u8>>>,
    address: OnceCell<Option<IpAddr>>,
}

impl<'v> Reading<'v> {
    fn new(value: &'v Scalar<'v>, typed: bool) -> Self {
        Self {
            value,
            text: value.text(),
            typed,
            length: OnceCell::new(),
            number: OnceCell::new(),
            date: OnceCell::new(),
            bytes: OnceCell::new(),
            address: OnceCell::new(),
        }
    }

    fn length(&self) -> usize {
        *self.length.get_or_init(|| self.text.chars().count())
    }

    fn number(&self) -> Option<&Decimal> {
        self.number
            .get_or_init(|| Decimal::parse(self.text))
            .as_ref()
    }

    fn date(&self) -> Option<&Decimal> {
        self.date.get_or_init(|| date::parse(self.text)).as_ref()
    }

    fn bytes(&self) -> Option<&[u8]> {
        self.bytes
            .get_or_init(|| STANDARD.decode(self.text).ok())
            .as_deref()
    }

    fn address(&self) -> Option<IpAddr> {
        *self
            .address
            .get_or_init(|| address::parse_address(self.text))
    }
}

impl Matcher {
    /// Whether it is for values of this kind.
    fn takes(&self, value: &Scalar<'_>) -> bool {
        match self {
            Self::Value(_) | Self::Nobody | Self::Unreadable => true,
            Self::Number(..) | Self::Digits(_) => matches!(value, Scalar::Number(_)),
            Self::Boolean(_) => matches!(value, Scalar::Boolean(_)),
            _ => matches!(value, Scalar::Text(_)),
        }
    }

    fn fit<O: Observer>(&self, reading: &Reading<'_>, slots: &[Slot<'_>], observer: &mut O) -> Fit {
        let text = reading.text;
        if reading.typed && !self.takes(reading.value) {
            return Fit::Unreadable;
        }
        match self {
            Self::Value(expected) => Fit::from(expected.is_same(reading.value)),
            Self::Text(template) => {
                fit_text(template, text, || reading.length(), slots, observer).0
            }
            Self::TextIgnoreCase(template) => {
                match filled(template, || reading.length(), slots, observer) {
                    Ok((pattern, _)) => ignoring_case(&pattern, text, observer),
                    Err(fit) => fit,
                }
            }
            Self::Arn(templates) => fit_arn(templates, text, slots, observer),
            Self::Identity { full, issuer } => Fit::from(text == full || text == issuer),
            Self::RegularExpression(expression) => expression
                .is_match(text)
                .map_or(Fit::Unknown(Cause::NotEvaluable), Fit::from),
            Self::Depending {
                attribute,
                present,
                missing,
            } => match slots.get(*attribute).map(|slot| &slot.state) {
                Some(State::Present(_)) => present.fit(reading, slots, observer),
                Some(State::Missing(_)) | None => missing.fit(reading, slots, observer),
                Some(State::Unknown(_)) => Fit::Unknown(Cause::NotSupplied),
            },
            Self::Nobody => Fit::No,
            Self::Number(comparison, expected) => {
                let Some(received) = reading.number() else {
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
            Self::Digits(digits) => Fit::from(text == digits),
            Self::Date(comparison, expected) => reading.date().map_or(Fit::Unreadable, |date| {
                Fit::from(comparison.fits(date.cmp(expected)))
            }),
            Self::Boolean(expected) => match text {
                _ if text.eq_ignore_ascii_case("true") => Fit::from(*expected),
                _ if text.eq_ignore_ascii_case("false") => Fit::from(!*expected),
                _ => Fit::Unreadable,
            },
            Self::Bytes(expected) => reading
                .bytes()
                .map_or(Fit::Unreadable, |bytes| Fit::from(bytes == expected)),
            Self::Address(range) => reading.address().map_or(Fit::Unreadable, |address| {
                Fit::from(range.contains(&address))
            }),
            Self::Unreadable => Fit::Unknown(Cause::NotEvaluable),
        }
    }
}

/// Holds a text against a template; says too whether a variable brought a `:` into it.
fn fit_text<O: Observer>(
    template: &Template,
    text: &str,
    length: impl FnOnce() -> usize,
    slots: &[Slot<'_>],
    observer: &mut O,
) -> (Fit, bool) {
    match filled(template, length, slots, observer) {
        Ok((pattern, colons)) => {
            if O::WATCHES && !text.is_ascii() && pattern.symbols().contains(&Symbol::One) {
                observer.caveat(character_unit);
            }
            (Fit::from(pattern.is_match(text)), colons)
        }
        Err(fit) => (fit, false),
    }
}

/// Components are matched apart. Where a variable brings in a `:`, nobody has written down whether
/// the ARN is taken apart before or after.
fn fit_arn<O: Observer>(
    templates: &[Template],
    text: &str,
    slots: &[Slot<'_>],
    observer: &mut O,
) -> Fit {
    let components: Vec<&str> = text.splitn(ARN_COMPONENTS, ':').collect();
    if components.len() != ARN_COMPONENTS {
        return Fit::Unreadable;
    }
    let has_variables = templates.iter().any(|template| template.fixed().is_none());
    if templates.len() != ARN_COMPONENTS {
        return match has_variables {
            true => Fit::Unknown(Cause::Undocumented),
            false => Fit::NoPattern,
        };
    }
    let mut all = Fit::Yes;
    for (index, (template, component)) in templates.iter().zip(components).enumerate() {
        let length = || text.chars().count();
        let (fit, colons) = fit_text(template, component, length, slots, observer);
        if colons && index + 1 < ARN_COMPONENTS {
            return Fit::Unknown(Cause::Undocumented);
        }
        all = match (all, fit) {
            (_, Fit::No) | (Fit::No, _) => Fit::No,
            (Fit::Yes, other) => other,
            (known, _) => known,
        };
    }
    all
}

/// The pattern of a template and whether a variable brought a `:` into it, or what its variables
/// make of the test.
fn filled<'t, O: Observer>(
    template: &'t Template,
    length: impl FnOnce() -> usize,
    slots: &[Slot<'_>],
    observer: &mut O,
) -> Result<(Cow<'t, Wildcard>, bool), Fit> {
    if let Some(pattern) = template.fixed() {
        return Ok((Cow::Borrowed(pattern), false));
    }
    for variable in template.variables() {
        if let Some(caveat) = slots.get(variable).and_then(|slot| slot.caveat.as_ref()) {
            observer.caveat(|| caveat.clone());
        }
    }
    match template.fill(slots, length()) {
        Filled::Fixed(pattern) => Ok((Cow::Borrowed(pattern), false)),
        Filled::Made {
            pattern,
            wildcards,
            colons,
        } => {
            if wildcards {
                observer.caveat(variable_wildcard);
            }
            Ok((Cow::Owned(pattern), colons))
        }
        Filled::Unresolved | Filled::TooLong => Err(Fit::No),
        Filled::Unknown(Unknown::NotGiven) => Err(Fit::Unknown(Cause::NotSupplied)),
        Filled::Unknown(Unknown::Unsettled) => Err(Fit::Unknown(Cause::Undocumented)),
    }
}

/// Folds `A` to `Z`. Where two texts differ in the case of other letters alone, nobody has written
/// down whether they are the same: by their lower case, or by their upper case.
fn ignoring_case<O: Observer>(pattern: &Wildcard, text: &str, observer: &mut O) -> Fit {
    if pattern.is_match(text) {
        return Fit::Yes;
    }
    let expected = || {
        pattern.symbols().iter().map(|symbol| match symbol {
            Symbol::Literal(character) => *character,
            Symbol::One => '?',
            Symbol::Star => '*',
        })
    };
    let lower = text
        .chars()
        .flat_map(char::to_lowercase)
        .eq(expected().flat_map(char::to_lowercase));
    let upper = text
        .chars()
        .flat_map(char::to_uppercase)
        .eq(expected().flat_map(char::to_uppercase));
    if lower || upper {
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
            "{value} is not of the kind that the operator compares; the documentation does not say what the test makes of it",
            value = quoted(&value)
        ),
    )
}

fn no_pattern() -> Caveat {
    Caveat::new(
        "unreadable-value",
        "a value of the policy has not the six components of an ARN; the documentation does not say whom it keeps out",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::Values;
    use crate::condition::{Condition, Node, Silent, walk};
    use crate::json;
    use Truth::{Error, Fail, Pass};

    fn one(matcher: Matcher) -> Test {
        let alternative = Alternative::new(matcher, String::new(), None);
        Test::new(0, "equals", vec![alternative])
    }

    fn truth(test: &Test, value: &str) -> Truth {
        let value = json::parse(value).unwrap();
        let slot = Values::of(&value).map_or_else(Slot::missing, Slot::present);
        test.truth(&[slot], &mut Silent)
    }

    #[test]
    fn a_value_is_equal_to_its_own_kind_alone() {
        let number = one(Matcher::Value(Scalar::Number("456".into())));
        assert_eq!(truth(&number, "456"), Pass);
        assert_eq!(truth(&number, "456.0"), Pass);
        assert_eq!(truth(&number, "\"456\""), Fail);
        let text = one(Matcher::Value(Scalar::Text("true".into())));
        assert_eq!(truth(&text, "\"true\""), Pass);
        assert_eq!(truth(&text, "true"), Fail);
        assert_eq!(truth(&text, "[false, \"true\"]"), Pass);
    }

    #[test]
    fn a_typed_test_of_text_reads_no_number() {
        let mut test = one(Matcher::Text(Template::literal("456")));
        assert_eq!(truth(&test, "456"), Pass);
        test.typed = true;
        assert_eq!((truth(&test, "456"), truth(&test, "\"456\"")), (Fail, Pass));
        test.on_unreadable = Error;
        assert_eq!(truth(&test, "456"), Error);
        assert_eq!(truth(&test, "{\"a\": \"456\"}"), Error);
    }

    #[test]
    fn an_error_is_settled_where_a_language_does_so() {
        let mut test = one(Matcher::Nobody);
        test.on_missing = Error;
        let node = Node::plain(Condition::Test(test));
        let walked = |node: &Node| walk(node, &[Slot::missing()], &mut Silent);
        assert_eq!(walked(&node), Error);
        let not = |node: Node| Node::plain(Condition::Not(Box::new(node)));
        assert_eq!(walked(&not(node.clone())), Error);
        let settled = Node::plain(Condition::Settled(Box::new(node)));
        assert_eq!((walked(&settled), walked(&not(settled))), (Fail, Pass));
    }
}
