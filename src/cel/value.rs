//! Values, as the CEL specification has them.

use std::cmp::Ordering;
use std::sync::Arc;

use super::ast::Literal;
use super::foreign::Foreign;
use super::time::{Duration, Timestamp};
use crate::json;

/// A value.
#[derive(Debug, Clone)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number of 64 bits with a sign.
    Int(i64),
    /// A whole number of 64 bits without a sign.
    Uint(u64),
    /// A binary floating point number of 64 bits.
    Double(f64),
    /// A text.
    String(Arc<str>),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// A list.
    List(Arc<[Value]>),
    /// A map.
    Map(Arc<Map>),
    /// A point in time.
    Timestamp(Timestamp),
    /// A length of time.
    Duration(Duration),
    /// The type of a value, by its name.
    Type(&'static str),
    /// A value that may not be there.
    Optional(Option<Arc<Value>>),
    /// A value of a type of Kubernetes.
    Foreign(Arc<Foreign>),
}

/// Keys and values, in the order in which they were written. Keys are unequal to each other.
#[derive(Debug, Clone, Default)]
pub struct Map {
    entries: Vec<(Value, Value)>,
}

/// What the whole numbers of JSON are in CEL. Relying parties read tokens in different ways, and
/// some do not say which; other numbers are doubles for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    /// Doubles, as in `google.protobuf.Value`.
    Double,
    /// Ints, where they fit.
    Int,
}

impl Value {
    /// A text.
    pub fn string(text: impl AsRef<str>) -> Self {
        Self::String(Arc::from(text.as_ref()))
    }

    /// A list.
    pub fn list(items: impl Into<Arc<[Value]>>) -> Self {
        Self::List(items.into())
    }

    /// A value that may not be there.
    pub fn optional(value: Option<Value>) -> Self {
        Self::Optional(value.map(Arc::new))
    }

    /// The value of a JSON value. Of two members of one name the last counts.
    pub fn of_json(value: &json::Value<'_>, numbers: Numbers) -> Self {
        match &value.kind {
            json::Kind::Null => Self::Null,
            json::Kind::Boolean(boolean) => Self::Bool(*boolean),
            json::Kind::Number(text) => Self::of_number(text, numbers),
            json::Kind::String(text) => Self::string(text),
            json::Kind::Array(items) => Self::List(
                items
                    .iter()
                    .map(|item| Self::of_json(item, numbers))
                    .collect(),
            ),
            json::Kind::Object(members) => {
                let entries = members
                    .iter()
                    .map(|member| {
                        (
                            Self::string(&member.key),
                            Self::of_json(&member.value, numbers),
                        )
                    })
                    .collect();
                Self::Map(Arc::new(Map { entries }))
            }
        }
    }

    /// The value of a JSON number, as it was written.
    pub(crate) fn of_number(text: &str, numbers: Numbers) -> Self {
        match (numbers, text.parse()) {
            (Numbers::Int, Ok(int)) => Self::Int(int),
            // JSON has no number that does not parse; one past the largest is infinite.
            _ => Self::Double(text.parse().unwrap_or(f64::INFINITY)),
        }
    }

    /// How people are shown it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            Self::Uint(value) => value.to_string(),
            Self::Double(value) => value.to_string(),
            Self::String(text) => text.to_string(),
            Self::Bytes(bytes) => format!("{} bytes", bytes.len()),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::shown).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Map(map) => {
                let entries: Vec<String> = map
                    .iter()
                    .map(|(key, value)| format!("{}: {}", key.shown(), value.shown()))
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
            Self::Timestamp(time) => time.format(),
            Self::Duration(length) => length.format(),
            Self::Type(name) => (*name).to_owned(),
            Self::Optional(Some(value)) => value.shown(),
            Self::Optional(None) => "none".to_owned(),
            Self::Foreign(value) => value.shown(),
        }
    }

    /// The name of its type.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null_type",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Uint(_) => "uint",
            Self::Double(_) => "double",
            Self::String(_) => "string",
            Self::Bytes(_) => "bytes",
            Self::List(_) => "list",
            Self::Map(_) => "map",
            Self::Timestamp(_) => "google.protobuf.Timestamp",
            Self::Duration(_) => "google.protobuf.Duration",
            Self::Type(_) => "type",
            Self::Optional(_) => "optional_type",
            Self::Foreign(value) => value.type_name(),
        }
    }

    /// How large it is, for the count of steps: characters, bytes and items.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::String(text) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
            Self::List(items) => items.iter().map(|item| 1 + item.size()).sum(),
            Self::Map(map) => map
                .entries
                .iter()
                .map(|(key, value)| 2 + key.size() + value.size())
                .sum(),
            Self::Optional(Some(value)) => 1 + value.size(),
            _ => 1,
        }
    }

    /// Whether two values are equal. Numbers are by what they count, whatever their types; values
    /// of other different types are not.
    pub fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(one), Self::Bool(other)) => one == other,
            (Self::String(one), Self::String(other)) => one == other,
            (Self::Bytes(one), Self::Bytes(other)) => one == other,
            (Self::Timestamp(one), Self::Timestamp(other)) => one == other,
            (Self::Duration(one), Self::Duration(other)) => one == other,
            (Self::Type(one), Self::Type(other)) => one == other,
            (Self::List(one), Self::List(other)) => {
                one.len() == other.len()
                    && one
                        .iter()
                        .zip(other.iter())
                        .all(|(one, other)| one.equals(other))
            }
            (Self::Map(one), Self::Map(other)) => {
                one.entries.len() == other.entries.len()
                    && one
                        .entries
                        .iter()
                        .all(|(key, value)| other.get(key).is_some_and(|other| value.equals(other)))
            }
            (Self::Optional(one), Self::Optional(other)) => match (one, other) {
                (Some(one), Some(other)) => one.equals(other),
                (None, None) => true,
                _ => false,
            },
            (Self::Foreign(one), Self::Foreign(other)) => one == other,
            _ => numeric_order(self, other) == Some(Ordering::Equal),
        }
    }

    /// How two values are ordered; `None` where their types have no order, or a number is none.
    pub fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Bool(one), Self::Bool(other)) => Some(one.cmp(other)),
            (Self::String(one), Self::String(other)) => Some(one.cmp(other)),
            (Self::Bytes(one), Self::Bytes(other)) => Some(one.cmp(other)),
            (Self::Timestamp(one), Self::Timestamp(other)) => Some(one.cmp(other)),
            (Self::Duration(one), Self::Duration(other)) => Some(one.cmp(other)),
            _ => numeric_order(self, other),
        }
    }

    /// Whether the types of the two have an order, even where these values have none.
    pub(super) fn comparable(&self, other: &Self) -> bool {
        let number = |value: &Self| matches!(value, Self::Int(_) | Self::Uint(_) | Self::Double(_));
        (number(self) && number(other)) || self.order(other).is_some()
    }
}

/// The order of two numbers of whatever types. A whole number beside a double is the double
/// nearest to it, as the conformance cases have it.
#[expect(clippy::cast_precision_loss, reason = "the specification wants it so")]
fn numeric_order(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::Int(one), Value::Int(other)) => Some(one.cmp(other)),
        (Value::Uint(one), Value::Uint(other)) => Some(one.cmp(other)),
        (Value::Double(one), Value::Double(other)) => one.partial_cmp(other),
        (Value::Int(one), Value::Uint(other)) => Some(i128::from(*one).cmp(&i128::from(*other))),
        (Value::Uint(one), Value::Int(other)) => Some(i128::from(*one).cmp(&i128::from(*other))),
        (Value::Int(one), Value::Double(other)) => (*one as f64).partial_cmp(other),
        (Value::Uint(one), Value::Double(other)) => (*one as f64).partial_cmp(other),
        (Value::Double(_), Value::Int(_) | Value::Uint(_)) => {
            numeric_order(other, one).map(Ordering::reverse)
        }
        _ => None,
    }
}

impl PartialEq for Value {
    /// As [`Value::equals`].
    fn eq(&self, other: &Self) -> bool {
        self.equals(other)
    }
}

impl From<&Literal> for Value {
    fn from(literal: &Literal) -> Self {
        match literal {
            Literal::Null => Self::Null,
            Literal::Bool(value) => Self::Bool(*value),
            Literal::Int(value) => Self::Int(*value),
            Literal::Uint(value) => Self::Uint(*value),
            Literal::Double(value) => Self::Double(*value),
            Literal::String(value) => Self::String(value.clone()),
            Literal::Bytes(value) => Self::Bytes(value.clone()),
        }
    }
}

impl Map {
    /// The value of a key; `1`, `1u` and `1.0` are one key.
    pub fn get(&self, key: &Value) -> Option<&Value> {
        self.entries
            .iter()
            .find(|(own, _)| own.equals(key))
            .map(|(_, value)| value)
    }

    /// The value of a key that is a text.
    pub fn get_text(&self, key: &str) -> Option<&Value> {
        self.entries
            .iter()
            .find(|(own, _)| matches!(own, Value::String(own) if **own == *key))
            .map(|(_, value)| value)
    }

    /// Adds an entry; `false` where the key is there already.
    #[must_use]
    pub fn insert(&mut self, key: Value, value: Value) -> bool {
        let new = self.get(&key).is_none();
        if new {
            self.entries.push((key, value));
        }
        new
    }

    /// The entries, in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&Value, &Value)> {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl FromIterator<(Value, Value)> for Map {
    /// The keys must be unequal to each other.
    fn from_iter<I: IntoIterator<Item = (Value, Value)>>(entries: I) -> Self {
        Self {
            entries: entries.into_iter().collect(),
        }
    }
}
