//! The pattern ends where the name of the repository does.

use super::subject::{SUBJECTS_URL, context_test};
use super::{Case, Diagnosis, Fix, Kind};
use crate::issuer::github::subject::ContextPattern;
use crate::quote::quoted;

pub(crate) const KIND: Kind = Kind {
    id: "missing-context",
    diagnose,
};

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let Some(test) = context_test(case) else {
        return Vec::new();
    };
    if test.pattern.context != ContextPattern::Absent {
        return Vec::new();
    }
    let title = format!(
        "{} ends where a subject goes on",
        quoted(&test.alternative.text)
    );
    let detail = "after the repository stand a colon and `ref:…`, `environment:…` or `pull_request`; without a wildcard the whole is compared";
    vec![
        Diagnosis::new(KIND.id, SUBJECTS_URL, title, detail)
            .of(&test.failing, Some(test.alternative))
            .fix(
                Fix::told(format!("write {}", quoted(test.text)))
                    .by_policy(test.failing.replace(test.alternative, test.text)),
            ),
    ]
}
