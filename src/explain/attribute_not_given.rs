//! It hangs on something of the request that nobody told.

use super::{Case, Diagnosis, Fix, Kind};
use crate::evaluation::{Outcome, ReasonCode, Received, Step};
use crate::quote::quoted;

pub(crate) const KIND: Kind = Kind {
    id: "attribute-not-given",
    diagnose,
};

const URL: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    if case.evaluation.reason.code != ReasonCode::AttributeUnknown {
        return Vec::new();
    }
    let mut names = Vec::new();
    unknown(&case.evaluation.trace, &mut names);
    names
        .into_iter()
        .map(|name| {
            let title = format!(
                "the verdict hangs on {}, which the token does not hold",
                quoted(name)
            );
            let detail =
                "it is part of the request: the real one has it, and it was not given here";
            Diagnosis::new(KIND.id, URL, title, detail).fix(Fix::told(format!(
                "give it: `--context {name}=…` on the command line, `context` in a request"
            )))
        })
        .collect()
}

fn unknown<'s>(step: &'s Step, names: &mut Vec<&'s str>) {
    let not_given = step.outcome == Outcome::Unknown && step.received == Received::Unsaid;
    if let Some(name) = step.attribute.as_deref().filter(|_| not_given)
        && !names.contains(&name)
    {
        names.push(name);
    }
    for child in &step.children {
        unknown(child, names);
    }
}
