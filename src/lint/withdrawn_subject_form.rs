//! Ids behind a hyphen: a form of subjects that was announced and never came.

use super::customised::segments;
use super::trust::{pattern, place};
use super::{Finding, Review, Rule};
use crate::diagnostic::Severity;
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "withdrawn-subject-form",
    summary: "`OWNER-ID/REPOSITORY-ID` in a subject, where GitHub writes `OWNER@ID/REPOSITORY@ID`",
    url: "https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens/",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for (trust, tested) in review.wanting() {
        let github = trust
            .service_of(tested)
            .is_some_and(|(service, claim)| service.is_github() && claim == "sub");
        for alternative in tested.test.predicate.alternatives() {
            let Some(pattern) = pattern(alternative).filter(|_| github) else {
                continue;
            };
            let segments = segments(pattern.symbols());
            let [Some(first), Some(repository), ..] = segments.as_slice() else {
                continue;
            };
            let Some((owner, name)) = repository.split_once('/').filter(|_| first == "repo") else {
                continue;
            };
            if ends_in_id(owner) && ends_in_id(name) {
                findings.push(
                    RULE.finding(
                        Severity::Warning,
                        place(tested, alternative),
                        format!("{} has ids behind hyphens", quoted(&alternative.text)),
                    )
                    .why("GitHub withdrew this form: no token of the repository that is meant has it, and whoever takes these very names for his own is let in")
                    .fix("write `repo:OWNER@OWNER_ID/REPOSITORY@REPOSITORY_ID:…`"),
                );
            }
        }
    }
}

/// Shorter numbers are years and versions.
fn ends_in_id(name: &str) -> bool {
    name.rsplit_once('-')
        .is_some_and(|(_, id)| id.len() >= 5 && id.bytes().all(|byte| byte.is_ascii_digit()))
}
