//! The client asked for another audience than the policy wants.

use super::{Case, Diagnosis, Fix, Kind};
use crate::quote::quoted;

pub(crate) const KIND: Kind = Kind {
    id: "audience-differs",
    diagnose,
};

const URL: &str = "https://docs.github.com/en/actions/reference/security/oidc";

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
        let detail = if is_default {
            "it is what GitHub puts there when the step asks for no audience"
        } else {
            "whoever asks for the token chooses its audience"
        };
        diagnoses.push(
            Diagnosis::new(KIND.id, URL, title, detail)
                .of(&failing, Some(expected))
                .fix(
                    Fix::told(format!("let the step ask for {}", quoted(&expected.text)))
                        .by_workflow(format!("with:\n  audience: {}", expected.text)),
                )
                .fix(
                    Fix::told(format!("let the policy want {}", quoted(received)))
                        .by_policy(failing.replace(expected, received)),
                ),
        );
    }
    diagnoses
}
