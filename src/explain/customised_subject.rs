//! The subject is made from a template, and the policy expects the default, or the other way round.

use super::subject::subject_test;
use super::{Case, Diagnosis, Fix, Kind};
use crate::issuer::github::subject::{Form, Segment};
use crate::quote::quoted;

pub(crate) const KIND: Kind = Kind {
    id: "customised-subject",
    diagnose,
};

const URL: &str =
    "https://docs.github.com/en/actions/reference/security/oidc#customizing-the-token-claims";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let Some(test) = subject_test(case) else {
        return Vec::new();
    };
    let keys = |segments: &[Segment<'_>]| {
        segments
            .iter()
            .filter(|segment| segment.is_known())
            .map(|segment| segment.key.to_owned())
            .collect::<Vec<String>>()
    };
    let written = keys(&test.pattern.segments);
    let is_default = |keys: &[String]| {
        let context = |key: &String| matches!(key.as_str(), "ref" | "environment" | "pull_request");
        keys.first().is_none_or(|first| first == "repo")
            && keys.iter().skip(1).all(context)
            && keys.len() <= 2
    };
    let (title, detail) = match (test.subject.form, is_default(&written)) {
        (Form::Template, true) => (
            format!(
                "the subject of the token is customised: {}",
                quoted(test.text)
            ),
            format!(
                "the repository or its organisation chose the keys `{}`, and the policy expects the default form",
                test.subject.template().join("`, `")
            ),
        ),
        (Form::Classic | Form::Immutable, false) => (
            "the policy expects a customised subject, and this token has the default one"
                .to_owned(),
            format!(
                "the policy has the keys `{}`; a template of an organisation counts only once a repository opts in",
                written.join("`, `")
            ),
        ),
        _ => return Vec::new(),
    };
    vec![
        Diagnosis::new(KIND.id, URL, title, detail)
            .of(&test.failing, Some(test.alternative))
            .fix(
                Fix::told(format!("write {}", quoted(test.text)))
                    .by_policy(test.failing.replace(test.alternative, test.text)),
            )
            .fix(Fix::told(
                "or change the template: `gh api repos/OWNER/REPO/actions/oidc/customization/sub` shows it",
            )),
    ]
}
