//! The identity provider does not know the audience of the token.

use crate::evaluation::ReasonCode;
use crate::explain::{Case, Diagnosis, Fix, Kind};
use crate::quote::quoted;

pub(super) const KIND: Kind = Kind {
    id: "audience-not-registered",
    diagnose,
};

const URL: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    if case.evaluation.reason.code != ReasonCode::AudienceNotRegistered {
        return Vec::new();
    }
    let audience = case
        .claims
        .text("azp")
        .or_else(|| case.claims.text("aud"))
        .unwrap_or_default();
    let title = format!(
        "the identity provider does not know the audience {}",
        quoted(audience)
    );
    let detail = "AWS compares it with the client ids of the identity provider before it reads the trust policy, and answers `Incorrect token audience`";
    let mut diagnosis = Diagnosis::new(KIND.id, URL, title, detail);
    if let Some(known) = case.request.client_ids.iter().flatten().next() {
        diagnosis = diagnosis.fix(
            Fix::told(format!(
                "let the step ask for the audience {}",
                quoted(known)
            ))
            .by_workflow(format!("with:\n  audience: {known}")),
        );
    }
    let add = format!(
        "add {} to the client ids of the identity provider: `aws iam add-client-id-to-open-id-connect-provider`",
        quoted(audience)
    );
    vec![diagnosis.fix(Fix::told(add))]
}
