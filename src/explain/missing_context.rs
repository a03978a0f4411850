//! The pattern ends where the name of the repository does.

use super::subject::subject_test;
use super::{Case, Diagnosis, Fix, Kind};
use crate::issuer::github::subject::ContextPattern;
use crate::quote::quoted;

pub(super) const KIND: Kind = Kind {
    id: "missing-context",
    diagnose,
};

const URL: &str =
    "https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let Some(test) = subject_test(case).filter(|test| test.takes_repository()) else {
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
        Diagnosis::new(KIND.id, URL, title, detail)
            .of(&test.failing, Some(test.alternative))
            .fix(
                Fix::told(format!("write {}", quoted(test.text)))
                    .by_policy(test.failing.replace(test.alternative, test.text)),
            ),
    ]
}
