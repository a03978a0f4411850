//! A statement that does not say whom the token was made for.

use crate::diagnostic::Severity;
use crate::lint::service::Service;
use crate::lint::trust::key_parts;
use crate::lint::{Finding, Review, Rule};
use crate::quote::quoted;

pub(in crate::relying_party) const RULE: Rule = Rule {
    id: "no-audience",
    summary: "a statement does not test the audience",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review
        .admitting()
        .filter(|trust| !trust.statement.is_opaque)
    {
        // One under a wrong key is told where it stands.
        let asks = trust.statement.tests.iter().any(|tested| {
            let of_key = key_parts(tested.attribute).is_some_and(|(_, claim)| {
                claim.eq_ignore_ascii_case("aud") || claim.eq_ignore_ascii_case("oaud")
            });
            of_key || tested.attribute.source.claim() == Some("aud")
        });
        let issuer = trust
            .issuers
            .iter()
            .find(|issuer| !matches!(issuer.service, Service::Google | Service::SocialLogin));
        if let (false, Some(issuer)) = (asks, issuer) {
            findings.push(
                RULE.finding(
                    Severity::Note,
                    issuer.span,
                    format!("the audience of tokens of {} is not tested", quoted(issuer.name)),
                )
                .why("a token that was made for another party, which keeps or leaks it, is good here if the identity provider lists its audience too")
                .fix(format!(
                    "test {}, which is {} unless the workflow asks otherwise",
                    quoted(&review.notation().attribute(issuer.name, "aud")),
                    quoted(review.notation().usual_audience())
                )),
            );
        }
    }
}
