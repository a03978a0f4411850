//! A pull request where the policy wants a branch, or the other way round.

use super::subject::{SUBJECTS_URL, context_test};
use super::{Case, Diagnosis, Fix, Kind};
use crate::issuer::github::subject::{ContextKind, ContextPattern};
use crate::quote::quoted;

pub(crate) const KIND: Kind = Kind {
    id: "pull-request-subject",
    diagnose,
};

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let Some(test) = context_test(case) else {
        return Vec::new();
    };
    let event = case.claims.text("event_name");
    let started = event.map_or_else(String::new, |event| {
        format!(", started by {},", quoted(event))
    });
    let (title, detail, fix) = match (test.kind(), &test.pattern.context) {
        (Some(ContextKind::PullRequest), ContextPattern::Ref(_)) => (
            "the run is of a pull request, whose subject names no branch".to_owned(),
            format!("the policy wants {}", quoted(&test.alternative.text)),
            Fix::told(format!(
                "if pull requests are to get in, {}: it lets in every one of the repository, whatever it changes",
                test.failing.adding(test.text)
            ))
            .widening(),
        ),
        (Some(ContextKind::Ref), ContextPattern::PullRequest) => (
            "the policy is for pull requests, and the run is not of one".to_owned(),
            format!("the run{started} has the subject {}", quoted(test.text)),
            Fix::told(format!(
                "if this branch is to get in, {}",
                test.failing.adding(test.text)
            )),
        ),
        _ => return Vec::new(),
    };
    vec![
        Diagnosis::new(KIND.id, SUBJECTS_URL, title, detail)
            .of(&test.failing, Some(test.alternative))
            .fix(fix.by_policy(test.failing.add(test.text))),
    ]
}
