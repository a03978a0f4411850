//! The policy is written for the form of subjects that was announced and withdrawn.

use super::subject::subject_test;
use super::{Case, Diagnosis, Fix, Kind};
use crate::issuer::github::subject::Repository;
use crate::quote::quoted;

pub(crate) const KIND: Kind = Kind {
    id: "hyphen-subject",
    diagnose,
};

const URL: &str = "https://docs.github.com/en/actions/reference/security/oidc";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let Some(test) = subject_test(case) else {
        return Vec::new();
    };
    let written = test
        .pattern
        .owner
        .literal()
        .zip(test.pattern.name.literal())
        .map(|(owner, name)| format!("{owner}/{name}"));
    let meant = written
        .as_deref()
        .and_then(Repository::parse)
        .and_then(|repository| repository.as_hyphenated());
    let (Some(meant), Some(repository)) = (meant, test.subject.repository) else {
        return Vec::new();
    };
    if !meant.owner.eq_ignore_ascii_case(repository.owner)
        || !meant.name.eq_ignore_ascii_case(repository.name)
    {
        return Vec::new();
    }
    let title = format!(
        "{} is the form `OWNER-ID/REPO-ID`, which was withdrawn before any token had it",
        quoted(written.as_deref().unwrap_or_default())
    );
    let detail =
        "ids stand after `@`; whoever makes an organisation of that name would match the policy";
    vec![
        Diagnosis::new(KIND.id, URL, title, detail)
            .of(&test.failing, Some(test.alternative))
            .fix(
                Fix::told(format!("write {}", quoted(test.text)))
                    .by_policy(test.failing.replace(test.alternative, test.text)),
            ),
    ]
}
