//! The run is of a merge queue.

use super::subject::context_test;
use super::{Case, Diagnosis, Fix, Kind};
use crate::issuer::github::GitRef;
use crate::issuer::github::subject::Context;
use crate::quote::quoted;

pub(crate) const KIND: Kind = Kind {
    id: "merge-queue",
    diagnose,
};

const URL: &str = "https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#merge_group";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let Some(test) = context_test(case) else {
        return Vec::new();
    };
    let queued = test.subject.context.as_ref().and_then(Context::git_ref);
    let Some(GitRef::MergeQueue { base, number, .. }) = queued else {
        return Vec::new();
    };
    let title = format!("the run is of the merge queue of {}", quoted(base));
    let detail = format!(
        "for pull request {number} it runs on a temporary branch below `gh-readonly-queue/{base}`, and its subject names that branch"
    );
    let pattern = test
        .text
        .split_once("gh-readonly-queue/")
        .map(|(before, _)| format!("{before}gh-readonly-queue/{base}/*"));
    let mut diagnosis =
        Diagnosis::new(KIND.id, URL, title, detail).of(&test.failing, Some(test.alternative));
    if let Some(pattern) = pattern {
        let edit = test
            .would_take(&pattern)
            .then(|| test.failing.add(&pattern))
            .flatten();
        diagnosis = diagnosis.fix(
            Fix::told(format!(
                "if the queue is to get in before anything is merged, {} under {}",
                test.failing.adding(&pattern),
                case.notation().patterns_stand_under()
            ))
            .by_policy(edit)
            .widening(),
        );
    }
    vec![diagnosis.fix(Fix::told("or run the job on `push`, once it is merged"))]
}
