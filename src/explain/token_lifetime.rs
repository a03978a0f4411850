//! The token is no longer, or not yet, valid.

use super::{Case, Diagnosis, Fix, Kind};

pub(crate) const KIND: Kind = Kind {
    id: "token-lifetime",
    diagnose,
};

const URL: &str = "https://docs.github.com/en/actions/reference/security/oidc";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    case.evaluation
        .caveats
        .iter()
        .filter_map(|caveat| {
            let (title, fix) = match caveat.code {
                "token-expired" => (
                    "this token has expired, and would be refused for that alone",
                    "ask for the token right before it is used; GitHub's live for minutes",
                ),
                "token-not-yet-valid" => (
                    "this token is not valid yet, and would be refused for that alone",
                    "look at the clock of the machine that asks",
                ),
                _ => return None,
            };
            Some(
                Diagnosis::new(KIND.id, URL, title.to_owned(), caveat.message.clone())
                    .fix(Fix::told(fix)),
            )
        })
        .collect()
}
