//! Subjects of a repository with ids and without, of which only some have a counterpart.

use super::trust::place;
use super::{Finding, Review, Rule};
use crate::diagnostic::Severity;
use crate::quote::quoted;
use crate::span::Span;

pub(crate) const RULE: Rule = Rule {
    id: "immutable-subject-mismatch",
    summary: "a repository is trusted with ids in some subjects and by names alone in others",
    url: "https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims",
    check,
};

/// A subject of GitHub's default form.
struct Subject<'p> {
    text: &'p str,
    /// `OWNER/REPOSITORY`, without ids.
    repository: String,
    has_ids: bool,
    /// What stands behind the repository.
    context: &'p str,
    span: Span,
}

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    let mut subjects = Vec::new();
    for (trust, tested) in review.wanting() {
        let github = trust
            .service_of(tested)
            .is_some_and(|(service, claim)| service.is_github() && claim == "sub");
        if github {
            let alternatives = tested.test.predicate.alternatives().iter();
            subjects.extend(
                alternatives
                    .filter_map(|alternative| read(&alternative.text, place(tested, alternative))),
            );
        }
    }
    for subject in &subjects {
        let mut others = subjects.iter().filter(|other| {
            other.has_ids != subject.has_ids && other.repository == subject.repository
        });
        let is_alone = !others.clone().any(|other| other.context == subject.context);
        let Some(other) = others.next().filter(|_| is_alone) else {
            continue;
        };
        let (which, when) = match subject.has_ids {
            true => (
                "by names alone",
                "as long as the repository has no immutable subjects",
            ),
            false => ("with ids", "once the repository has immutable subjects"),
        };
        findings.push(
            RULE.finding(
                Severity::Warning,
                subject.span,
                format!(
                    "{} has no counterpart {which}, as {} is one of the same repository",
                    quoted(subject.text),
                    quoted(other.text)
                ),
            )
            .why(format!(
                "a repository has one form of subjects or the other: {when}, its tokens no longer fit this value"
            ))
            .fix("write both forms of each subject until all tokens have ids, and then remove those without"),
        );
    }
}

fn read(text: &str, span: Span) -> Option<Subject<'_>> {
    let (repository, context) = text.strip_prefix("repo:")?.split_once(':')?;
    let (owner, name) = repository.split_once('/')?;
    let split = |part: &'_ str| -> (String, bool) {
        match part.split_once('@') {
            Some((name, id)) => (name.to_owned(), !id.is_empty()),
            None => (part.to_owned(), false),
        }
    };
    let ((owner, owner_id), (name, id)) = (split(owner), split(name));
    let is_name = |name: &str| !name.contains(['*', '?']);
    (owner_id == id && is_name(&owner) && is_name(&name)).then(|| Subject {
        text,
        repository: format!("{owner}/{name}"),
        has_ids: id,
        context,
        span,
    })
}
