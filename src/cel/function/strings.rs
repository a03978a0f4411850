//! Texts: what cel-go has beyond the standard
//! (<https://github.com/google/cel-go/blob/master/ext/strings.go>). Places are counted in code
//! points.

use std::sync::Arc;

use super::super::budget::Budget;
use super::super::fault::Failure;
use super::super::value::Value;
use super::Library::{Reverse, SplitAndJoin, Strings};
use super::{Function, format, function, lists, made};

const ONE: &[&str] = &[".(string) string"];

pub(super) const FUNCTIONS: &[Function] = &[
    function(
        "split",
        SplitAndJoin,
        &[
            ".(string, string) list(string)",
            ".(string, string, int) list(string)",
        ],
        split,
    ),
    function(
        "join",
        SplitAndJoin,
        &[".(list(string)) string", ".(list(string), string) string"],
        join,
    ),
    function("charAt", Strings, &[".(string, int) string"], char_at),
    function(
        "indexOf",
        Strings,
        &[
            ".(string, string) int",
            ".(string, string, int) int",
            ".(list(A), A) int",
        ],
        index_of,
    ),
    function(
        "lastIndexOf",
        Strings,
        &[
            ".(string, string) int",
            ".(string, string, int) int",
            ".(list(A), A) int",
        ],
        last_index_of,
    ),
    function("lowerAscii", Strings, ONE, |budget, values| {
        made(budget, text(values)?.to_ascii_lowercase())
    }),
    function("upperAscii", Strings, ONE, |budget, values| {
        made(budget, text(values)?.to_ascii_uppercase())
    }),
    function(
        "replace",
        Strings,
        &[
            ".(string, string, string) string",
            ".(string, string, string, int) string",
        ],
        replace,
    ),
    function(
        "substring",
        Strings,
        &[".(string, int) string", ".(string, int, int) string"],
        substring,
    ),
    function("trim", Strings, ONE, |budget, values| {
        made(budget, text(values)?.trim().to_owned())
    }),
    function(
        "reverse",
        Reverse,
        &[".(string) string", ".(list(A)) list(A)"],
        reverse,
    ),
    function("strings.quote", Strings, &["(string) string"], quote),
    function(
        "format",
        Strings,
        &[".(string, list(dyn)) string"],
        format::format,
    ),
];

fn text(values: &[Value]) -> Result<&str, Failure> {
    match values {
        [Value::String(text)] => Ok(text),
        _ => Err(Failure::no_overload()),
    }
}

/// How often something is done: as often as there is occasion where the number is negative.
fn times(rest: &[Value]) -> Result<Option<usize>, Failure> {
    match rest {
        [] => Ok(None),
        [Value::Int(times)] => Ok(usize::try_from(*times).ok()),
        _ => Err(Failure::no_overload()),
    }
}

fn split(budget: &mut Budget, values: &[Value]) -> Result<Value, Failure> {
    let [Value::String(text), Value::String(separator), rest @ ..] = values else {
        return Err(Failure::no_overload());
    };
    let times = times(rest)?;
    budget.charge(text.len() / 16)?;
    let parts: Vec<&str> = match (times, separator.is_empty()) {
        (Some(0), _) => Vec::new(),
        // An empty separator stands between any two characters.
        (times, true) => characters(text, times.unwrap_or(usize::MAX)),
        (Some(times), false) => text.splitn(times, &**separator).collect(),
        (None, false) => text.split(&**separator).collect(),
    };
    budget.charge(parts.len() / 4)?;
    Ok(Value::List(parts.into_iter().map(Value::string).collect()))
}

/// The characters of a text, the last part being all that is left.
fn characters(text: &str, parts: usize) -> Vec<&str> {
    let mut rest = text;
    let mut out = Vec::new();
    while let Some(first) = rest.chars().next() {
        let end = match out.len() + 1 < parts {
            true => first.len_utf8(),
            false => rest.len(),
        };
        let (part, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        out.push(part);
        rest = after;
    }
    out
}

fn join(budget: &mut Budget, values: &[Value]) -> Result<Value, Failure> {
    let (items, separator) = match values {
        [Value::List(items)] => (items, ""),
        [Value::List(items), Value::String(separator)] => (items, &**separator),
        _ => return Err(Failure::no_overload()),
    };
    let mut texts = Vec::with_capacity(items.len());
    let mut length = 0;
    for item in items.iter() {
        match item {
            Value::String(text) => texts.push(&**text),
            _ => return Err(Failure::no_overload()),
        }
        length += separator.len() + texts.last().map_or(0, |text| text.len());
    }
    budget.charge(length / 16)?;
    made(budget, texts.join(separator))
}

/// The byte at which the code point stands that is the `index`th, or the end.
fn byte_at(text: &str, index: i64) -> Option<usize> {
    let index = usize::try_from(index).ok()?;
    text.char_indices()
        .map(|(byte, _)| byte)
        .chain([text.len()])
        .nth(index)
}

fn out_of_range(index: i64) -> Failure {
    Failure::error(format!("index out of range: {index}"))
}

fn char_at(budget: &mut Budget, values: &[Value]) -> Result<Value, Failure> {
    let [Value::String(text), Value::Int(index)] = values else {
        return Err(Failure::no_overload());
    };
    budget.charge(text.len() / 16)?;
    let byte = byte_at(text, *index).ok_or_else(|| out_of_range(*index))?;
    let rest = text.get(byte..).unwrap_or_default();
    made(budget, rest.chars().take(1).collect())
}

fn index_of(budget: &mut Budget, values: &[Value]) -> Result<Value, Failure> {
    let (text, part, from) = match values {
        [Value::List(items), value] => return Ok(lists::place(items, value, false)),
        [Value::String(text), Value::String(part)] => (text, part, 0),
        [Value::String(text), Value::String(part), Value::Int(from)] => (text, part, *from),
        _ => return Err(Failure::no_overload()),
    };
    budget.charge(text.len() / 8)?;
    let start = byte_at(text, from).ok_or_else(|| out_of_range(from))?;
    let found = text
        .get(start..)
        .and_then(|rest| rest.find(&**part))
        .and_then(|byte| text.get(..start + byte));
    Ok(found.map_or(Value::Int(-1), |before| {
        super::count(before.chars().count())
    }))
}

fn last_index_of(budget: &mut Budget, values: &[Value]) -> Result<Value, Failure> {
    let (text, part, from) = match values {
        [Value::List(items), value] => return Ok(lists::place(items, value, true)),
        [Value::String(text), Value::String(part)] => (text, part, None),
        [Value::String(text), Value::String(part), Value::Int(from)] => (text, part, Some(*from)),
        _ => return Err(Failure::no_overload()),
    };
    budget.charge(text.len() / 8)?;
    // A place may begin at `from` and reach beyond it.
    let end = match from {
        Some(from) => {
            let start = byte_at(text, from).ok_or_else(|| out_of_range(from))?;
            let rest = text.get(start..).unwrap_or_default();
            rest.char_indices()
                .nth(part.chars().count())
                .map_or(text.len(), |(length, _)| start + length)
        }
        None => text.len(),
    };
    let found = text
        .get(..end)
        .and_then(|head| head.rfind(&**part))
        .and_then(|byte| text.get(..byte));
    Ok(found.map_or(Value::Int(-1), |before| {
        super::count(before.chars().count())
    }))
}

fn replace(budget: &mut Budget, values: &[Value]) -> Result<Value, Failure> {
    let [
        Value::String(text),
        Value::String(old),
        Value::String(new),
        rest @ ..,
    ] = values
    else {
        return Err(Failure::no_overload());
    };
    let times = times(rest)?;
    let places = match old.is_empty() {
        true => text.chars().count() + 1,
        false => text.len() / old.len(),
    };
    let places = places.min(times.unwrap_or(usize::MAX));
    budget.charge((text.len() + places.saturating_mul(new.len())) / 16)?;
    let replaced = match times {
        Some(times) => text.replacen(&**old, new, times),
        None => text.replace(&**old, new),
    };
    Ok(Value::String(Arc::from(replaced)))
}

fn substring(budget: &mut Budget, values: &[Value]) -> Result<Value, Failure> {
    let (text, start, end) = match values {
        [Value::String(text), Value::Int(start)] => (text, *start, None),
        [Value::String(text), Value::Int(start), Value::Int(end)] => (text, *start, Some(*end)),
        _ => return Err(Failure::no_overload()),
    };
    budget.charge(text.len() / 16)?;
    let first = byte_at(text, start).ok_or_else(|| out_of_range(start))?;
    let last = match end {
        Some(end) => byte_at(text, end).ok_or_else(|| out_of_range(end))?,
        None => text.len(),
    };
    match text.get(first..last) {
        Some(part) => made(budget, part.to_owned()),
        None => Err(Failure::error(format!(
            "invalid substring range. start: {start}, end: {}",
            end.unwrap_or_default()
        ))),
    }
}

fn reverse(budget: &mut Budget, values: &[Value]) -> Result<Value, Failure> {
    match values {
        [Value::String(text)] => made(budget, text.chars().rev().collect()),
        [Value::List(items)] => {
            budget.charge(items.len() / 4)?;
            Ok(Value::List(items.iter().rev().cloned().collect()))
        }
        _ => Err(Failure::no_overload()),
    }
}

fn quote(budget: &mut Budget, values: &[Value]) -> Result<Value, Failure> {
    let mut quoted = String::from('"');
    for character in text(values)?.chars() {
        let escaped = match character {
            '\u{7}' => "\\a",
            '\u{8}' => "\\b",
            '\u{c}' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\u{b}' => "\\v",
            '\\' => "\\\\",
            '"' => "\\\"",
            character => {
                quoted.push(character);
                continue;
            }
        };
        quoted.push_str(escaped);
    }
    quoted.push('"');
    made(budget, quoted)
}
