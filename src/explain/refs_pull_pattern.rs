//! The policy expects `refs/pull/…`, which no default subject has.

use super::subject::{SUBJECTS_URL, subject_test};
use super::{Case, Diagnosis, Fix, Kind};
use crate::issuer::github::subject::ContextKind;
use crate::quote::quoted;

pub(crate) const KIND: Kind = Kind {
    id: "refs-pull-pattern",
    diagnose,
};

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let Some(test) = subject_test(case) else {
        return Vec::new();
    };
    let dead = test.failing.alternatives().iter().find(|alternative| {
        alternative.text.contains(":ref:refs/pull/") && test.subject.template().len() <= 2
    });
    let (Some(dead), true) = (dead, test.kind() == Some(ContextKind::PullRequest)) else {
        return Vec::new();
    };
    let title = format!("no subject ever is {}", quoted(&dead.text));
    let detail =
        "the subject of a pull request ends in `:pull_request` and names neither number nor branch";
    vec![
        Diagnosis::new(KIND.id, SUBJECTS_URL, title, detail)
            .of(&test.failing, Some(dead))
            .fix(
                Fix::told(format!(
                    "write {}: it lets in every pull request of the repository, whatever it changes",
                    quoted(test.text)
                ))
                .by_policy(test.failing.replace(dead, test.text))
                .widening(),
            ),
    ]
}
