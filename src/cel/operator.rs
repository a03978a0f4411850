//! What the operators make of values.

use std::cmp::Ordering;
use std::sync::Arc;

use super::ast::Operator;
use super::budget::Budget;
use super::fault::Failure;
use super::value::Value;

/// What an operator makes of two values.
pub(super) fn binary(
    operator: Operator,
    left: &Value,
    right: &Value,
    budget: &mut Budget,
) -> Result<Value, Failure> {
    let ordered = |fits: fn(Ordering) -> bool| match left.comparable(right) {
        true => Ok(Value::Bool(left.order(right).is_some_and(fits))),
        false => Err(Failure::no_overload()),
    };
    budget.charge(left.size().min(right.size()) / 16)?;
    match operator {
        Operator::Equal => Ok(Value::Bool(left.equals(right))),
        Operator::NotEqual => Ok(Value::Bool(!left.equals(right))),
        Operator::Less => ordered(Ordering::is_lt),
        Operator::LessOrEqual => ordered(Ordering::is_le),
        Operator::Greater => ordered(Ordering::is_gt),
        Operator::GreaterOrEqual => ordered(Ordering::is_ge),
        Operator::In => contains(right, left, budget),
        Operator::Add => add(left, right, budget),
        Operator::Subtract => subtract(left, right),
        Operator::Multiply => multiply(left, right),
        Operator::Divide => divide(left, right),
        Operator::Remainder => remainder(left, right),
    }
}

fn contains(container: &Value, value: &Value, budget: &mut Budget) -> Result<Value, Failure> {
    match container {
        Value::List(items) => {
            budget.charge(items.len() / 4)?;
            Ok(Value::Bool(items.iter().any(|item| item.equals(value))))
        }
        Value::Map(map) => {
            budget.charge(map.len() / 4)?;
            Ok(Value::Bool(map.get(value).is_some()))
        }
        _ => Err(Failure::no_overload()),
    }
}

fn add(left: &Value, right: &Value, budget: &mut Budget) -> Result<Value, Failure> {
    budget.charge((left.size() + right.size()) / 16)?;
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => int(left.checked_add(*right)),
        (Value::Uint(left), Value::Uint(right)) => uint(left.checked_add(*right)),
        (Value::Double(left), Value::Double(right)) => Ok(Value::Double(left + right)),
        (Value::String(left), Value::String(right)) => {
            Ok(Value::String(Arc::from(format!("{left}{right}"))))
        }
        (Value::Bytes(left), Value::Bytes(right)) => Ok(Value::Bytes(
            left.iter().chain(right.iter()).copied().collect(),
        )),
        (Value::List(left), Value::List(right)) => Ok(Value::List(
            left.iter().chain(right.iter()).cloned().collect(),
        )),
        (Value::Duration(left), Value::Duration(right)) => duration(left.checked_add(*right)),
        (Value::Timestamp(time), Value::Duration(length))
        | (Value::Duration(length), Value::Timestamp(time)) => timestamp(time.checked_add(*length)),
        _ => Err(Failure::no_overload()),
    }
}

fn subtract(left: &Value, right: &Value) -> Result<Value, Failure> {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => int(left.checked_sub(*right)),
        (Value::Uint(left), Value::Uint(right)) => uint(left.checked_sub(*right)),
        (Value::Double(left), Value::Double(right)) => Ok(Value::Double(left - right)),
        (Value::Duration(left), Value::Duration(right)) => duration(left.checked_sub(*right)),
        (Value::Timestamp(time), Value::Duration(length)) => timestamp(time.checked_sub(*length)),
        (Value::Timestamp(later), Value::Timestamp(earlier)) => duration(later.since(*earlier)),
        _ => Err(Failure::no_overload()),
    }
}

fn multiply(left: &Value, right: &Value) -> Result<Value, Failure> {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => int(left.checked_mul(*right)),
        (Value::Uint(left), Value::Uint(right)) => uint(left.checked_mul(*right)),
        (Value::Double(left), Value::Double(right)) => Ok(Value::Double(left * right)),
        _ => Err(Failure::no_overload()),
    }
}

fn divide(left: &Value, right: &Value) -> Result<Value, Failure> {
    match (left, right) {
        (Value::Int(_), Value::Int(0)) | (Value::Uint(_), Value::Uint(0)) => {
            Err(Failure::error("division by zero"))
        }
        (Value::Int(left), Value::Int(right)) => int(left.checked_div(*right)),
        (Value::Uint(left), Value::Uint(right)) => uint(left.checked_div(*right)),
        (Value::Double(left), Value::Double(right)) => Ok(Value::Double(left / right)),
        _ => Err(Failure::no_overload()),
    }
}

fn remainder(left: &Value, right: &Value) -> Result<Value, Failure> {
    match (left, right) {
        (Value::Int(_), Value::Int(0)) | (Value::Uint(_), Value::Uint(0)) => {
            Err(Failure::error("modulus by zero"))
        }
        (Value::Int(left), Value::Int(right)) => int(left.checked_rem(*right)),
        (Value::Uint(left), Value::Uint(right)) => uint(left.checked_rem(*right)),
        _ => Err(Failure::no_overload()),
    }
}

/// `-value`
pub(super) fn negate(value: &Value) -> Result<Value, Failure> {
    match value {
        Value::Int(value) => int(value.checked_neg()),
        Value::Double(value) => Ok(Value::Double(-value)),
        Value::Duration(value) => duration(value.checked_neg()),
        _ => Err(Failure::no_overload()),
    }
}

fn int(value: Option<i64>) -> Result<Value, Failure> {
    value
        .map(Value::Int)
        .ok_or_else(|| Failure::overflow("integer"))
}

fn uint(value: Option<u64>) -> Result<Value, Failure> {
    value
        .map(Value::Uint)
        .ok_or_else(|| Failure::overflow("unsigned integer"))
}

fn duration(value: Option<super::time::Duration>) -> Result<Value, Failure> {
    value
        .map(Value::Duration)
        .ok_or_else(|| Failure::overflow("duration"))
}

fn timestamp(value: Option<super::time::Timestamp>) -> Result<Value, Failure> {
    value
        .map(Value::Timestamp)
        .ok_or_else(|| Failure::overflow("timestamp"))
}
