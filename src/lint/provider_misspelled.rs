//! A provider that no token comes from.

use super::service::Service;
use super::{Finding, Review, Rule};
use crate::diagnostic::Severity;
use crate::issuer::{Issuer, recognise};
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
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
                "GitHub issued tokens from it before October 2021, and none since".to_owned(),
                format!("trust `{GITHUB}`"),
            )
        } else if issuer.name.ends_with('/') && has_no_slash(issuer.name) {
            (
                Severity::Error,
                "ends in a `/`",
                format!(
                    "the issuer of its tokens has none, and {} compares the whole",
                    review.party().name()
                ),
                "take the `/` away".to_owned(),
            )
        } else if issuer.service == Service::Other
            && crate::spelling::nearest(host, std::iter::once(GITHUB)).is_some()
        {
            (
                Severity::Warning,
                "is not the issuer of GitHub Actions",
                "it is nearly the issuer of GitHub Actions, and not quite: GitHub's tokens do not fit, and somebody else's may".to_owned(),
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

/// Whether the issuer is one of those whose `iss` never ends in a slash, as that of others does.
fn has_no_slash(name: &str) -> bool {
    let known = recognise(name.trim_end_matches('/'));
    known.is_some_and(|known| !matches!(known.issuer, Issuer::Entra | Issuer::Okta))
}
