//! `format`, in the words of the specification of the extension
//! (<https://github.com/google/cel-go/blob/master/ext/formatting_v2.go>).

use super::super::budget::Budget;
use super::super::fault::Failure;
use super::super::value::{Map, Value};
use super::made;
use super::number::{scientific, unusual};

/// Digits after the point where a clause does not say.
const PRECISION: usize = 6;

/// Most digits after the point.
const MAX_PRECISION: usize = 1_000;

pub(super) fn format(budget: &mut Budget, values: &[Value]) -> Result<Value, Failure> {
    let [Value::String(template), Value::List(arguments)] = values else {
        return Err(Failure::no_overload());
    };
    let mut arguments = arguments.iter();
    let mut out = String::new();
    let mut rest: &str = template;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('%') {
            out.push('%');
            rest = after;
            continue;
        }
        let (precision, after) = precision(after)?;
        let verb = after
            .chars()
            .next()
            .ok_or_else(|| Failure::error("unexpected end of string"))?;
        let argument = arguments
            .next()
            .ok_or_else(|| Failure::error("index out of range"))?;
        let text = clause(verb, precision, argument)?;
        budget.charge(text.len() / 16)?;
        out.push_str(&text);
        rest = after.get(verb.len_utf8()..).unwrap_or_default();
    }
    out.push_str(rest);
    made(budget, out)
}

/// The `.3` of `%.3f`, and what comes after it.
fn precision(text: &str) -> Result<(Option<usize>, &str), Failure> {
    let Some(after) = text.strip_prefix('.') else {
        return Ok((None, text));
    };
    let length = after.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = after.split_at_checked(length).unwrap_or((after, ""));
    match digits.parse() {
        Ok(precision) if precision <= MAX_PRECISION => Ok((Some(precision), rest)),
        _ => Err(Failure::error("error while parsing precision")),
    }
}

fn clause(verb: char, precision: Option<usize>, value: &Value) -> Result<String, Failure> {
    match verb {
        's' => text(value),
        'd' => decimal(value),
        'f' => fixed(value, precision.unwrap_or(PRECISION)),
        'e' => exponent(value, precision.unwrap_or(PRECISION)),
        'b' => binary(value),
        'o' => octal(value),
        'x' => hexadecimal(value),
        'X' => hexadecimal(value).map(|text| text.to_uppercase()),
        _ => Err(Failure::error(format!(
            "unrecognized formatting clause \"{verb}\""
        ))),
    }
}

fn unsuitable(verb: &str, value: &Value) -> Failure {
    Failure::error(format!(
        "{verb} clause cannot be used on {}",
        value.type_name()
    ))
}

fn text(value: &Value) -> Result<String, Failure> {
    Ok(match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Uint(value) => value.to_string(),
        Value::Double(value) => match unusual(*value, "Infinity", "-Infinity") {
            Some(text) => text.to_owned(),
            None => value.to_string(),
        },
        Value::String(text) => text.to_string(),
        Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Value::Timestamp(time) => time.format(),
        Value::Duration(length) => length.format(),
        Value::Type(name) => (*name).to_owned(),
        Value::List(items) => {
            let items: Result<Vec<String>, Failure> = items.iter().map(text).collect();
            format!("[{}]", items?.join(", "))
        }
        Value::Map(map) => entries(map)?,
        Value::Optional(_) | Value::Foreign(_) => return Err(unsuitable("string", value)),
    })
}

/// The entries of a map in the order of their keys, which is the same every time.
fn entries(map: &Map) -> Result<String, Failure> {
    let mut entries = Vec::with_capacity(map.len());
    for (key, value) in map.iter() {
        if !matches!(
            key,
            Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::String(_)
        ) {
            return Err(unsuitable("string", key));
        }
        entries.push((text(key)?, text(value)?));
    }
    entries.sort();
    let entries: Vec<String> = entries
        .into_iter()
        .map(|(key, value)| format!("{key}: {value}"))
        .collect();
    Ok(format!("{{{}}}", entries.join(", ")))
}

fn decimal(value: &Value) -> Result<String, Failure> {
    match value {
        Value::Int(value) => Ok(value.to_string()),
        Value::Uint(value) => Ok(value.to_string()),
        Value::Double(number) => unusual(*number, "Infinity", "-Infinity")
            .map(str::to_owned)
            .ok_or_else(|| unsuitable("decimal", value)),
        _ => Err(unsuitable("decimal", value)),
    }
}

/// The double that a number is taken for.
#[expect(
    clippy::cast_precision_loss,
    reason = "the clause is one of floating point"
)]
fn double(value: &Value) -> Option<f64> {
    match value {
        Value::Double(value) => Some(*value),
        Value::Int(value) => Some(*value as f64),
        Value::Uint(value) => Some(*value as f64),
        _ => None,
    }
}

fn fixed(value: &Value, precision: usize) -> Result<String, Failure> {
    let number = double(value).ok_or_else(|| unsuitable("fixed-point", value))?;
    Ok(match unusual(number, "Infinity", "-Infinity") {
        Some(text) => text.to_owned(),
        None => format!("{number:.precision$}"),
    })
}

fn exponent(value: &Value, precision: usize) -> Result<String, Failure> {
    let number = double(value).ok_or_else(|| unsuitable("scientific", value))?;
    Ok(match unusual(number, "Infinity", "-Infinity") {
        Some(text) => text.to_owned(),
        None => scientific(number, precision),
    })
}

fn sign(value: i64) -> &'static str {
    if value < 0 { "-" } else { "" }
}

fn binary(value: &Value) -> Result<String, Failure> {
    match value {
        Value::Bool(value) => Ok(u8::from(*value).to_string()),
        Value::Int(value) => Ok(format!("{}{:b}", sign(*value), value.unsigned_abs())),
        Value::Uint(value) => Ok(format!("{value:b}")),
        _ => Err(unsuitable("binary", value)),
    }
}

fn octal(value: &Value) -> Result<String, Failure> {
    match value {
        Value::Int(value) => Ok(format!("{}{:o}", sign(*value), value.unsigned_abs())),
        Value::Uint(value) => Ok(format!("{value:o}")),
        _ => Err(unsuitable("octal", value)),
    }
}

fn hexadecimal(value: &Value) -> Result<String, Failure> {
    let bytes = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    match value {
        Value::Int(value) => Ok(format!("{}{:x}", sign(*value), value.unsigned_abs())),
        Value::Uint(value) => Ok(format!("{value:x}")),
        Value::String(text) => Ok(bytes(text.as_bytes())),
        Value::Bytes(value) => Ok(bytes(value)),
        _ => Err(unsuitable("hexadecimal", value)),
    }
}
