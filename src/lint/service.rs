//! Whose tokens a statement is about: which service issues them, and what it calls things.

use crate::issuer::{self, Variant};

/// Services whose tokens are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    /// GitHub Actions on github.com, for everybody.
    GitHub,
    /// GitHub Actions for one enterprise: with its slug, or on ghe.com.
    GitHubEnterprise,
    GitLab,
    Buildkite,
    CircleCi,
    Terraform,
    /// A Kubernetes cluster of Amazon EKS.
    Eks,
    Google,
    /// Login with Amazon, Facebook, Cognito.
    SocialLogin,
    Other,
}

impl Service {
    pub(crate) fn of(issuer: &str) -> Self {
        if let "www.amazon.com" | "graph.facebook.com" | "cognito-identity.amazonaws.com" = issuer {
            return Self::SocialLogin;
        }
        let Some(known) = issuer::recognise(issuer) else {
            return Self::Other;
        };
        match (known.issuer, known.variant) {
            (issuer::Issuer::GitHub, Variant::Shared) => Self::GitHub,
            (issuer::Issuer::GitHub, Variant::GitHubBeforeRelease) => Self::Other,
            (issuer::Issuer::GitHub, _) => Self::GitHubEnterprise,
            (issuer::Issuer::GitLab, _) => Self::GitLab,
            (issuer::Issuer::Buildkite, _) => Self::Buildkite,
            (issuer::Issuer::CircleCi, _) => Self::CircleCi,
            (issuer::Issuer::Terraform, _) => Self::Terraform,
            (issuer::Issuer::Kubernetes, _) => Self::Eks,
            (issuer::Issuer::Google, _) => Self::Google,
            _ => Self::Other,
        }
    }

    /// Whether it is GitHub Actions.
    pub(crate) fn is_github(self) -> bool {
        matches!(self, Self::GitHub | Self::GitHubEnterprise)
    }

    /// Whether anybody can get a token from it.
    pub(crate) fn is_public(self) -> bool {
        matches!(
            self,
            Self::GitHub | Self::GitLab | Self::Buildkite | Self::Terraform | Self::Google
        )
    }

    /// What its owners and what they own are called.
    pub(crate) fn nouns(self) -> (&'static str, &'static str) {
        match self {
            Self::GitHub | Self::GitHubEnterprise => ("owner", "repository"),
            Self::GitLab => ("group", "project"),
            Self::Buildkite => ("organization", "pipeline"),
            Self::Terraform => ("organization", "workspace"),
            Self::Eks => ("namespace", "service account"),
            Self::CircleCi | Self::Google | Self::SocialLogin | Self::Other => {
                ("owner", "identity")
            }
        }
    }

    /// The claims that say whose token it is.
    pub(crate) fn identifying(self) -> &'static [&'static str] {
        match self {
            Self::GitHub | Self::GitHubEnterprise => &[
                "sub",
                "repository",
                "repository_id",
                "repository_owner",
                "repository_owner_id",
                "workflow_ref",
                "job_workflow_ref",
                "enterprise_id",
            ],
            Self::GitLab => &[
                "sub",
                "project_id",
                "project_path",
                "namespace_id",
                "namespace_path",
            ],
            Self::Buildkite => &[
                "sub",
                "organization_id",
                "organization_slug",
                "pipeline_id",
                "cluster_id",
            ],
            Self::CircleCi => &["sub", "oidc.circleci.com/project-id"],
            Self::Google => &["sub", "aud", "oaud", "email", "google/organization_number"],
            Self::SocialLogin => &["sub", "aud", "app_id", "user_id", "id"],
            Self::Terraform => &[
                "sub",
                "terraform_organization_id",
                "terraform_organization_name",
                "terraform_workspace_id",
            ],
            Self::Eks | Self::Other => &["sub"],
        }
    }
}
