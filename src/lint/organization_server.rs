//! The issuer that is trusted is the server of an Okta organisation itself.

use super::{Finding, Review, Rule};
use crate::diagnostic::Severity;
use crate::issuer::{self, Variant};
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "organization-server",
    summary: "an issuer whose access tokens are for Okta alone",
    url: "https://developer.okta.com/docs/guides/validate-access-tokens/",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trusted in review.allowing().flat_map(|trust| &trust.issuers) {
        let Some(Variant::OktaOrganization { host, server: None }) =
            issuer::recognise(trusted.name).map(|known| known.variant)
        else {
            continue;
        };
        findings.push(
            RULE.finding(
                Severity::Warning,
                trusted.span,
                format!(
                    "{} is the authorization server of the organisation itself",
                    quoted(host)
                ),
            )
            .why("its access tokens are for Okta alone, which may change them at any time; ID tokens of users are all that others can rely on, and machines have none")
            .fix(format!(
                "trust a custom authorization server, such as {}",
                quoted(&format!("{host}/oauth2/default"))
            )),
        );
    }
}
