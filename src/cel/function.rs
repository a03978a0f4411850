//! The functions that there are, in libraries that a relying party has or has not.

mod extract;
mod format;
mod kubernetes;
mod lists;
mod number;
mod optional;
mod sets;
mod standard;
mod strings;
mod time;

use std::sync::Arc;

use super::budget::Budget;
use super::fault::Failure;
use super::value::Value;
pub use kubernetes::{Format, Quantity, Url, Version};

/// A function, with all that goes by its name.
pub(super) struct Function {
    /// Its name, with dots where it is of a namespace.
    pub(super) name: &'static str,
    /// The library that brings it.
    pub(super) library: Library,
    /// What it takes and gives: `(string) int` as a function, `.(string) int` after a dot, of
    /// what stands there, `*(string) int` either way.
    pub(super) signatures: &'static [&'static str],
    /// What it makes of arguments, what stands before the dot being the first.
    pub(super) call: Call,
}

type Call = fn(&mut Budget, &[Value]) -> Result<Value, Failure>;

/// Functions and macros that come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Library {
    /// The functions and macros of the specification.
    Standard,
    /// `split` and `join`, which some relying parties have without the rest of [`Self::Strings`].
    SplitAndJoin,
    /// The other functions of texts that cel-go calls `strings`.
    Strings,
    /// `reverse`, which came to `strings` later.
    Reverse,
    /// `extract`, of Google.
    Extract,
    /// Optional values, with their macros and syntax.
    Optional,
    /// What cel-go calls `lists`.
    Lists,
    /// What Kubernetes calls lists.
    KubernetesLists,
    /// What cel-go calls `sets`.
    Sets,
    /// The macros with two variables.
    TwoVariables,
    /// What Kubernetes alone has: searches by a pattern, URLs, quantities.
    Kubernetes,
    /// Addresses and ranges of addresses, of Kubernetes.
    Addresses,
    /// Named formats of texts, of Kubernetes.
    Formats,
    /// Semantic versions, of Kubernetes.
    Versions,
}

impl Library {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Standard,
        Self::SplitAndJoin,
        Self::Strings,
        Self::Reverse,
        Self::Extract,
        Self::Optional,
        Self::Lists,
        Self::KubernetesLists,
        Self::Sets,
        Self::TwoVariables,
        Self::Kubernetes,
        Self::Addresses,
        Self::Formats,
        Self::Versions,
    ];

    /// The library of the function of that name.
    pub fn of(function: &str) -> Option<Self> {
        find(function).map(|function| function.library)
    }
}

const fn function(
    name: &'static str,
    library: Library,
    signatures: &'static [&'static str],
    call: Call,
) -> Function {
    Function {
        name,
        library,
        signatures,
        call,
    }
}

/// All functions.
fn all() -> impl Iterator<Item = &'static Function> {
    [
        standard::FUNCTIONS,
        time::FUNCTIONS,
        strings::FUNCTIONS,
        extract::FUNCTIONS,
        optional::FUNCTIONS,
        lists::FUNCTIONS,
        sets::FUNCTIONS,
    ]
    .into_iter()
    .chain(kubernetes::FUNCTIONS.iter().copied())
    .flatten()
}

/// The function of that name.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    all().find(|function| function.name == name)
}

/// The name of a function as policies write it: those of Kubernetes alone stand behind a slash, so
/// that no other text can mean them.
pub(super) fn written(name: &str) -> &str {
    name.strip_prefix('/').unwrap_or(name)
}

/// The names of all functions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    all().map(|function| function.name)
}

/// Whether there is a function of a namespace with this name.
pub(super) fn is_namespaced(name: &str) -> bool {
    name.contains('.') && find(name).is_some()
}

impl Function {
    /// Whether it is called so: after a dot, or not.
    pub(super) fn takes(&self, target: bool) -> bool {
        self.signatures
            .iter()
            .any(|signature| signature.starts_with('*') || signature.starts_with('.') == target)
    }
}

/// A value as cel-go shows it in errors.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Uint(value) => value.to_string(),
        Value::Double(value) => number::general(*value),
        other => other.type_name().to_owned(),
    }
}

/// A whole number as an int; a list or text is never longer than one counts.
fn count(length: usize) -> Value {
    Value::Int(i64::try_from(length).unwrap_or(i64::MAX))
}

/// A text that has just been made, whose length is taken as steps.
fn made(budget: &mut Budget, text: String) -> Result<Value, Failure> {
    budget.charge(text.len() / 16)?;
    Ok(Value::String(Arc::from(text)))
}
