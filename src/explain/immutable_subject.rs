//! The token has the ids of owner and repository in its subject, the policy names alone.

use super::subject::SubjectTest;
use super::subject::subject_test;
use super::{Case, Diagnosis, Fix, Kind};
use crate::issuer::github::subject::Repository;
use crate::quote::quoted;

pub(crate) const KIND: Kind = Kind {
    id: "immutable-subject",
    diagnose,
};

const URL: &str = "https://docs.github.com/en/actions/reference/security/oidc";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let Some(test) = subject_test(case) else {
        return Vec::new();
    };
    let Some(repository) = test.shared_repository().filter(|known| known.has_ids()) else {
        return Vec::new();
    };
    if !test.pattern.excludes_ids() {
        return Vec::new();
    }
    let title = format!(
        "the subject has ids, {}, and the policy names alone",
        quoted(&format!("repo:{repository}"))
    );
    let detail = "repositories that were created, renamed or transferred after 15 July 2026, or that opted in, have immutable subjects; patterns without ids no longer match them";
    let meant = with_ids(&test, &repository);
    let edit = meant
        .as_deref()
        .filter(|meant| test.would_take(meant))
        .and_then(|meant| test.failing.replace(test.alternative, meant));
    let fix = match (&meant, &edit) {
        (Some(meant), Some(_)) => Fix::told(format!("write {}", quoted(meant))).by_policy(edit),
        _ => Fix::told(format!("write {}", quoted(test.text)))
            .by_policy(test.failing.replace(test.alternative, test.text)),
    };
    vec![
        Diagnosis::new(KIND.id, URL, title, detail)
            .of(&test.failing, Some(test.alternative))
            .fix(fix)
            .fix(Fix::told(
                "read the prefix that GitHub uses: `gh api repos/OWNER/REPO/actions/oidc/customization/sub`, `sub_claim_prefix`",
            )),
    ]
}

/// The pattern with the ids of the repository put in after its names.
fn with_ids(test: &SubjectTest<'_>, repository: &Repository<'_>) -> Option<String> {
    let rest = test.alternative.text.strip_prefix("repo:")?;
    let end = rest.find(':').unwrap_or(rest.len());
    let (owner, name) = rest.get(..end)?.split_once('/')?;
    let after = rest.get(end..)?;
    // A star at the end of a name takes in the id.
    let numbered = |name: &str, id: Option<&str>| match id {
        Some(id) if !name.ends_with('*') => format!("{name}@{id}"),
        _ => name.to_owned(),
    };
    Some(format!(
        "repo:{}/{}{after}",
        numbered(owner, repository.owner_id),
        numbered(name, repository.id)
    ))
}
