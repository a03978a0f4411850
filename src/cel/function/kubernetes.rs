//! What Kubernetes alone has: searches by a pattern, URLs, quantities, addresses, named formats,
//! semantic versions (<https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-cel-libraries>).
//!
//! The names stand behind a slash, so that no expression of others means them.

mod address;
mod format;
mod quantity;
mod search;
mod url;
mod version;

use std::cmp::Ordering;
use std::sync::Arc;

use super::super::budget::Budget;
use super::super::fault::Failure;
use super::super::foreign::Foreign;
use super::super::value::Value;
use super::Library::Kubernetes;
use super::{Function, function};
pub use format::Format;
pub use quantity::Quantity;
pub use url::Url;
pub use version::Version;

pub(super) const FUNCTIONS: &[&[Function]] = &[
    search::FUNCTIONS,
    url::FUNCTIONS,
    quantity::FUNCTIONS,
    address::FUNCTIONS,
    format::FUNCTIONS,
    version::FUNCTIONS,
    COMPARISONS,
];

const COMPARED: &[&str] = &[
    ".(kubernetes.Quantity, kubernetes.Quantity) bool",
    ".(kubernetes.Semver, kubernetes.Semver) bool",
];

/// What quantities and versions have in common.
const COMPARISONS: &[Function] = &[
    function("/isLessThan", Kubernetes, COMPARED, |_, values| {
        Ok(Value::Bool(order(values)? == Ordering::Less))
    }),
    function("/isGreaterThan", Kubernetes, COMPARED, |_, values| {
        Ok(Value::Bool(order(values)? == Ordering::Greater))
    }),
    function(
        "/compareTo",
        Kubernetes,
        &[
            ".(kubernetes.Quantity, kubernetes.Quantity) int",
            ".(kubernetes.Semver, kubernetes.Semver) int",
        ],
        |_, values| Ok(Value::Int(order(values)? as i64)),
    ),
];

fn order(values: &[Value]) -> Result<Ordering, Failure> {
    match values {
        [Value::Foreign(one), Value::Foreign(other)] => match (&**one, &**other) {
            (Foreign::Quantity(one), Foreign::Quantity(other)) => Ok(one.cmp(other)),
            (Foreign::Version(one), Foreign::Version(other)) => Ok(one.cmp(other)),
            _ => Err(Failure::no_overload()),
        },
        _ => Err(Failure::no_overload()),
    }
}

fn foreign(value: Foreign) -> Value {
    Value::Foreign(Arc::new(value))
}

/// The only argument, which is a text, its length taken as steps.
fn text<'v>(budget: &mut Budget, values: &'v [Value]) -> Result<&'v str, Failure> {
    match values {
        [Value::String(text)] => {
            budget.charge(text.len() / 16)?;
            Ok(text)
        }
        _ => Err(Failure::no_overload()),
    }
}

/// The only argument, which is such a value.
fn only(values: &[Value]) -> Result<&Foreign, Failure> {
    match values {
        [Value::Foreign(value)] => Ok(value),
        _ => Err(Failure::no_overload()),
    }
}
