//! Values from any serde source: how a JavaScript object comes in, and how other crates' values do.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{Kind, MAX_NESTING, Member, Value};
use crate::quote::quoted;
use crate::span::Span;

impl<'de> Deserialize<'de> for Value<'static> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ValueAt { depth: 0 }.deserialize(deserializer)
    }
}

/// A value at some depth. Counting on the way down ends at once on an object that holds itself.
#[derive(Clone, Copy)]
struct ValueAt {
    depth: usize,
}

impl ValueAt {
    fn inner<E: Error>(self) -> Result<Self, E> {
        if self.depth == MAX_NESTING {
            return Err(E::custom(format!(
                "expected at most {MAX_NESTING} levels of nesting, received more"
            )));
        }
        Ok(Self {
            depth: self.depth + 1,
        })
    }
}

impl<'de> DeserializeSeed<'de> for ValueAt {
    type Value = Value<'static>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

fn value<E>(kind: Kind<'static>) -> Result<Value<'static>, E> {
    Ok(Value {
        span: Span::default(),
        kind,
    })
}

impl<'de> Visitor<'de> for ValueAt {
    type Value = Value<'static>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("null, a boolean, a number, a string, an array or an object")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        value(Kind::Null)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        value(Kind::Null)
    }

    fn visit_bool<E>(self, boolean: bool) -> Result<Self::Value, E> {
        value(Kind::Boolean(boolean))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        value(Kind::Number(Cow::Owned(number.to_string())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        value(Kind::Number(Cow::Owned(number.to_string())))
    }

    fn visit_i128<E>(self, number: i128) -> Result<Self::Value, E> {
        value(Kind::Number(Cow::Owned(number.to_string())))
    }

    fn visit_u128<E>(self, number: u128) -> Result<Self::Value, E> {
        value(Kind::Number(Cow::Owned(number.to_string())))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        if number.is_finite() {
            value(Kind::Number(Cow::Owned(number.to_string())))
        } else {
            Err(E::custom(format!(
                "expected a finite number, received {number}",
                number = quoted(&number.to_string())
            )))
        }
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        value(Kind::String(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        value(Kind::String(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
        let inner = self.inner()?;
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element_seed(inner)? {
            items.push(item);
        }
        value(Kind::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let inner = self.inner()?;
        let mut members = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            members.push(Member {
                key: Cow::Owned(key),
                key_span: Span::default(),
                value: map.next_value_seed(inner)?,
            });
        }
        value(Kind::Object(members))
    }
}
