//! The job runs in another environment.

use super::subject::{SUBJECTS_URL, context_test};
use super::{Case, Diagnosis, Fix, Kind};
use crate::issuer::github::subject::{Context, ContextPattern, Part};
use crate::quote::quoted;

pub(crate) const KIND: Kind = Kind {
    id: "environment-differs",
    diagnose,
};

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let Some(test) = context_test(case) else {
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
        true => format!(
            "GitHub takes the two for the same environment, and {} for different ones",
            case.party().name()
        ),
        false => "each environment has a subject of its own".to_owned(),
    };
    let diagnosis = Diagnosis::new(KIND.id, SUBJECTS_URL, title, detail)
        .of(&test.failing, Some(test.alternative))
        .and_of_claims(case, &["environment"]);
    vec![
        diagnosis.fix(
            Fix::told(format!(
                "if this environment is to get in, {}",
                test.failing.adding(test.text)
            ))
            .by_policy(test.failing.add(test.text)),
        ),
    ]
}
