//! The functions of points and lengths of time.

use super::super::budget::Budget;
use super::super::fault::Failure;
use super::super::time::{Duration, Part, Timestamp, offset};
use super::super::value::Value;
use super::Library::Standard;
use super::{Function, function};

const OF_TIMESTAMP: &[&str] = &[".(timestamp) int", ".(timestamp, string) int"];
const OF_BOTH: &[&str] = &[
    ".(timestamp) int",
    ".(timestamp, string) int",
    ".(duration) int",
];

pub(super) const FUNCTIONS: &[Function] = &[
    function(
        "timestamp",
        Standard,
        &[
            "(string) timestamp",
            "(int) timestamp",
            "(timestamp) timestamp",
        ],
        timestamp,
    ),
    function(
        "duration",
        Standard,
        &["(string) duration", "(duration) duration"],
        duration,
    ),
    function("getFullYear", Standard, OF_TIMESTAMP, |_, values| {
        part(Part::Year, values)
    }),
    function("getMonth", Standard, OF_TIMESTAMP, |_, values| {
        part(Part::Month, values)
    }),
    function("getDate", Standard, OF_TIMESTAMP, |_, values| {
        part(Part::Date, values)
    }),
    function("getDayOfMonth", Standard, OF_TIMESTAMP, |_, values| {
        part(Part::DayOfMonth, values)
    }),
    function("getDayOfYear", Standard, OF_TIMESTAMP, |_, values| {
        part(Part::DayOfYear, values)
    }),
    function("getDayOfWeek", Standard, OF_TIMESTAMP, |_, values| {
        part(Part::DayOfWeek, values)
    }),
    function("getHours", Standard, OF_BOTH, |_, values| {
        part(Part::Hours, values)
    }),
    function("getMinutes", Standard, OF_BOTH, |_, values| {
        part(Part::Minutes, values)
    }),
    function("getSeconds", Standard, OF_BOTH, |_, values| {
        part(Part::Seconds, values)
    }),
    function("getMilliseconds", Standard, OF_BOTH, |_, values| {
        part(Part::Milliseconds, values)
    }),
];

fn timestamp(_: &mut Budget, arguments: &[Value]) -> Result<Value, Failure> {
    let time = match arguments {
        [Value::Timestamp(time)] => Some(*time),
        [Value::Int(seconds)] => Timestamp::from_seconds(*seconds),
        [Value::String(text)] => Timestamp::parse(text),
        _ => return Err(Failure::no_overload()),
    };
    time.map(Value::Timestamp)
        .ok_or_else(|| Failure::error("invalid timestamp"))
}

fn duration(_: &mut Budget, arguments: &[Value]) -> Result<Value, Failure> {
    let length = match arguments {
        [Value::Duration(length)] => Some(*length),
        [Value::String(text)] => Duration::parse(text),
        _ => return Err(Failure::no_overload()),
    };
    length
        .map(Value::Duration)
        .ok_or_else(|| Failure::error("invalid duration"))
}

fn part(part: Part, arguments: &[Value]) -> Result<Value, Failure> {
    match arguments {
        [Value::Timestamp(time)] => Ok(Value::Int(time.part(part, 0))),
        [Value::Timestamp(time), Value::String(zone)] => match offset(zone) {
            Some(offset) => Ok(Value::Int(time.part(part, offset))),
            None => Err(Failure::not_evaluable(
                "the offsets of time zones with a name are not known here",
            )),
        },
        [Value::Duration(length)] => length
            .part(part)
            .map(Value::Int)
            .ok_or_else(Failure::no_overload),
        _ => Err(Failure::no_overload()),
    }
}
