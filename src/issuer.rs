//! Issuers: who signs tokens, how to know them, and what each puts in its tokens.
//!
//! All of it is data. [`recognise`] tells the issuer from an `iss` claim, [`claim`] says of one
//! claim what it is, when it is there and who decides what stands in it. [`github`] goes further:
//! its subjects parse into parts, and its tokens can be predicted.
//!
//! ```
//! use rolecall::issuer::{self, Controller, Issuer, Variant};
//!
//! let known = issuer::recognise("https://token.actions.githubusercontent.com/octo-inc");
//! let known = known.ok_or("not known")?;
//! assert_eq!(known.issuer, Issuer::GitHub);
//! assert_eq!(known.variant, Variant::GitHubEnterprise { slug: "octo-inc" });
//!
//! let workflow = issuer::claim(Issuer::GitHub, "workflow").ok_or("no such claim")?;
//! assert_eq!(workflow.controlled_by, Controller::Author);
//! # Ok::<(), &str>(())
//! ```

mod bitbucket;
mod buildkite;
mod circleci;
mod dictionary;
mod entra;
pub mod github;
mod gitlab;
mod google;
mod kubernetes;
mod okta;
mod recognise;
mod terraform;

pub use dictionary::{ClaimEntry, Controller, JsonType, Presence, Standing};
pub use recognise::{Recognised, Variant, recognise, recognise_claims};

/// An issuer whose tokens are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Issuer {
    /// GitHub Actions, on github.com, ghe.com or a server of one's own.
    GitHub,
    /// GitLab CI/CD, on gitlab.com or a server of one's own.
    GitLab,
    /// Buildkite.
    Buildkite,
    /// CircleCI.
    CircleCi,
    /// Bitbucket Pipelines.
    Bitbucket,
    /// HCP Terraform and Terraform Enterprise.
    Terraform,
    /// Service accounts of a Kubernetes cluster, Amazon EKS above all.
    Kubernetes,
    /// Google accounts and service accounts.
    Google,
    /// Okta.
    Okta,
    /// Microsoft Entra ID.
    Entra,
}

impl Issuer {
    /// Every issuer there is.
    pub const ALL: &[Self] = &[
        Self::GitHub,
        Self::GitLab,
        Self::Buildkite,
        Self::CircleCi,
        Self::Bitbucket,
        Self::Terraform,
        Self::Kubernetes,
        Self::Google,
        Self::Okta,
        Self::Entra,
    ];

    /// Its stable name, in lower case.
    pub const fn id(self) -> &'static str {
        match self {
            Self::GitHub => "github",
            Self::GitLab => "gitlab",
            Self::Buildkite => "buildkite",
            Self::CircleCi => "circleci",
            Self::Bitbucket => "bitbucket",
            Self::Terraform => "terraform",
            Self::Kubernetes => "kubernetes",
            Self::Google => "google",
            Self::Okta => "okta",
            Self::Entra => "entra",
        }
    }

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::GitHub => "GitHub Actions",
            Self::GitLab => "GitLab CI/CD",
            Self::Buildkite => "Buildkite",
            Self::CircleCi => "CircleCI",
            Self::Bitbucket => "Bitbucket Pipelines",
            Self::Terraform => "HCP Terraform",
            Self::Kubernetes => "Kubernetes",
            Self::Google => "Google",
            Self::Okta => "Okta",
            Self::Entra => "Microsoft Entra ID",
        }
    }
}

/// The claims that an issuer puts in its tokens, in the order of its documentation.
///
/// For [`Issuer::GitHub`] these are all of them, for the others those that a policy may speak of.
pub const fn claims(issuer: Issuer) -> &'static [ClaimEntry] {
    match issuer {
        Issuer::GitHub => github::CLAIMS,
        Issuer::GitLab => gitlab::CLAIMS,
        Issuer::Buildkite => buildkite::CLAIMS,
        Issuer::CircleCi => circleci::CLAIMS,
        Issuer::Bitbucket => bitbucket::CLAIMS,
        Issuer::Terraform => terraform::CLAIMS,
        Issuer::Kubernetes => kubernetes::CLAIMS,
        Issuer::Google => google::CLAIMS,
        Issuer::Okta => okta::CLAIMS,
        Issuer::Entra => entra::CLAIMS,
    }
}

/// What is known of the claim `name` of an issuer. An entry whose own name ends in `*`, such as
/// `repo_property_*`, stands for every claim that begins so.
pub fn claim(issuer: Issuer, name: &str) -> Option<&'static ClaimEntry> {
    claims(issuer).iter().find(|entry| entry.is_of(name))
}
