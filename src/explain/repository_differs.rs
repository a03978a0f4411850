//! The token is of another repository.

use super::subject::fits_ignoring_case;
use super::subject::subject_test;
use super::{Case, Diagnosis, Fix, Kind};
use crate::quote::quoted;

pub(crate) const KIND: Kind = Kind {
    id: "repository-differs",
    diagnose,
};

const URL: &str = "https://docs.github.com/en/actions/reference/security/oidc";

/// Claims that tell the same: they differ for the same reason.
const SAME_REASON: &[&str] = &[
    "repository",
    "repository_id",
    "repository_owner_id",
    "job_workflow_ref",
];

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let Some(test) = subject_test(case) else {
        return Vec::new();
    };
    let Some(repository) = test
        .subject
        .repository
        .filter(|_| test.shared_repository().is_none())
    else {
        return Vec::new();
    };
    let same_owner = fits_ignoring_case(&test.pattern.owner, repository.owner);
    let ours = format!("{}/{}", repository.owner, repository.name);
    let title = format!(
        "the token is of the repository {}, the policy trusts {}",
        quoted(&ours),
        quoted(&test.alternative.text)
    );
    let detail = if same_owner {
        "the owner is the same, the repository another".to_owned()
    } else {
        format!("the owner {} is another", quoted(repository.owner))
    };
    let diagnosis = Diagnosis::new(KIND.id, URL, title, detail)
        .of(&test.failing, Some(test.alternative))
        .and_of_claims(case, SAME_REASON);
    let edit = match diagnosis.tests.len() {
        1 => test.failing.add(test.text),
        _ => None,
    };
    vec![
        diagnosis.fix(
            Fix::told(format!(
                "if this repository is to get in, {}",
                test.failing.adding(test.text)
            ))
            .by_policy(edit),
        ),
    ]
}
