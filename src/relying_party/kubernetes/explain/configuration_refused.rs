//! kube-apiserver refuses the configuration itself.

use crate::diagnostic::Severity;
use crate::evaluation::ReasonCode;
use crate::explain::{Case, Diagnosis, Fix, Kind};

pub(super) const KIND: Kind = Kind {
    id: "configuration-refused",
    diagnose,
};

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let diagnostics = case.policy.diagnostics().iter();
    let Some(error) = diagnostics
        .filter(|_| case.evaluation.reason.code == ReasonCode::NoRule)
        .find(|diagnostic| diagnostic.severity == Severity::Error)
    else {
        return Vec::new();
    };
    let mut diagnosis = Diagnosis::new(
        KIND.id,
        error.url.unwrap_or(super::super::DOCS_URL),
        format!(
            "kube-apiserver refuses the configuration: {}",
            error.message
        ),
        "it does not start with it; one that is running goes on with the configuration that it had",
    )
    .fix(Fix::told(
        error
            .help
            .clone()
            .unwrap_or_else(|| "correct the configuration".to_owned()),
    ));
    diagnosis.span = error.span;
    // What else does not fit is beside the point until the configuration is read.
    diagnosis.tests = case
        .failing()
        .iter()
        .map(|failing| failing.tested.span)
        .collect();
    vec![diagnosis]
}
