//! A provider that no token comes from.

use super::service::Service;
use super::{Finding, Review, Rule};
use crate::diagnostic::Severity;
use crate::quote::quoted;

pub(super) const RULE: Rule = Rule {
    id: "provider-misspelled",
    summary: "the provider is one that no token comes from",
    url: "https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws",
    check,
};

const GITHUB: &str = "token.actions.githubusercontent.com";

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for issuer in review.allowing().flat_map(|trust| &trust.issuers) {
        let host = issuer.name.split('/').next().unwrap_or_default();
        let (severity, what, why, fix) = if host == "vstoken.actions.githubusercontent.com" {
            (
                Severity::Error,
                "issues no tokens any more",
                "GitHub issued tokens from it before October 2021, and none since",
                format!("trust `{GITHUB}`"),
            )
        } else if issuer.name.contains("://") || issuer.name.ends_with('/') {
            (
                Severity::Error,
                "is no name of a provider",
                "a provider is called by its URL without `https://` and without a `/` at the end",
                "write it as `https://` and the name are the `iss` of a token".to_owned(),
            )
        } else if issuer.service == Service::Other
            && crate::spelling::nearest(host, std::iter::once(GITHUB)).is_some()
        {
            (
                Severity::Warning,
                "is not the issuer of GitHub Actions",
                "it is nearly the issuer of GitHub Actions, and not quite: GitHub's tokens do not fit, and somebody else's may",
                format!("did you mean `{GITHUB}`?"),
            )
        } else {
            continue;
        };
        let message = format!("{} {what}", quoted(issuer.name));
        findings.push(
            RULE.finding(severity, issuer.span, message)
                .why(why)
                .fix(fix),
        );
    }
}
