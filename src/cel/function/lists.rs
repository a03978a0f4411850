//! Lists: what cel-go has (<https://github.com/google/cel-go/blob/master/ext/lists.go>), and what
//! Kubernetes has (<https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-list-library>).

use std::cmp::Ordering;

use super::super::ast::Operator;
use super::super::budget::Budget;
use super::super::fault::Failure;
use super::super::operator;
use super::super::value::Value;
use super::Library::{KubernetesLists, Lists};
use super::{Function, count, function};

pub(super) const FUNCTIONS: &[Function] = &[
    function("lists.range", Lists, &["(int) list(int)"], range),
    function("slice", Lists, &[".(list(A), int, int) list(A)"], slice),
    function(
        "flatten",
        Lists,
        &[".(list(list(A))) list(A)", ".(list(dyn), int) list(dyn)"],
        flatten,
    ),
    function("distinct", Lists, &[".(list(A)) list(A)"], distinct),
    function("sort", Lists, &[".(list(A)) list(A)"], sort),
    function("isSorted", KubernetesLists, &[".(list(A)) bool"], is_sorted),
    function("sum", KubernetesLists, &[".(list(A)) A"], sum),
    function(
        "min",
        KubernetesLists,
        &[".(list(A)) A"],
        |budget, values| extreme(budget, values, Ordering::Less, "min"),
    ),
    function(
        "max",
        KubernetesLists,
        &[".(list(A)) A"],
        |budget, values| extreme(budget, values, Ordering::Greater, "max"),
    ),
];

/// Longest list that a number makes: cel-go has no bound but that of its cost.
const MAX_RANGE: i64 = 1_000_000;

fn items<'v>(budget: &mut Budget, values: &'v [Value]) -> Result<&'v [Value], Failure> {
    match values {
        [Value::List(items)] => {
            budget.charge(items.len() / 4)?;
            Ok(items)
        }
        _ => Err(Failure::no_overload()),
    }
}

fn range(budget: &mut Budget, values: &[Value]) -> Result<Value, Failure> {
    match values {
        [Value::Int(end)] if *end <= MAX_RANGE => {
            budget.charge(usize::try_from(*end).unwrap_or(0) / 4)?;
            Ok(Value::list((0..*end).map(Value::Int).collect::<Vec<_>>()))
        }
        [Value::Int(_)] => Err(Failure::too_costly()),
        _ => Err(Failure::no_overload()),
    }
}

fn slice(budget: &mut Budget, values: &[Value]) -> Result<Value, Failure> {
    let [Value::List(items), Value::Int(start), Value::Int(end)] = values else {
        return Err(Failure::no_overload());
    };
    let part = usize::try_from(*start)
        .ok()
        .zip(usize::try_from(*end).ok())
        .and_then(|(start, end)| items.get(start..end));
    match part {
        Some(part) => {
            budget.charge(part.len() / 4)?;
            Ok(Value::list(part))
        }
        None => Err(Failure::error(format!(
            "cannot slice({start}, {end}), list is length {}",
            items.len()
        ))),
    }
}

fn flatten(budget: &mut Budget, values: &[Value]) -> Result<Value, Failure> {
    let (items, depth) = match values {
        [Value::List(items)] => (items, 1),
        [Value::List(items), Value::Int(depth)] if *depth >= 0 => (items, *depth),
        [Value::List(_), Value::Int(_)] => {
            return Err(Failure::error("level must be non-negative"));
        }
        _ => return Err(Failure::no_overload()),
    };
    let mut flat = Vec::new();
    flatten_into(items, depth, &mut flat);
    budget.charge(flat.len() / 4)?;
    Ok(Value::list(flat))
}

fn flatten_into(items: &[Value], depth: i64, flat: &mut Vec<Value>) {
    for item in items {
        match item {
            Value::List(inner) if depth > 0 => flatten_into(inner, depth - 1, flat),
            item => flat.push(item.clone()),
        }
    }
}

fn distinct(budget: &mut Budget, values: &[Value]) -> Result<Value, Failure> {
    let items = items(budget, values)?;
    budget.charge(items.len().saturating_mul(items.len()) / 8)?;
    let mut seen: Vec<Value> = Vec::new();
    for item in items {
        if !seen.iter().any(|other| other.equals(item)) {
            seen.push(item.clone());
        }
    }
    Ok(Value::list(seen))
}

/// The order of two items of one type.
fn order(one: &Value, other: &Value) -> Result<Ordering, Failure> {
    match one.type_name() == other.type_name() {
        true => one.order(other).ok_or_else(Failure::no_overload),
        false => Err(Failure::no_overload()),
    }
}

fn sort(budget: &mut Budget, values: &[Value]) -> Result<Value, Failure> {
    let items = items(budget, values)?;
    if let Some(first) = items.first() {
        for item in items {
            order(first, item)?;
        }
    }
    let mut sorted = items.to_vec();
    sorted.sort_by(|one, other| one.order(other).unwrap_or(Ordering::Equal));
    Ok(Value::list(sorted))
}

fn is_sorted(budget: &mut Budget, values: &[Value]) -> Result<Value, Failure> {
    let items = items(budget, values)?;
    for (one, other) in items.iter().zip(items.iter().skip(1)) {
        if order(one, other)? == Ordering::Greater {
            return Ok(Value::Bool(false));
        }
    }
    Ok(Value::Bool(true))
}

fn sum(budget: &mut Budget, values: &[Value]) -> Result<Value, Failure> {
    let items = items(budget, values)?;
    let Some((first, rest)) = items.split_first() else {
        // The type of an empty list is not known when it is asked.
        return Ok(Value::Int(0));
    };
    if !matches!(
        first,
        Value::Int(_) | Value::Uint(_) | Value::Double(_) | Value::Duration(_)
    ) {
        return Err(Failure::no_overload());
    }
    rest.iter().try_fold(first.clone(), |sum, item| {
        operator::binary(Operator::Add, &sum, item, budget)
    })
}

fn extreme(
    budget: &mut Budget,
    values: &[Value],
    wanted: Ordering,
    name: &str,
) -> Result<Value, Failure> {
    let items = items(budget, values)?;
    let Some((first, rest)) = items.split_first() else {
        return Err(Failure::error(format!("{name} called on empty list")));
    };
    rest.iter()
        .try_fold(first, |best, item| {
            Ok(if order(item, best)? == wanted {
                item
            } else {
                best
            })
        })
        .cloned()
}

/// The place of a value in a list: the first, or the last.
pub(super) fn place(items: &[Value], value: &Value, last: bool) -> Value {
    let mut places = items.iter().map(|item| item.equals(value));
    let found = match last {
        true => places.rposition(|equal| equal),
        false => places.position(|equal| equal),
    };
    found.map_or(Value::Int(-1), count)
}
