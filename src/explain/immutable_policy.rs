//! The policy has the ids of owner and repository, the token names alone.

use super::subject::subject_test;
use super::{Case, Diagnosis, Fix, Kind};

pub(crate) const KIND: Kind = Kind {
    id: "immutable-policy",
    diagnose,
};

const URL: &str = "https://docs.github.com/en/actions/reference/security/oidc";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let Some(test) = subject_test(case) else {
        return Vec::new();
    };
    let names_alone = test
        .shared_repository()
        .is_some_and(|repository| !repository.has_ids());
    if !names_alone || !test.pattern.requires_ids() {
        return Vec::new();
    }
    let title = "the policy has ids in the subject, and this token names alone".to_owned();
    let detail = "a repository from before 15 July 2026 has names alone in its subject until it opts in to immutable subjects, is renamed or transferred";
    vec![
        Diagnosis::new(KIND.id, URL, title, detail)
            .of(&test.failing, Some(test.alternative))
            .fix(Fix::told(
                "let the repository opt in: `gh api -X PUT repos/OWNER/REPO/actions/oidc/customization/sub -F use_default=true -F use_immutable_subject=true`",
            ))
            .fix(
                Fix::told(format!(
                    "or {}; names can be taken over by others once they are free",
                    test.failing.adding(test.text)
                ))
                .by_policy(test.failing.add(test.text))
                .widening(),
            ),
    ]
}
