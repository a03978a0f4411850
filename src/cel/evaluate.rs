//! From an expression and the values of its variables to its value.
//!
//! Errors are values: `&&`, `||` and the macros made of them absorb an error where the other side
//! decides, and what is not known likewise. One evaluation gives value and trace; it is
//! compiled once for both, since two copies of it would be what a page has to load.

use std::sync::Arc;

use super::ast::{Entry, Expression, Item, Kind, Name};
use super::budget::Budget;
use super::fault::{Failure, Fault};
use super::function;
use super::operator;
use super::trace::Recorder;
use super::value::{Map, Value};

/// The value of an expression, or why it has none.
pub type Outcome = Result<Value, Fault>;

/// A variable and what it is.
#[derive(Debug, Clone)]
pub struct Binding<'b> {
    /// Its name.
    pub name: &'b str,
    /// Its value; `None` where nobody gave it.
    pub value: Option<Value>,
}

impl<'b> Binding<'b> {
    /// A variable that has a value.
    pub const fn new(name: &'b str, value: Value) -> Self {
        Self {
            name,
            value: Some(value),
        }
    }
}

/// One evaluation.
pub(super) struct Evaluator<'e> {
    bindings: &'e [Binding<'e>],
    /// The variables of the macros around, the innermost last.
    pub(super) scope: Vec<(&'e str, Value)>,
    pub(super) budget: Budget,
    /// Writes down what is evaluated, for who wants to see it.
    pub(super) recorder: Option<Recorder>,
}

impl<'e> Evaluator<'e> {
    pub(super) fn new(
        bindings: &'e [Binding<'e>],
        steps: usize,
        recorder: Option<Recorder>,
    ) -> Self {
        Self {
            bindings,
            scope: Vec::new(),
            budget: Budget::new(steps),
            recorder,
        }
    }

    /// The value of `expression`.
    pub(super) fn evaluate(&mut self, expression: &'e Expression) -> Outcome {
        if let Some(recorder) = &mut self.recorder {
            recorder.enter(expression);
        }
        let outcome = match self.budget.charge(1) {
            Ok(()) => self.value(expression),
            Err(failure) => Err(failure.at(expression.span)),
        };
        if let Some(recorder) = &mut self.recorder {
            recorder.leave(&outcome);
        }
        outcome
    }

    fn value(&mut self, expression: &'e Expression) -> Outcome {
        let here = |failure: Failure| failure.at(expression.span);
        match &expression.kind {
            Kind::Literal(literal) => Ok(Value::from(literal)),
            Kind::Name(name) => self.variable(&name.text).map_err(here),
            Kind::Member {
                operand,
                field,
                optional,
            } => {
                if let Some(name) = type_name(expression) {
                    return Ok(Value::Type(name));
                }
                let operand = self.evaluate(operand)?;
                self.select(&operand, field, *optional).map_err(here)
            }
            Kind::Has { operand, field, .. } => {
                let operand = self.evaluate(operand)?;
                has(&operand, &field.text).map_err(here)
            }
            Kind::Index {
                operand,
                index,
                optional,
            } => {
                let operand = self.evaluate(operand)?;
                let index = self.evaluate(index)?;
                self.index(&operand, &index, *optional).map_err(here)
            }
            Kind::Call {
                function,
                target,
                arguments,
            } => self.call(expression, function, target.as_deref(), arguments),
            Kind::List(items) => self.list(items),
            Kind::Map(entries) => self.map(entries),
            Kind::Message { name, .. } => {
                Err(here(Failure::error(format!("unknown type: {}", name.text))))
            }
            Kind::Not(operand) => match self.evaluate(operand)? {
                Value::Bool(value) => Ok(Value::Bool(!value)),
                _ => Err(here(Failure::no_overload())),
            },
            Kind::Negate(operand) => {
                let operand = self.evaluate(operand)?;
                operator::negate(&operand).map_err(here)
            }
            Kind::All(operands) => self.junction(operands, false),
            Kind::Any(operands) => self.junction(operands, true),
            Kind::Binary {
                operator,
                left,
                right,
            } => {
                let left = self.evaluate(left)?;
                let right = self.evaluate(right)?;
                operator::binary(*operator, &left, &right, &mut self.budget).map_err(here)
            }
            Kind::Conditional {
                condition,
                then,
                otherwise,
            } => match self.evaluate(condition)? {
                Value::Bool(true) => self.evaluate(then),
                Value::Bool(false) => self.evaluate(otherwise),
                _ => Err(here(Failure::no_overload())),
            },
            Kind::Comprehension(comprehension) => self.comprehension(comprehension),
        }
    }

    fn variable(&self, name: &str) -> Result<Value, Failure> {
        let local = self.scope.iter().rev().find(|(own, _)| *own == name);
        if let Some((_, value)) = local {
            return Ok(value.clone());
        }
        match self.bindings.iter().find(|binding| binding.name == name) {
            Some(Binding {
                value: Some(value), ..
            }) => Ok(value.clone()),
            Some(_) => Err(Failure::not_given(name)),
            None => named_type(name)
                .map(Value::Type)
                .ok_or_else(|| Failure::not_evaluable(format!("there is no `{name}`"))),
        }
    }

    /// `value.field`; of a value that may not be there, the field that may not be there.
    fn select(&mut self, value: &Value, field: &Name, maybe: bool) -> Result<Value, Failure> {
        match value {
            Value::Map(map) => {
                self.budget.charge(map.len() / 4)?;
                match (map.get_text(&field.text), maybe) {
                    (Some(found), false) => Ok(found.clone()),
                    (found, true) => Ok(Value::optional(found.cloned())),
                    (None, false) => Err(no_such_key(&field.text)),
                }
            }
            Value::Optional(None) => Ok(Value::Optional(None)),
            Value::Optional(Some(value)) => self.select(value, field, true),
            Value::List(_) => Err(Failure::no_overload()),
            _ => Err(no_such_key(&field.text)),
        }
    }

    fn index(&mut self, value: &Value, index: &Value, maybe: bool) -> Result<Value, Failure> {
        let found = match value {
            Value::Optional(None) => return Ok(Value::Optional(None)),
            Value::Optional(Some(value)) => return self.index(value, index, true),
            Value::Map(map) => {
                self.budget.charge(map.len() / 4)?;
                if !matches!(
                    index,
                    Value::Bool(_)
                        | Value::Int(_)
                        | Value::Uint(_)
                        | Value::Double(_)
                        | Value::String(_)
                ) {
                    return Err(Failure::no_overload());
                }
                map.get(index)
            }
            Value::List(items) => {
                let index = position(index).ok_or_else(Failure::no_overload)?;
                usize::try_from(index)
                    .ok()
                    .and_then(|index| items.get(index))
            }
            _ => return Err(Failure::no_overload()),
        };
        match (found, maybe) {
            (Some(found), false) => Ok(found.clone()),
            (found, true) => Ok(Value::optional(found.cloned())),
            (None, false) => Err(match value {
                Value::List(_) => {
                    Failure::error(format!("index out of bounds: {}", function::shown(index)))
                }
                _ => no_such_key(&function::shown(index)),
            }),
        }
    }

    fn call(
        &mut self,
        expression: &'e Expression,
        name: &'e Name,
        target: Option<&'e Expression>,
        arguments: &'e [Expression],
    ) -> Outcome {
        let mut values = Vec::with_capacity(arguments.len() + 1);
        for argument in target.into_iter().chain(arguments) {
            values.push(self.evaluate(argument)?);
            // The rest of an `or` is asked for only where there is nothing yet.
            if target.is_some()
                && values.len() == 1
                && let Some(value) = optional_shortcut(&name.text, &values, arguments.len())
            {
                return Ok(value);
            }
        }
        let function = function::find(&name.text)
            .filter(|function| function.takes(target.is_some()))
            .ok_or_else(|| {
                // It may be there, and what it does is not known.
                Failure::not_evaluable(format!(
                    "there is no function `{}`",
                    function::written(&name.text)
                ))
                .at(name.span)
            })?;
        (function.call)(&mut self.budget, &values).map_err(|failure| failure.at(expression.span))
    }

    fn list(&mut self, items: &'e [Item]) -> Outcome {
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            let value = self.evaluate(&item.value)?;
            match (item.optional, value) {
                (false, value) => values.push(value),
                (true, Value::Optional(value)) => values.extend(value.as_deref().cloned()),
                (true, _) => return Err(Failure::no_overload().at(item.value.span)),
            }
        }
        Ok(Value::list(values))
    }

    fn map(&mut self, entries: &'e [Entry]) -> Outcome {
        let mut map = Map::default();
        for entry in entries {
            let key = self.evaluate(&entry.key)?;
            let value = self.evaluate(&entry.value)?;
            let value = match (entry.optional, value) {
                (false, value) => value,
                (true, Value::Optional(Some(value))) => (*value).clone(),
                (true, Value::Optional(None)) => continue,
                (true, _) => return Err(Failure::no_overload().at(entry.value.span)),
            };
            self.insert(&mut map, key, value)
                .map_err(|failure| failure.at(entry.key.span))?;
        }
        Ok(Value::Map(Arc::new(map)))
    }

    pub(super) fn insert(
        &mut self,
        map: &mut Map,
        key: Value,
        value: Value,
    ) -> Result<(), Failure> {
        self.budget.charge(map.len() / 4)?;
        if !matches!(
            key,
            Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::String(_)
        ) {
            return Err(Failure::error("unsupported key type"));
        }
        let shown = function::shown(&key);
        match map.insert(key, value) {
            true => Ok(()),
            false => Err(Failure::error(format!("Failed with repeated key: {shown}"))),
        }
    }

    /// `&&` (which `false` decides) or `||` (which `true` decides): an operand that decides does
    /// so whatever has gone wrong with the others.
    fn junction(&mut self, operands: &'e [Expression], decisive: bool) -> Outcome {
        let mut junction = Junction::new(decisive);
        for operand in operands {
            let outcome = self.evaluate(operand);
            if junction.decided_by(outcome, operand) {
                break;
            }
        }
        junction.outcome()
    }
}

/// What is known so far of an `&&` or `||`.
pub(super) struct Junction {
    decisive: bool,
    decided: bool,
    fault: Option<Fault>,
}

impl Junction {
    pub(super) fn new(decisive: bool) -> Self {
        Self {
            decisive,
            decided: false,
            fault: None,
        }
    }

    /// Takes one more operand, and says whether no other can change anything.
    pub(super) fn decided_by(&mut self, outcome: Outcome, operand: &Expression) -> bool {
        let fault = match outcome {
            Ok(Value::Bool(value)) => {
                self.decided |= value == self.decisive;
                return self.decided;
            }
            Ok(_) => Failure::no_overload().at(operand.span),
            Err(fault) => fault,
        };
        self.fault = Some(match self.fault.take() {
            Some(earlier) => earlier.weightier(fault),
            None => fault,
        });
        false
    }

    pub(super) fn outcome(self) -> Outcome {
        match (self.decided, self.fault) {
            (true, _) => Ok(Value::Bool(self.decisive)),
            (false, Some(fault)) => Err(fault),
            (false, None) => Ok(Value::Bool(!self.decisive)),
        }
    }
}

fn no_such_key(key: &str) -> Failure {
    Failure::error(format!("no such key: {key}"))
}

fn has(value: &Value, field: &str) -> Result<Value, Failure> {
    match value {
        Value::Map(map) => Ok(Value::Bool(map.get_text(field).is_some())),
        Value::Optional(None) => Ok(Value::Bool(false)),
        Value::Optional(Some(value)) => has(value, field),
        Value::List(_) => Err(Failure::no_overload()),
        // The specification has an error here, and cel-go, which relying parties run, this.
        _ => Ok(Value::Bool(false)),
    }
}

/// A whole number, of whatever type.
fn position(index: &Value) -> Option<i64> {
    match index {
        Value::Int(index) => Some(*index),
        Value::Uint(index) => i64::try_from(*index).ok(),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "no fraction, and less than 2^53"
        )]
        Value::Double(index) if index.trunc() == *index && index.abs() < 9.0e15 => {
            Some(*index as i64)
        }
        _ => None,
    }
}

/// `or` and `orValue` of something that is there, whose alternative is not looked at.
fn optional_shortcut(name: &str, values: &[Value], arguments: usize) -> Option<Value> {
    match (name, values, arguments) {
        ("or", [Value::Optional(Some(value))], 1) => Some(Value::Optional(Some(value.clone()))),
        ("orValue", [Value::Optional(Some(value))], 1) => Some((**value).clone()),
        _ => None,
    }
}

/// The names of types that are names of values too.
pub(super) fn named_type(name: &str) -> Option<&'static str> {
    [
        "bool",
        "bytes",
        "double",
        "google.protobuf.Duration",
        "google.protobuf.Timestamp",
        "int",
        "list",
        "map",
        "null_type",
        "optional_type",
        "string",
        "type",
        "uint",
    ]
    .into_iter()
    .find(|known| *known == name)
}

/// The type that an expression names, if it is a name with dots of one.
pub(super) fn type_name(expression: &Expression) -> Option<&'static str> {
    let Kind::Member { field, .. } = &expression.kind else {
        return None;
    };
    match field.text.as_ref() {
        "Timestamp" | "Duration" => named_type(&expression.dotted_name()?),
        _ => None,
    }
}
