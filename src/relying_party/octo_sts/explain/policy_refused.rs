//! octo-sts refuses the policy itself.

use crate::diagnostic::Severity;
use crate::evaluation::ReasonCode;
use crate::explain::{Case, Diagnosis, Fix, Kind};

pub(super) const KIND: Kind = Kind {
    id: "policy-refused",
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
        format!("octo-sts refuses the trust policy: {}", error.message),
        "it reads the policy anew for each exchange, answers `NotFound`, and lets in nobody",
    )
    .fix(Fix::told(error.help.clone().unwrap_or_else(|| {
        "correct the policy; `octo-sts` checks it in pull requests where its app is installed"
            .to_owned()
    })));
    diagnosis.span = error.span;
    // What else does not fit is beside the point until the policy is read.
    diagnosis.tests = case
        .failing()
        .iter()
        .map(|failing| failing.tested.span)
        .collect();
    vec![diagnosis]
}
