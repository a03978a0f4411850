//! What Vault answers: of the tests that fail, the first in its order is told.

use super::lower::names;
use crate::evaluation::{Evaluation, Outcome, Received, Refusal, Step};

pub(super) fn of(evaluation: &Evaluation) -> Option<Refusal> {
    let step = first_failing(&evaluation.trace);
    let missing = step.filter(|step| step.received == Received::Missing);
    let attribute = missing.and_then(|step| step.attribute.as_deref());
    let (Some(step), Some(attribute)) = (missing, attribute) else {
        return evaluation.reason.refusal.clone();
    };
    // Go quotes as it writes a text.
    let sentence = match step.name.as_deref() {
        Some(names::USER) => format!("claim {attribute:?} not found in token"),
        Some(names::GROUPS) => {
            format!("failed to fetch groups: {attribute:?} claim not found in token")
        }
        Some(name) if name.starts_with(names::CLAIM) => {
            format!("error validating claims: claim {attribute:?} is missing")
        }
        _ => return evaluation.reason.refusal.clone(),
    };
    Some(refusal(sentence))
}

pub(super) fn refusal(message: impl Into<std::borrow::Cow<'static, str>>) -> Refusal {
    Refusal {
        code: None,
        message: message.into(),
    }
}

fn first_failing(step: &Step) -> Option<&Step> {
    if step.outcome != Outcome::Fail {
        return None;
    }
    match step.children.is_empty() {
        true => Some(step),
        false => step.children.iter().find_map(first_failing),
    }
}
