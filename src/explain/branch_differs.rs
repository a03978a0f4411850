//! Another branch, or another tag.

use super::subject::subject_test;
use super::{Case, Diagnosis, Fix, Kind};
use crate::issuer::github::subject::{Context, ContextPattern, Part};
use crate::quote::quoted;

pub(super) const KIND: Kind = Kind {
    id: "branch-differs",
    diagnose,
};

const URL: &str =
    "https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let Some(test) = subject_test(case).filter(|test| test.takes_repository()) else {
        return Vec::new();
    };
    let (
        Some(Context::Ref(came)),
        ContextPattern::Ref(Part::Literal(wanted) | Part::Wildcard(wanted)),
    ) = (&test.subject.context, &test.pattern.context)
    else {
        return Vec::new();
    };
    let title = format!(
        "the run is of {}, the policy wants {}",
        quoted(came),
        quoted(wanted)
    );
    let detail = match case.claims.text("event_name") {
        Some("pull_request_target" | "schedule" | "workflow_run" | "issues" | "issue_comment") => {
            "an event that is not a push runs on the default branch or, on older GitHub Enterprise Servers, on the base of the pull request"
        }
        _ => "each branch and each tag has a subject of its own",
    };
    let mut diagnosis =
        Diagnosis::new(KIND.id, URL, title, detail).of(&test.failing, Some(test.alternative));
    for failing in case.failing() {
        if failing.is_of("ref") {
            diagnosis = diagnosis.and_of(&failing);
        }
    }
    vec![
        diagnosis.fix(
            Fix::told(format!("if it is to get in, add {}", quoted(test.text)))
                .by_policy(test.failing.add(case.policy, test.text)),
        ),
    ]
}
