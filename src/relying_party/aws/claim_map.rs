//! Which claims of which issuer AWS makes condition keys of.
//!
//! Source: the Service Authorization Reference for STS
//! (<https://docs.aws.amazon.com/service-authorization/latest/reference/list_sts.html>) and the
//! IAM User Guide, "Available keys for AWS OIDC federation". A claim that is not here never becomes
//! a key, whatever the token holds.

/// Claims that become keys for any issuer. `oaud` and `email` are documented for Google alone.
const ANY: &[&str] = &["amr", "aud", "email", "oaud", "sub"];

const GITHUB: &[&str] = &[
    "actor",
    "actor_id",
    "enterprise_id",
    "environment",
    "job_workflow_ref",
    "ref",
    "repository",
    "repository_id",
    "repository_owner_id",
    "workflow",
];

const GITLAB: &[&str] = &[
    "namespace_id",
    "pipeline_source",
    "project_id",
    "ref_protected",
    "runner_environment",
    "user_access_level",
    "user_email",
    "user_id",
    "user_login",
];

const BUILDKITE: &[&str] = &[
    "build_branch",
    "cluster_id",
    "cluster_name",
    "organization_id",
    "organization_slug",
    "pipeline_id",
    "pipeline_slug",
];

const GOOGLE: &[&str] = &["google/organization_number"];

const CIRCLECI: &[&str] = &["oidc.circleci.com/project-id"];

const ORACLE_CLOUD: &[&str] = &["rpst_id"];

const FACEBOOK: &[&str] = &["app_id", "id"];

const AMAZON: &[&str] = &["app_id", "user_id"];

/// The host of Google's issuer, whose `azp` claim stands in for `aud`.
pub(super) const GOOGLE_ISSUER: &str = "accounts.google.com";

/// The claims, beside those of any issuer, that become keys for `issuer`: a URL without `https://`,
/// in lower case.
fn own_claims(issuer: &str) -> &'static [&'static str] {
    let between = |prefix: &str, suffix: &str| {
        issuer
            .strip_prefix(prefix)
            .and_then(|rest| rest.strip_suffix(suffix))
            .is_some_and(|middle| !middle.is_empty() && !middle.contains(['.', '/']))
    };
    let below = |prefix: &str| {
        issuer
            .strip_prefix(prefix)
            .is_some_and(|rest| !rest.is_empty())
    };
    match issuer {
        "token.actions.githubusercontent.com" => GITHUB,
        "gitlab.com" => GITLAB,
        "agent.buildkite.com" => BUILDKITE,
        GOOGLE_ISSUER => GOOGLE,
        "graph.facebook.com" => FACEBOOK,
        "www.amazon.com" => AMAZON,
        _ if below("token.actions.githubusercontent.com/")
            || below("github.com/enterprises/")
            || is_data_residency_host(issuer) =>
        {
            GITHUB
        }
        _ if between("agent.", ".buildkite.dev") || between("agent.", ".buildkite.site") => {
            BUILDKITE
        }
        _ if below("oidc.circleci.com/org/") => CIRCLECI,
        _ if between("idcs-", ".identity.oraclecloud.com") => ORACLE_CLOUD,
        _ => &[],
    }
}

/// `token.actions.SUBDOMAIN.ghe.com`, with or without the slug of an enterprise.
fn is_data_residency_host(issuer: &str) -> bool {
    let host = issuer.split('/').next().unwrap_or_default();
    host.strip_prefix("token.actions.")
        .and_then(|rest| rest.strip_suffix(".ghe.com"))
        .is_some_and(|domain| !domain.is_empty())
}

/// The claim, as tokens spell it, that becomes the key `ISSUER:CLAIM`; both in lower case.
pub(super) fn claim(issuer: &str, claim: &str) -> Option<&'static str> {
    claims(issuer).find(|name| *name == claim)
}

/// All claims that become keys for an issuer, given in lower case.
pub(super) fn claims(issuer: &str) -> impl Iterator<Item = &'static str> {
    ANY.iter().chain(own_claims(issuer)).copied()
}
