//! The policy wants an environment and the job has none.

use super::subject::subject_test;
use super::{Case, Diagnosis, Fix, Kind};
use crate::issuer::github::subject::{ContextKind, ContextPattern};
use crate::quote::quoted;

pub(crate) const KIND: Kind = Kind {
    id: "environment-missing",
    diagnose,
};

const URL: &str = "https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let by_subject = subject_test(case).filter(|test| {
        test.takes_repository()
            && matches!(
                test.kind(),
                Some(ContextKind::Ref | ContextKind::PullRequest)
            )
    });
    let wanted = by_subject
        .as_ref()
        .and_then(|test| match &test.pattern.context {
            ContextPattern::Environment(part) => Some(part.literal().unwrap_or("NAME").to_owned()),
            _ => None,
        });
    let by_claim = case
        .failing()
        .into_iter()
        .find(|failing| failing.is_of("environment") && failing.is_missing);
    let named = by_claim.and_then(|failing| {
        let name = failing.alternatives().first()?;
        Some(name.text.clone())
    });
    let Some(name) = wanted.clone().or(named) else {
        return Vec::new();
    };
    let title = format!(
        "the policy wants the environment {}, and the job has none",
        quoted(&name)
    );
    let detail = match case.claims.text("sub") {
        Some(subject) => format!("without one the subject is {}", quoted(subject)),
        None => "the token has no `environment`".to_owned(),
    };
    let mut diagnosis = Diagnosis::new(KIND.id, URL, title, detail);
    if let (Some(test), true) = (&by_subject, wanted.is_some()) {
        diagnosis = diagnosis.of(&test.failing, Some(test.alternative));
    }
    if let Some(failing) = &by_claim {
        diagnosis = match diagnosis.tests.is_empty() {
            true => diagnosis.of(failing, None),
            false => diagnosis.and_of(failing),
        };
    }
    vec![
        diagnosis.fix(
            Fix::told(format!("give the job the environment {}", quoted(&name)))
                .by_workflow(format!("environment: {name}")),
        ),
    ]
}
