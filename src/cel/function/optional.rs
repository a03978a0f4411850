//! Values that may not be there (<https://github.com/google/cel-go/blob/master/cel/library.go>).

use super::super::budget::Budget;
use super::super::fault::Failure;
use super::super::value::Value;
use super::Library::{Lists, Optional};
use super::{Function, function};

pub(super) const FUNCTIONS: &[Function] = &[
    function(
        "optional.of",
        Optional,
        &["(A) optional(A)"],
        |_, values| match values {
            [value] => Ok(Value::optional(Some(value.clone()))),
            _ => Err(Failure::no_overload()),
        },
    ),
    function(
        "optional.none",
        Optional,
        &["() optional(A)"],
        |_, values| match values {
            [] => Ok(Value::Optional(None)),
            _ => Err(Failure::no_overload()),
        },
    ),
    function(
        "optional.ofNonZeroValue",
        Optional,
        &["(A) optional(A)"],
        |_, values| match values {
            [value] => Ok(Value::optional((!is_zero(value)).then(|| value.clone()))),
            _ => Err(Failure::no_overload()),
        },
    ),
    function(
        "hasValue",
        Optional,
        &[".(optional(A)) bool"],
        |_, values| match values {
            [Value::Optional(value)] => Ok(Value::Bool(value.is_some())),
            _ => Err(Failure::no_overload()),
        },
    ),
    function(
        "value",
        Optional,
        &[".(optional(A)) A"],
        |_, values| match values {
            [Value::Optional(Some(value))] => Ok((**value).clone()),
            [Value::Optional(None)] => Err(Failure::error("optional.none() dereference")),
            _ => Err(Failure::no_overload()),
        },
    ),
    function(
        "or",
        Optional,
        &[".(optional(A), optional(A)) optional(A)"],
        |_, values| match values {
            [one @ Value::Optional(Some(_)), Value::Optional(_)] => Ok(one.clone()),
            [Value::Optional(None), other @ Value::Optional(_)] => Ok(other.clone()),
            _ => Err(Failure::no_overload()),
        },
    ),
    function(
        "orValue",
        Optional,
        &[".(optional(A), A) A"],
        |_, values| match values {
            [Value::Optional(Some(value)), _] => Ok((**value).clone()),
            [Value::Optional(None), other] => Ok(other.clone()),
            _ => Err(Failure::no_overload()),
        },
    ),
    function(
        "optional.unwrap",
        Optional,
        &["(list(optional(A))) list(A)"],
        unwrap,
    ),
    function(
        "unwrapOpt",
        Optional,
        &[".(list(optional(A))) list(A)"],
        unwrap,
    ),
    function(
        "first",
        Lists,
        &[".(list(A)) optional(A)"],
        |_, values| match values {
            [Value::List(items)] => Ok(Value::optional(items.first().cloned())),
            _ => Err(Failure::no_overload()),
        },
    ),
    function(
        "last",
        Lists,
        &[".(list(A)) optional(A)"],
        |_, values| match values {
            [Value::List(items)] => Ok(Value::optional(items.last().cloned())),
            _ => Err(Failure::no_overload()),
        },
    ),
];

fn unwrap(_: &mut Budget, values: &[Value]) -> Result<Value, Failure> {
    let [Value::List(items)] = values else {
        return Err(Failure::no_overload());
    };
    let mut there = Vec::new();
    for item in items.iter() {
        match item {
            Value::Optional(value) => there.extend(value.as_deref().cloned()),
            _ => return Err(Failure::no_overload()),
        }
    }
    Ok(Value::list(there))
}

/// Whether a value is the one that its type begins with: nothing, none, empty.
fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null | Value::Optional(None) => true,
        Value::Bool(value) => !value,
        Value::Int(value) => *value == 0,
        Value::Uint(value) => *value == 0,
        Value::Double(value) => *value == 0.0,
        Value::String(text) => text.is_empty(),
        Value::Bytes(bytes) => bytes.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Map(map) => map.is_empty(),
        Value::Duration(length) => length.units(1) == 0,
        Value::Timestamp(_) | Value::Type(_) | Value::Optional(Some(_)) | Value::Foreign(_) => {
            false
        }
    }
}
