//! A condition that is an expression of a language of its own, and no test of one attribute.
//!
//! It is kept as a tree, with the attributes that it reads: enough to evaluate it for one token,
//! and to ask about all.

use std::sync::Arc;

use super::{Cause, Observer, Truth};
use crate::attribute::{Scalar, Slot, State, Unknown, Values};
use crate::cel::{self, Binding, Fault, FaultKind, Map, Numbers, Value};
use crate::evaluation::Caveat;
use crate::excerpt::Excerpt;
use crate::json;

/// An expression over attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    /// The text that it stands in, or that it is.
    pub text: Arc<str>,
    /// The expression; its spans are places in [`Self::text`].
    pub program: cel::Expression,
    /// Where the text stands in the policy.
    pub excerpt: Arc<Excerpt>,
    /// The fields of its variables that it may read.
    pub reads: Vec<Read>,
    /// Its variables, those without a field that is read among them.
    pub variables: Vec<&'static str>,
    /// What its value must be.
    pub wants: Wants,
    /// What the whole numbers of a token are in it; `None` where that is not documented.
    pub numbers: Option<Numbers>,
    /// What its value rests on.
    pub caveats: Vec<Caveat>,
}

/// A field of a variable, and the attribute that it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The variable.
    pub variable: &'static str,
    /// Its field.
    pub field: String,
    /// The attribute: an index into those of the policy.
    pub attribute: usize,
    /// Of a map that the policy makes, its entries: keys, and how their values are worked out.
    pub entries: Arc<[(String, Arc<Expression>)]>,
}

/// What the value of an expression must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    /// True; false does not hold, and all else is an error.
    True,
    /// A text.
    Text,
    /// A text that is not empty.
    SomeText,
    /// A text of at most so many bytes of UTF-8.
    TextUpTo(usize),
    /// A list of texts.
    Texts,
    /// Whatever it is, if there is one.
    Anything,
    /// A text, a list of texts, or null: what some take for a list.
    TextOrTexts,
}

impl Expression {
    /// How the policy writes it.
    pub fn written(&self) -> &str {
        self.program.span.of(&self.text).unwrap_or_default()
    }

    /// What comes of it.
    pub(crate) fn truth<O: Observer>(&self, slots: &[Slot<'_>], observer: &mut O) -> Truth {
        for caveat in &self.caveats {
            observer.caveat(|| caveat.clone());
        }
        match self.value(slots) {
            Ok(value) => match self.wants.hold(&value) {
                Some(truth) => Truth::from(truth),
                None => {
                    observer.error(|| {
                        format!("expected true or false, received {}", value.type_name())
                    });
                    Truth::Error
                }
            },
            Err(Without::Error(fault)) => {
                observer.error(|| fault.message);
                Truth::Error
            }
            Err(Without::Unknown(cause, caveat)) => {
                observer.unknown(cause);
                if let Some(caveat) = caveat {
                    observer.caveat(|| caveat);
                }
                Truth::Unknown
            }
        }
    }

    /// Its value.
    pub(crate) fn value(&self, slots: &[Slot<'_>]) -> Result<Value, Without> {
        let read = || {
            self.reads
                .iter()
                .filter_map(|read| Some((read, slots.get(read.attribute)?)))
        };
        let mut numbers = false;
        for (_, slot) in read() {
            match &slot.state {
                State::Unknown(unknown) => {
                    let cause = match unknown {
                        Unknown::NotGiven => Cause::NotSupplied,
                        Unknown::Unsettled => Cause::Undocumented,
                    };
                    return Err(Without::Unknown(cause, slot.caveat.clone()));
                }
                State::Present(values) => numbers |= holds_whole_number(values),
                State::Missing(_) => {}
            }
        }
        let evaluate = |numbers: Numbers| {
            cel::evaluate(&self.program, &self.bindings(slots, numbers)?).map_err(Without::from)
        };
        match self.numbers {
            Some(known) => evaluate(known),
            None => {
                let value = evaluate(Numbers::Double);
                let other = numbers.then(|| evaluate(Numbers::Int));
                match other {
                    Some(other) if !self.alike(&value, &other) => {
                        Err(Without::Unknown(Cause::Undocumented, Some(number_type())))
                    }
                    _ => value,
                }
            }
        }
    }

    /// The value of every part, if nothing that it reads is unknown.
    pub(crate) fn trace(&self, slots: &[Slot<'_>]) -> Option<cel::Step> {
        let known = self.reads.iter().all(|read| {
            slots
                .get(read.attribute)
                .is_none_or(|slot| !matches!(slot.state, State::Unknown(_)))
        });
        let numbers = self.numbers.unwrap_or(Numbers::Double);
        if !known {
            return None;
        }
        let bindings = self.bindings(slots, numbers).ok()?;
        Some(cel::trace(&self.program, &bindings))
    }

    /// Whether two outcomes come to the same.
    fn alike(&self, one: &Result<Value, Without>, other: &Result<Value, Without>) -> bool {
        match (one, other) {
            (Ok(one), Ok(other)) => {
                self.wants.hold(one) == self.wants.hold(other)
                    && (matches!(self.wants, Wants::True) || one.equals(other))
            }
            (Err(Without::Error(_)), Err(Without::Error(_))) => true,
            (one, other) => one == other,
        }
    }

    fn bindings(
        &self,
        slots: &[Slot<'_>],
        numbers: Numbers,
    ) -> Result<Vec<Binding<'static>>, Without> {
        let bound = |variable: &&'static str| {
            let fields = self.reads.iter().filter(|read| read.variable == *variable);
            let map = fields
                .filter_map(|read| {
                    let value = match read.entries.is_empty() {
                        true => value_of(slots.get(read.attribute)?, numbers).map(Ok)?,
                        false => read.made(slots),
                    };
                    Some(value.map(|value| (Value::string(&read.field), value)))
                })
                .collect::<Result<Map, _>>()?;
            Ok(Binding::new(variable, Value::Map(Arc::new(map))))
        };
        self.variables.iter().map(bound).collect()
    }
}

impl Read {
    /// The map that is made of the entries whose lists are not empty.
    fn made(&self, slots: &[Slot<'_>]) -> Result<Value, Without> {
        let mut map = Map::default();
        for (key, expression) in self.entries.iter() {
            let texts = texts(&expression.value(slots)?);
            if !texts.is_empty() {
                let _ = map.insert(Value::string(key), Value::list(texts));
            }
        }
        Ok(Value::Map(Arc::new(map)))
    }
}

/// The texts that are not empty of a text or list of texts.
pub(crate) fn texts(value: &Value) -> Vec<Value> {
    let items = match value {
        Value::List(items) => items,
        value => std::slice::from_ref(value),
    };
    let is_some = |item: &&Value| matches!(item, Value::String(text) if !text.is_empty());
    items.iter().filter(is_some).cloned().collect()
}

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Without {
    /// It ended in an error.
    Error(Fault),
    /// It is not known.
    Unknown(Cause, Option<Caveat>),
}

impl From<Fault> for Without {
    fn from(fault: Fault) -> Self {
        match fault.kind {
            FaultKind::Error => Self::Error(fault),
            FaultKind::NotGiven => Self::Unknown(Cause::NotSupplied, None),
            FaultKind::NotEvaluable | FaultKind::TooCostly => {
                Self::Unknown(Cause::NotEvaluable, None)
            }
        }
    }
}

impl Wants {
    /// Whether a value is what is wanted; `None` where it can be neither.
    fn hold(self, value: &Value) -> Option<bool> {
        match (self, value) {
            (Self::True, Value::Bool(value)) => Some(*value),
            (Self::True, _) => None,
            (Self::Text | Self::SomeText | Self::TextUpTo(_), Value::String(text)) => match self {
                Self::TextUpTo(most) => Some(text.len() <= most),
                Self::SomeText => Some(!text.is_empty()),
                _ => Some(true),
            },
            (Self::Anything, _) => Some(true),
            (Self::TextOrTexts, Value::String(_) | Value::Null) => Some(true),
            (Self::Texts | Self::TextOrTexts, Value::List(items)) => {
                Some(items.iter().all(|item| matches!(item, Value::String(_))))
            }
            _ => Some(false),
        }
    }
}

/// The value of an attribute; `None` where it is missing.
fn value_of(slot: &Slot<'_>, numbers: Numbers) -> Option<Value> {
    let scalar = |scalar: &Scalar<'_>| match scalar {
        Scalar::Text(text) => Value::string(text),
        Scalar::Boolean(value) => Value::Bool(*value),
        Scalar::Number(text) => Value::of_number(text, numbers),
    };
    match &slot.state {
        State::Present(Values::One(value)) => Some(scalar(value)),
        State::Present(Values::Many(values)) => {
            Some(Value::list(values.iter().map(scalar).collect::<Vec<_>>()))
        }
        State::Present(Values::Nested(value)) => Some(Value::of_json(value, numbers)),
        State::Missing(_) | State::Unknown(_) => None,
    }
}

/// Whether there is a number in it that can be read as an int.
fn holds_whole_number(values: &Values<'_>) -> bool {
    fn nested(value: &json::Value<'_>) -> bool {
        match &value.kind {
            json::Kind::Number(text) => is_whole(text),
            json::Kind::Array(items) => items.iter().any(nested),
            json::Kind::Object(members) => members.iter().any(|member| nested(&member.value)),
            _ => false,
        }
    }
    match values {
        Values::Nested(value) => nested(value),
        values => values
            .as_slice()
            .iter()
            .any(|value| matches!(value, Scalar::Number(text) if is_whole(text))),
    }
}

fn is_whole(text: &str) -> bool {
    text.parse::<i64>().is_ok()
}

fn number_type() -> Caveat {
    Caveat::new(
        "number-type",
        "it hangs on whether the numbers of a token are ints or doubles, which is not documented",
    )
}
