//! Another branch, or another tag.

use super::subject::{SUBJECTS_URL, context_test};
use super::{Case, Diagnosis, Fix, Kind};
use crate::issuer::github::subject::{Context, ContextPattern, Part};
use crate::quote::quoted;

pub(crate) const KIND: Kind = Kind {
    id: "branch-differs",
    diagnose,
};

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let Some(test) = context_test(case) else {
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
    let diagnosis = Diagnosis::new(KIND.id, SUBJECTS_URL, title, detail)
        .of(&test.failing, Some(test.alternative))
        .and_of_claims(case, &["ref"]);
    vec![
        diagnosis.fix(
            Fix::told(format!(
                "if it is to get in, {}",
                test.failing.adding(test.text)
            ))
            .by_policy(test.failing.add(test.text)),
        ),
    ]
}
