//! Subjects that GitHub makes of other claims than by default: `KEY:VALUE`, one behind the other.

use super::reach::Reach;
use crate::pattern::wildcard::Symbol;

/// The claim that a customised subject begins with, where it says nothing of whose repository it
/// is and whoever writes a workflow may choose it, or shares it with many.
pub(crate) fn chosen_first(symbols: &[Symbol]) -> Option<&'static str> {
    let first = segments(symbols).into_iter().next().flatten()?;
    CHOSEN.iter().copied().find(|claim| *claim == first)
}

const CHOSEN: &[&str] = &[
    "base_ref",
    "environment",
    "event_name",
    "head_ref",
    "pull_request",
    "ref",
    "ref_type",
    "repository_visibility",
    "run_attempt",
    "run_number",
    "runner_environment",
    "workflow",
];

/// What the further claims of a customised subject hold it to: nobody can say that his repository
/// has another's id.
pub(crate) fn named_inside(symbols: &[Symbol]) -> Reach {
    segments(symbols)
        .windows(2)
        .filter_map(|pair| match pair {
            [key, value] => {
                value.as_deref()?;
                match key.as_deref()? {
                    "repo" | "repository" | "repository_id" => Some(Reach::Named),
                    "repository_owner" | "repository_owner_id" | "enterprise" => Some(Reach::Owner),
                    "job_workflow_ref" => Some(Reach::Caller),
                    _ => None,
                }
            }
            _ => None,
        })
        .min()
        .unwrap_or(Reach::Anyone)
}

/// The parts between colons; `None` for one with a wildcard in it.
pub(crate) fn segments(symbols: &[Symbol]) -> Vec<Option<String>> {
    symbols
        .split(|symbol| *symbol == Symbol::Literal(':'))
        .map(|part| {
            part.iter()
                .map(|symbol| match symbol {
                    Symbol::Literal(character) => Some(*character),
                    Symbol::One | Symbol::Star => None,
                })
                .collect()
        })
        .collect()
}
