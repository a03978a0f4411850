//! The role takes no tokens.

use crate::evaluation::ReasonCode;
use crate::explain::{Case, Diagnosis, Fix, Kind};
use crate::span::Span;

pub(super) const KIND: Kind = Kind {
    id: "role-type-oidc",
    diagnose,
};

const URL: &str = "https://developer.hashicorp.com/vault/api-docs/auth/jwt#role_type";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let diagnostics = case.policy.diagnostics().iter();
    let Some(diagnostic) = diagnostics
        .filter(|_| case.evaluation.reason.code == ReasonCode::NoRule)
        .find(|diagnostic| diagnostic.code == KIND.id)
    else {
        return Vec::new();
    };
    let mut diagnosis = Diagnosis::new(
        KIND.id,
        URL,
        "the role logs people in by a browser, and takes no token".to_owned(),
        "a role without `role_type` is of the type `oidc`; Vault answers `role with oidc role_type is not allowed`",
    )
    .fix(Fix::told("write `\"role_type\": \"jwt\"`"));
    diagnosis.span = diagnostic.span;
    // Whatever else does not fit is beside the point until the role takes tokens.
    let explained: Vec<Span> = case
        .failing()
        .iter()
        .map(|failing| failing.tested.span)
        .collect();
    diagnosis.tests = explained;
    vec![diagnosis]
}
