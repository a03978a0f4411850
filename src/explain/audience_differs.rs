//! The client asked for another audience than the policy wants.

use super::{Case, Diagnosis, Fix, Kind};
use crate::issuer::Issuer;
use crate::quote::quoted;

pub(crate) const KIND: Kind = Kind {
    id: "audience-differs",
    diagnose,
};

const URL: &str = "https://docs.github.com/en/actions/reference/security/oidc";
const URL_OF_OKTA: &str = "https://developer.okta.com/docs/concepts/auth-servers/";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let mut diagnoses = Vec::new();
    for failing in case.failing() {
        let (true, Some(received), Some(expected)) = (
            failing.is_of("aud") && !failing.tested.test.negated,
            failing.received,
            failing.alternatives().first(),
        ) else {
            continue;
        };
        // The same in another case, or a mark taken for a wildcard: others tell that.
        if failing.alternatives().iter().any(|alternative| {
            alternative.text.eq_ignore_ascii_case(received) || alternative.text.contains(['*', '?'])
        }) {
            continue;
        }
        let title = format!(
            "the token is for the audience {}, the policy wants {}",
            quoted(received),
            quoted(&expected.text)
        );
        let owner = case.claims.text("repository_owner").unwrap_or_default();
        let is_default = !owner.is_empty() && received == format!("https://github.com/{owner}");
        let is_okta = case.is_of(Issuer::Okta);
        let (url, detail) = match is_okta {
            true => (
                URL_OF_OKTA,
                "an access token of Okta is for the audience of its authorization server, an ID token for the id of the client",
            ),
            false if is_default => (
                URL,
                "it is what GitHub puts there when the step asks for no audience",
            ),
            false => (URL, "whoever asks for the token chooses its audience"),
        };
        let wanted = quoted(&expected.text);
        let asking = match is_okta {
            true => Fix::told(format!(
                "set the audience of the authorization server to {wanted}, or present the ID token of a client of that id"
            )),
            false => Fix::told(format!("let the step ask for {wanted}"))
                .by_workflow(format!("with:\n  audience: {}", expected.text)),
        };
        diagnoses.push(
            Diagnosis::new(KIND.id, url, title, detail)
                .of(&failing, Some(expected))
                .fix(asking)
                .fix(
                    Fix::told(format!("let the policy want {}", quoted(received)))
                        .by_policy(failing.replace(expected, received)),
                ),
        );
    }
    diagnoses
}
