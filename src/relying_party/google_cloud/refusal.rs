//! What Google answers, as google-github-actions/auth shows it behind
//! `failed to generate Google Cloud federated token for //iam.googleapis.com/…:` and its like.

use std::borrow::Cow;

use crate::evaluation::Refusal;

fn refusal(code: &'static str, message: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal {
        code: Some(Cow::Borrowed(code)),
        message: message.into(),
    }
}

/// <https://github.com/google-github-actions/auth/issues/370>
pub(super) fn off() -> Refusal {
    refusal(
        "invalid_target",
        "The target service indicated by the \"audience\" parameters is invalid. This might either be because the pool or provider is disabled or deleted or because it doesn't exist.",
    )
}

/// Seen in many public logs.
pub(super) fn audience(audience: &str) -> Refusal {
    refusal(
        "invalid_grant",
        format!("The audience in ID Token [{audience}] does not match the expected audience."),
    )
}

/// <https://github.com/google-github-actions/auth/issues/378>
pub(super) fn not_a_text(attribute: &str) -> Refusal {
    let wanted = match attribute {
        "google.groups" => "STRING_LIST",
        _ => "STRING",
    };
    refusal(
        "unauthorized_client",
        format!("The mapped attribute '{attribute}' must be of type {wanted}."),
    )
}

/// <https://docs.cloud.google.com/iam/docs/troubleshooting-workload-identity-federation>
pub(super) fn too_long() -> Refusal {
    refusal(
        "invalid_request",
        "The size of mapped attribute google.subject exceeds the 127 bytes limit. Either modify your attribute mapping or the incoming assertion to produce a mapped attribute that is less than 127 bytes.",
    )
}

/// <https://docs.cloud.google.com/iam/docs/troubleshooting-workload-identity-federation>
pub(super) fn condition() -> Refusal {
    refusal(
        "unauthorized_client",
        "The given credential is rejected by the attribute condition.",
    )
}

/// <https://github.com/google-github-actions/auth/issues/340>
pub(super) fn not_bound() -> Refusal {
    refusal(
        "PERMISSION_DENIED",
        "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).",
    )
}
