//! The job runs in another environment.

use super::subject::subject_test;
use super::{Case, Diagnosis, Fix, Kind};
use crate::issuer::github::subject::{Context, ContextPattern, Part};
use crate::quote::quoted;

pub(super) const KIND: Kind = Kind {
    id: "environment-differs",
    diagnose,
};

const URL: &str =
    "https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let Some(test) = subject_test(case).filter(|test| test.takes_repository()) else {
        return Vec::new();
    };
    let (Some(Context::Environment(name)), ContextPattern::Environment(wanted)) =
        (&test.subject.context, &test.pattern.context)
    else {
        return Vec::new();
    };
    let wanted = match wanted {
        Part::Literal(text) | Part::Wildcard(text) => *text,
        Part::Absent | Part::Open => "",
    };
    let title = format!(
        "the job runs in the environment {}, the policy wants {}",
        quoted(name),
        quoted(wanted)
    );
    let detail = match name.eq_ignore_ascii_case(wanted) {
        true => "GitHub takes the two for the same environment, and AWS for different ones",
        false => "each environment has a subject of its own",
    };
    let mut diagnosis =
        Diagnosis::new(KIND.id, URL, title, detail).of(&test.failing, Some(test.alternative));
    for failing in case.failing() {
        if failing.is_of("environment") {
            diagnosis = diagnosis.and_of(&failing);
        }
    }
    vec![
        diagnosis.fix(
            Fix::told(format!(
                "if this environment is to get in, add {}",
                quoted(test.text)
            ))
            .by_policy(test.failing.add(case.policy, test.text)),
        ),
    ]
}
