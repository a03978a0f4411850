//! A tag where the policy wants a branch, or the other way round.

use super::subject::{SUBJECTS_URL, context_test};
use super::{Case, Diagnosis, Fix, Kind};
use crate::issuer::github::GitRef;
use crate::issuer::github::subject::{Context, ContextPattern, Part};
use crate::quote::quoted;

pub(crate) const KIND: Kind = Kind {
    id: "tag-differs-from-branch",
    diagnose,
};

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let Some(test) = context_test(case) else {
        return Vec::new();
    };
    let came = test.subject.context.as_ref().and_then(Context::git_ref);
    let wanted = match &test.pattern.context {
        ContextPattern::Ref(Part::Literal(text) | Part::Wildcard(text)) => GitRef::parse(text),
        _ => return Vec::new(),
    };
    let title = match (came, wanted) {
        (Some(GitRef::Tag(tag)), GitRef::Branch(_)) => {
            format!(
                "the run is of the tag {}, the policy wants a branch",
                quoted(tag)
            )
        }
        (Some(GitRef::Branch(branch)), GitRef::Tag(_)) => {
            format!(
                "the run is of the branch {}, the policy wants a tag",
                quoted(branch)
            )
        }
        _ => return Vec::new(),
    };
    let detail = format!(
        "branches are `refs/heads/…` and tags `refs/tags/…`; the policy wants {}",
        quoted(&test.alternative.text)
    );
    vec![
        Diagnosis::new(KIND.id, SUBJECTS_URL, title, detail)
            .of(&test.failing, Some(test.alternative))
            .fix(
                Fix::told(format!(
                    "if it is to get in, {}",
                    test.failing.adding(test.text)
                ))
                .by_policy(test.failing.add(test.text)),
            ),
    ]
}
