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
            value(Kind::Number(Cow::Owned(number_text(number))))
        } else {
            Err(E::custom(format!(
                "expected a finite number, received {}",
                quoted(&number.to_string())
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

/// The text that `JSON.stringify` gives a number (ECMAScript, `Number::toString`), so that an object
/// and its JSON text are the same claims.
fn number_text(number: f64) -> String {
    let scientific = format!("{:e}", number.abs());
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    let digits = mantissa.replace('.', "");
    let (Ok(exponent), Ok(length)) = (exponent.parse::<i32>(), i32::try_from(digits.len())) else {
        return scientific;
    };
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or_default());
    // Where the decimal point stands, counted from the first digit.
    let point = exponent + 1;
    let (head, tail) = digits
        .split_at_checked(usize::try_from(point).unwrap_or_default().min(digits.len()))
        .unwrap_or((&digits, ""));
    let text = match point {
        _ if number == 0.0 => return "0".to_owned(),
        1..=21 if point >= length => format!("{digits}{}", zeros(point - length)),
        1..=21 => format!("{head}.{tail}"),
        -5..=0 => format!("0.{}{digits}", zeros(-point)),
        _ => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{mantissa}e{sign}{}", exponent.abs())
        }
    };
    match number < 0.0 {
        true => format!("-{text}"),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_javascript_writes_them() {
        for (number, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (-1.5, "-1.5"),
            (123_456_789_012_345_680_000.0, "123456789012345680000"),
            (1e21, "1e+21"),
            (1.5e300, "1.5e+300"),
            (0.000_001, "0.000001"),
            (0.000_001_25, "0.00000125"),
            (1e-7, "1e-7"),
            (5e-324, "5e-324"),
            (9_007_199_254_740_993.0, "9007199254740992"),
            (12.34, "12.34"),
        ] {
            assert_eq!(number_text(number), text);
        }
    }
}
