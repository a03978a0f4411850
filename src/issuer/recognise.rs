//! Which issuer an `iss` claim is of, and failing that, the claims beside it.

use super::Issuer;
use crate::claims::Claims;
use crate::json::{Kind, Value};

/// An issuer that was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recognised<'i> {
    /// Who it is.
    pub issuer: Issuer,
    /// Which of its forms.
    pub variant: Variant<'i>,
}

/// The form of an issuer, with what its URL says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Variant<'i> {
    /// The one URL that all customers share: github.com, gitlab.com, Buildkite, HCP Terraform,
    /// Google.
    Shared,
    /// github.com, for an enterprise whose tokens have its slug in `iss`.
    GitHubEnterprise {
        /// The slug of the enterprise.
        slug: &'i str,
    },
    /// GitHub Enterprise Cloud with data residency, on ghe.com.
    GitHubDataResidency {
        /// The subdomain of ghe.com.
        subdomain: &'i str,
        /// The slug of the enterprise, where `iss` has it.
        slug: Option<&'i str>,
    },
    /// GitHub Enterprise Server.
    GitHubServer {
        /// The host name.
        host: &'i str,
    },
    /// The URL from which GitHub issued tokens before October 2021. None come from there today.
    GitHubBeforeRelease,
    /// `https://github.com/enterprises/NAME`, which AWS lists as an issuer of GitHub's claims and
    /// GitHub's documentation does not have.
    GitHubEnterprisePage {
        /// The name of the enterprise.
        name: &'i str,
    },
    /// An installation that customers run themselves, known by the claims of its tokens.
    SelfHosted,
    /// An organisation of CircleCI.
    Organization {
        /// Its id.
        id: &'i str,
    },
    /// A workspace of Bitbucket.
    Workspace {
        /// Its slug.
        slug: &'i str,
    },
    /// A tenant of Microsoft Entra ID.
    Tenant {
        /// Its id.
        id: &'i str,
        /// Whether the token has the claims of version 2.0; otherwise those of 1.0.
        version_2: bool,
    },
    /// An Okta organisation.
    OktaOrganization {
        /// The host name.
        host: &'i str,
        /// The custom authorization server; without one, the token is of the organisation's own
        /// server, whose access tokens are for Okta alone.
        server: Option<&'i str>,
    },
    /// A cluster of Amazon EKS.
    EksCluster {
        /// The AWS region.
        region: &'i str,
        /// The id of the cluster's issuer.
        id: &'i str,
    },
}

impl Variant<'_> {
    /// Whether tokens of many customers come from the same URL, so that trusting it alone trusts
    /// them all.
    pub const fn is_shared(&self) -> bool {
        matches!(self, Self::Shared | Self::GitHubBeforeRelease)
    }
}

/// Tells the issuer from the text of `iss`. The scheme may be missing, as in the name of an AWS
/// identity provider, and slashes may follow: whether the text is *exactly* what tokens carry is
/// not said here.
pub fn recognise(iss: &str) -> Option<Recognised<'_>> {
    let url = iss.strip_prefix("https://").unwrap_or(iss);
    let url = url.trim_end_matches('/');
    let (host, path) = match url.split_once('/') {
        Some((host, path)) => (host, Some(path)),
        None => (url, None),
    };
    let known = |issuer, variant| Some(Recognised { issuer, variant });
    let lower = host.to_ascii_lowercase();
    match (lower.as_str(), path) {
        ("token.actions.githubusercontent.com", None) => known(Issuer::GitHub, Variant::Shared),
        ("token.actions.githubusercontent.com", Some(slug)) if is_one(slug) => {
            known(Issuer::GitHub, Variant::GitHubEnterprise { slug })
        }
        ("vstoken.actions.githubusercontent.com", None) => {
            known(Issuer::GitHub, Variant::GitHubBeforeRelease)
        }
        ("github.com", Some(path)) => {
            let name = path
                .strip_prefix("enterprises/")
                .filter(|name| is_one(name))?;
            known(Issuer::GitHub, Variant::GitHubEnterprisePage { name })
        }
        (_, Some("_services/token")) => known(Issuer::GitHub, Variant::GitHubServer { host }),
        ("gitlab.com", None) => known(Issuer::GitLab, Variant::Shared),
        ("agent.buildkite.com", None) => known(Issuer::Buildkite, Variant::Shared),
        ("app.terraform.io" | "app.eu.terraform.io", None) => {
            known(Issuer::Terraform, Variant::Shared)
        }
        ("accounts.google.com", None) => known(Issuer::Google, Variant::Shared),
        ("oidc.circleci.com", Some(path)) => {
            let id = path.strip_prefix("org/").filter(|id| is_one(id))?;
            known(Issuer::CircleCi, Variant::Organization { id })
        }
        ("api.bitbucket.org", Some(path)) => {
            let slug = path
                .strip_prefix("2.0/workspaces/")
                .and_then(|rest| rest.strip_suffix("/pipelines-config/identity/oidc"))
                .filter(|slug| is_one(slug))?;
            known(Issuer::Bitbucket, Variant::Workspace { slug })
        }
        ("sts.windows.net" | "sts.chinacloudapi.cn", Some(id)) if is_one(id) => known(
            Issuer::Entra,
            Variant::Tenant {
                id,
                version_2: false,
            },
        ),
        (
            "login.microsoftonline.com"
            | "login.microsoftonline.us"
            | "login.partner.microsoftonline.cn",
            Some(path),
        ) => {
            let id = path.strip_suffix("/v2.0").filter(|id| is_one(id))?;
            known(
                Issuer::Entra,
                Variant::Tenant {
                    id,
                    version_2: true,
                },
            )
        }
        _ => by_pattern(host, &lower, path),
    }
}

/// Issuers whose host names hold the name of a customer or a region.
fn by_pattern<'i>(host: &'i str, lower: &str, path: Option<&'i str>) -> Option<Recognised<'i>> {
    // The text as it was given, at the place where the lower-case one has a customer's name.
    let between = |prefix: &str, suffix: &str| {
        let name = lower.strip_prefix(prefix)?.strip_suffix(suffix)?;
        let given = host.get(prefix.len()..prefix.len() + name.len())?;
        (!given.is_empty() && !given.contains('.')).then_some(given)
    };
    if let Some(subdomain) = between("token.actions.", ".ghe.com")
        && path.is_none_or(is_one)
    {
        return Some(Recognised {
            issuer: Issuer::GitHub,
            variant: Variant::GitHubDataResidency {
                subdomain,
                slug: path,
            },
        });
    }
    let buildkite =
        between("agent.", ".buildkite.dev").or_else(|| between("agent.", ".buildkite.site"));
    if buildkite.is_some() && path.is_none() {
        return Some(Recognised {
            issuer: Issuer::Buildkite,
            variant: Variant::SelfHosted,
        });
    }
    let region = between("oidc.eks.", ".amazonaws.com")
        .or_else(|| between("oidc.eks.", ".amazonaws.com.cn"));
    if let Some(region) = region {
        let id = path?.strip_prefix("id/").filter(|id| is_one(id))?;
        return Some(Recognised {
            issuer: Issuer::Kubernetes,
            variant: Variant::EksCluster { region, id },
        });
    }
    let okta = [
        ".okta.com",
        ".oktapreview.com",
        ".okta-emea.com",
        ".okta-gov.com",
        ".okta.mil",
    ];
    let server = path.and_then(|path| path.strip_prefix("oauth2/"));
    // A domain of one's own is told by the id of the authorization server alone.
    let is_okta = okta.iter().any(|suffix| between("", suffix).is_some())
        || server.is_some_and(is_okta_server_id);
    if is_okta && (path.is_none() || server.is_some_and(is_one)) {
        return Some(Recognised {
            issuer: Issuer::Okta,
            variant: Variant::OktaOrganization { host, server },
        });
    }
    None
}

/// `aus` and 17 more: an id of Okta for an authorization server.
fn is_okta_server_id(id: &str) -> bool {
    id.len() == 20 && id.starts_with("aus") && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether a path is one name, and not several or none.
fn is_one(path: &str) -> bool {
    !path.is_empty() && !path.contains('/')
}

/// Tells the issuer from a token: by its `iss`, or, where that is a host name of the customer's
/// own, by claims that nobody else issues.
pub fn recognise_claims<'c>(claims: &'c Claims<'_>) -> Option<Recognised<'c>> {
    let iss = claims.text("iss");
    if let Some(known) = iss.and_then(recognise) {
        return Some(known);
    }
    let has = |names: &[&str]| names.iter().all(|name| claims.get(name).is_some());
    let self_hosted = |issuer| {
        Some(Recognised {
            issuer,
            variant: Variant::SelfHosted,
        })
    };
    if has(&["job_workflow_ref", "repository_owner"]) {
        return self_hosted(Issuer::GitHub);
    }
    if has(&["project_path", "namespace_path", "pipeline_source"]) {
        return self_hosted(Issuer::GitLab);
    }
    if has(&["oidc.circleci.com/project-id"]) {
        return self_hosted(Issuer::CircleCi);
    }
    if has(&["organization_slug", "pipeline_slug", "build_branch"]) {
        return self_hosted(Issuer::Buildkite);
    }
    if has(&["terraform_organization_id"]) {
        return self_hosted(Issuer::Terraform);
    }
    if matches!(
        claims.get("kubernetes.io"),
        Some(Value {
            kind: Kind::Object(_),
            ..
        })
    ) {
        return self_hosted(Issuer::Kubernetes);
    }
    if has(&["cid", "scp", "ver"]) || has(&["idp", "amr", "auth_time", "ver"]) {
        let url = iss?.strip_prefix("https://")?;
        let (host, server) = match url.split_once("/oauth2/") {
            Some((host, server)) => (host, Some(server)),
            None => (url, None),
        };
        return Some(Recognised {
            issuer: Issuer::Okta,
            variant: Variant::OktaOrganization { host, server },
        });
    }
    if has(&["tid", "oid", "ver"]) {
        return Some(Recognised {
            issuer: Issuer::Entra,
            variant: Variant::Tenant {
                id: claims.text("tid")?,
                version_2: claims.text("ver") == Some("2.0"),
            },
        });
    }
    None
}
