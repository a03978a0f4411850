//! The job has an environment, and so its subject names no branch.

use super::subject::{SUBJECTS_URL, context_test};
use super::{Case, Diagnosis, Fix, Kind};
use crate::issuer::github::subject::{Context, ContextPattern};
use crate::quote::quoted;

pub(crate) const KIND: Kind = Kind {
    id: "environment-replaces-ref",
    diagnose,
};

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let Some(test) = context_test(case) else {
        return Vec::new();
    };
    let (Some(Context::Environment(name)), ContextPattern::Ref(_) | ContextPattern::PullRequest) =
        (&test.subject.context, &test.pattern.context)
    else {
        return Vec::new();
    };
    let title = format!(
        "the job has the environment {}, and so its subject names that and no branch",
        quoted(name)
    );
    let detail = format!(
        "the policy wants {}; the environment stands in its place, whatever started the run",
        quoted(&test.alternative.text)
    );
    vec![
        Diagnosis::new(KIND.id, SUBJECTS_URL, title, detail)
            .of(&test.failing, Some(test.alternative))
            .fix(
                Fix::told(format!(
                    "{}, and say in the environment which branches may use it",
                    test.failing.adding(test.text)
                ))
                .by_policy(test.failing.add(test.text)),
            )
            .fix(Fix::told("or take `environment:` out of the job")),
    ]
}
