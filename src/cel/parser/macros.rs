//! Macros: calls that are more than calls.

use super::super::ast::{Comprehension, Expression, Kind, Macro, Name};
use crate::diagnostic::Error;
use crate::quote::quoted;

pub(super) fn has(arguments: Vec<Expression>) -> Result<Kind, Error> {
    let span = arguments.first().map(|argument| argument.span);
    match arguments.into_iter().next().map(|argument| argument.kind) {
        Some(Kind::Member {
            operand,
            field,
            optional,
        }) => Ok(Kind::Has {
            operand,
            field,
            optional,
        }),
        _ => Err(Error::new(
            "invalid-expression",
            "expected a field in `has(…)`, as in `has(assertion.environment)`",
        )
        .help("for a name that is no plain word: `'the name' in assertion`")
        .at(span.unwrap_or_default())),
    }
}

/// The macro of that name with so many arguments, and how many variables it names.
pub(super) fn macro_of(name: &str, arguments: usize) -> Option<(Macro, usize)> {
    Some(match (name, arguments) {
        ("all", 2) => (Macro::All, 1),
        ("all", 3) => (Macro::All, 2),
        ("exists", 2) => (Macro::Exists, 1),
        ("exists", 3) => (Macro::Exists, 2),
        ("exists_one" | "existsOne", 2) => (Macro::ExistsOne, 1),
        ("exists_one" | "existsOne", 3) => (Macro::ExistsOne, 2),
        ("map", 2 | 3) => (Macro::Map, 1),
        ("filter", 2) => (Macro::Filter, 1),
        ("transformList", 3 | 4) => (Macro::TransformList, 2),
        ("transformMap", 3 | 4) => (Macro::TransformMap, 2),
        ("transformMapEntry", 3 | 4) => (Macro::TransformMapEntry, 2),
        ("sortBy", 2) => (Macro::SortBy, 1),
        ("optMap", 2) => (Macro::OptionalMap, 1),
        ("optFlatMap", 2) => (Macro::OptionalFlatMap, 1),
        _ => return None,
    })
}

pub(super) fn comprehension(
    kind: Macro,
    range: Expression,
    name: &Name,
    arguments: Vec<Expression>,
    count: usize,
) -> Result<Kind, Error> {
    let mut rest = arguments.into_iter();
    let mut variables: Vec<Name> = Vec::with_capacity(count);
    for argument in rest.by_ref().take(count) {
        match argument.kind {
            Kind::Name(variable) if variables.iter().all(|other| other.text != variable.text) => {
                variables.push(variable);
            }
            _ => {
                return Err(Error::new(
                    "invalid-expression",
                    format!(
                        "expected the name of a variable as argument of {}",
                        quoted(&name.text)
                    ),
                )
                .at(argument.span));
            }
        }
    }
    let mut rest: Vec<Expression> = rest.collect();
    let last = rest.pop();
    let filter = rest.pop();
    match last {
        Some(body) => Ok(Kind::Comprehension(Box::new(Comprehension {
            kind,
            name_span: name.span,
            range,
            variables,
            filter,
            body,
        }))),
        None => Err(Error::new(
            "invalid-expression",
            format!("expected a condition as argument of {}", quoted(&name.text)),
        )
        .at(name.span)),
    }
}
