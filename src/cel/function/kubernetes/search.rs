//! Searches by a pattern.

use super::super::super::budget::Budget;
use super::super::super::fault::Failure;
use super::super::super::value::Value;
use super::super::Library::Kubernetes;
use super::super::{Function, function};

pub(super) const FUNCTIONS: &[Function] = &[
    function(
        "/find",
        Kubernetes,
        &[".(string, string) string"],
        |budget, values| {
            let found = found(budget, values, 1)?;
            Ok(found.into_iter().next().unwrap_or(Value::string("")))
        },
    ),
    function(
        "/findAll",
        Kubernetes,
        &[
            ".(string, string) list(string)",
            ".(string, string, int) list(string)",
        ],
        |budget, values| {
            let (most, values) = match values {
                [text, pattern, Value::Int(most)] => (
                    usize::try_from(*most).unwrap_or(usize::MAX),
                    [text.clone(), pattern.clone()],
                ),
                [text, pattern] => (usize::MAX, [text.clone(), pattern.clone()]),
                _ => return Err(Failure::no_overload()),
            };
            Ok(Value::list(found(budget, &values, most)?))
        },
    ),
];

/// Matches that do not overlap, from the left; nothing behind a match is none right there.
fn found(budget: &mut Budget, values: &[Value], most: usize) -> Result<Vec<Value>, Failure> {
    let [Value::String(text), Value::String(pattern)] = values else {
        return Err(Failure::no_overload());
    };
    let mut matches = Vec::new();
    let (mut from, mut last) = (0, None);
    while matches.len() < most {
        let Some((start, end)) = budget.find(pattern, text, from)? else {
            break;
        };
        if start < end || last != Some(end) {
            matches.push(Value::string(text.get(start..end).unwrap_or_default()));
        }
        last = Some(end);
        from = match start < end {
            true => end,
            false => match text.get(end..).and_then(|rest| rest.chars().next()) {
                Some(character) => end + character.len_utf8(),
                None => break,
            },
        };
    }
    Ok(matches)
}
