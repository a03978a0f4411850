//! Lists taken as sets (<https://github.com/google/cel-go/blob/master/ext/sets.go>).

use super::super::budget::Budget;
use super::super::fault::Failure;
use super::super::value::Value;
use super::Library::Sets;
use super::{Function, function};

const SIGNATURE: &[&str] = &["(list(A), list(A)) bool"];

pub(super) const FUNCTIONS: &[Function] = &[
    function("sets.contains", Sets, SIGNATURE, |budget, values| {
        let [set, part] = lists(budget, values)?;
        Ok(Value::Bool(contains(set, part)))
    }),
    function("sets.equivalent", Sets, SIGNATURE, |budget, values| {
        let [one, other] = lists(budget, values)?;
        Ok(Value::Bool(contains(one, other) && contains(other, one)))
    }),
    function("sets.intersects", Sets, SIGNATURE, |budget, values| {
        let [one, other] = lists(budget, values)?;
        let shared = one
            .iter()
            .any(|item| other.iter().any(|other| other.equals(item)));
        Ok(Value::Bool(shared))
    }),
];

fn lists<'v>(budget: &mut Budget, values: &'v [Value]) -> Result<[&'v [Value]; 2], Failure> {
    match values {
        [Value::List(one), Value::List(other)] => {
            budget.charge(one.len().saturating_mul(other.len()) / 4)?;
            Ok([one, other])
        }
        _ => Err(Failure::no_overload()),
    }
}

fn contains(set: &[Value], part: &[Value]) -> bool {
    part.iter()
        .all(|item| set.iter().any(|other| other.equals(item)))
}
