//! The functions of the specification
//! (<https://github.com/google/cel-spec/blob/master/doc/langdef.md#list-of-standard-definitions>).

use std::sync::Arc;

use super::super::budget::Budget;
use super::super::fault::Failure;
use super::super::value::Value;
use super::Library::Standard;
use super::{Function, count, function, made, number};

pub(super) const FUNCTIONS: &[Function] = &[
    function(
        "size",
        Standard,
        &[
            "*(string) int",
            "*(bytes) int",
            "*(list(A)) int",
            "*(map(A, B)) int",
        ],
        size,
    ),
    function("contains", Standard, &[".(string, string) bool"], contains),
    function(
        "startsWith",
        Standard,
        &[".(string, string) bool"],
        starts_with,
    ),
    function("endsWith", Standard, &[".(string, string) bool"], ends_with),
    function("matches", Standard, &["*(string, string) bool"], matches),
    function("bool", Standard, &["(bool) bool", "(string) bool"], to_bool),
    function(
        "int",
        Standard,
        &[
            "(int) int",
            "(uint) int",
            "(double) int",
            "(string) int",
            "(timestamp) int",
        ],
        to_int,
    ),
    function(
        "uint",
        Standard,
        &[
            "(uint) uint",
            "(int) uint",
            "(double) uint",
            "(string) uint",
        ],
        to_uint,
    ),
    function(
        "double",
        Standard,
        &[
            "(double) double",
            "(int) double",
            "(uint) double",
            "(string) double",
        ],
        to_double,
    ),
    function(
        "string",
        Standard,
        &[
            "(string) string",
            "(bool) string",
            "(int) string",
            "(uint) string",
            "(double) string",
            "(bytes) string",
            "(timestamp) string",
            "(duration) string",
        ],
        to_string,
    ),
    function(
        "bytes",
        Standard,
        &["(bytes) bytes", "(string) bytes"],
        to_bytes,
    ),
    function("type", Standard, &["(A) type(A)"], to_type),
    function("dyn", Standard, &["(A) dyn"], to_dyn),
];

fn size(_: &mut Budget, arguments: &[Value]) -> Result<Value, Failure> {
    match arguments {
        [Value::String(text)] => Ok(count(text.chars().count())),
        [Value::Bytes(bytes)] => Ok(count(bytes.len())),
        [Value::List(items)] => Ok(count(items.len())),
        [Value::Map(map)] => Ok(count(map.len())),
        _ => Err(Failure::no_overload()),
    }
}

fn texts<'v>(budget: &mut Budget, arguments: &'v [Value]) -> Result<[&'v Arc<str>; 2], Failure> {
    match arguments {
        [Value::String(text), Value::String(part)] => {
            budget.charge(text.len() / 16)?;
            Ok([text, part])
        }
        _ => Err(Failure::no_overload()),
    }
}

fn contains(budget: &mut Budget, arguments: &[Value]) -> Result<Value, Failure> {
    let [text, part] = texts(budget, arguments)?;
    Ok(Value::Bool(text.contains(&**part)))
}

fn starts_with(budget: &mut Budget, arguments: &[Value]) -> Result<Value, Failure> {
    let [text, part] = texts(budget, arguments)?;
    Ok(Value::Bool(text.starts_with(&**part)))
}

fn ends_with(budget: &mut Budget, arguments: &[Value]) -> Result<Value, Failure> {
    let [text, part] = texts(budget, arguments)?;
    Ok(Value::Bool(text.ends_with(&**part)))
}

fn matches(budget: &mut Budget, arguments: &[Value]) -> Result<Value, Failure> {
    let [text, pattern] = texts(budget, arguments)?;
    budget.matches(pattern, text).map(Value::Bool)
}

fn to_bool(_: &mut Budget, arguments: &[Value]) -> Result<Value, Failure> {
    match arguments {
        [Value::Bool(value)] => Ok(Value::Bool(*value)),
        [Value::String(text)] => match &**text {
            "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(Value::Bool(true)),
            "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(Value::Bool(false)),
            _ => Err(Failure::error("type conversion error from string to bool")),
        },
        _ => Err(Failure::no_overload()),
    }
}

/// The first double past every int, and past every uint.
const INT_BOUND: f64 = 9_223_372_036_854_775_808.0;
const UINT_BOUND: f64 = 18_446_744_073_709_551_616.0;

#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn to_int(_: &mut Budget, arguments: &[Value]) -> Result<Value, Failure> {
    let value = match arguments {
        [Value::Int(value)] => Some(*value),
        [Value::Uint(value)] => i64::try_from(*value).ok(),
        [Value::Double(value)] => {
            (*value > -INT_BOUND && *value < INT_BOUND).then_some(*value as i64)
        }
        [Value::String(text)] => {
            return text
                .parse()
                .map(Value::Int)
                .map_err(|_| Failure::error("type conversion error from string to int"));
        }
        [Value::Timestamp(time)] => Some(time.seconds()),
        _ => return Err(Failure::no_overload()),
    };
    value
        .map(Value::Int)
        .ok_or_else(|| Failure::overflow("integer"))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked"
)]
fn to_uint(_: &mut Budget, arguments: &[Value]) -> Result<Value, Failure> {
    let value = match arguments {
        [Value::Uint(value)] => Some(*value),
        [Value::Int(value)] => u64::try_from(*value).ok(),
        [Value::Double(value)] => (*value >= 0.0 && *value < UINT_BOUND).then_some(*value as u64),
        [Value::String(text)] => {
            return text
                .parse()
                .map(Value::Uint)
                .map_err(|_| Failure::error("type conversion error from string to uint"));
        }
        _ => return Err(Failure::no_overload()),
    };
    value
        .map(Value::Uint)
        .ok_or_else(|| Failure::overflow("unsigned integer"))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "the nearest double is what the specification wants"
)]
fn to_double(_: &mut Budget, arguments: &[Value]) -> Result<Value, Failure> {
    match arguments {
        [Value::Double(value)] => Ok(Value::Double(*value)),
        [Value::Int(value)] => Ok(Value::Double(*value as f64)),
        [Value::Uint(value)] => Ok(Value::Double(*value as f64)),
        [Value::String(text)] => text
            .parse()
            .map(Value::Double)
            .map_err(|_| Failure::error("type conversion error from string to double")),
        _ => Err(Failure::no_overload()),
    }
}

pub(super) fn to_string(budget: &mut Budget, arguments: &[Value]) -> Result<Value, Failure> {
    let text = match arguments {
        [Value::String(text)] => return Ok(Value::String(text.clone())),
        [Value::Bool(value)] => value.to_string(),
        [Value::Int(value)] => value.to_string(),
        [Value::Uint(value)] => value.to_string(),
        [Value::Double(value)] => number::general(*value),
        [Value::Bytes(bytes)] => String::from_utf8(bytes.to_vec())
            .map_err(|_| Failure::error("invalid UTF-8 in bytes, cannot convert to string"))?,
        [Value::Timestamp(time)] => time.format(),
        [Value::Duration(length)] => length.format(),
        _ => return Err(Failure::no_overload()),
    };
    made(budget, text)
}

fn to_bytes(budget: &mut Budget, arguments: &[Value]) -> Result<Value, Failure> {
    match arguments {
        [Value::Bytes(bytes)] => Ok(Value::Bytes(bytes.clone())),
        [Value::String(text)] => {
            budget.charge(text.len() / 16)?;
            Ok(Value::Bytes(Arc::from(text.as_bytes())))
        }
        _ => Err(Failure::no_overload()),
    }
}

fn to_type(_: &mut Budget, arguments: &[Value]) -> Result<Value, Failure> {
    match arguments {
        [value] => Ok(Value::Type(value.type_name())),
        _ => Err(Failure::no_overload()),
    }
}

fn to_dyn(_: &mut Budget, arguments: &[Value]) -> Result<Value, Failure> {
    match arguments {
        [value] => Ok(value.clone()),
        _ => Err(Failure::no_overload()),
    }
}
