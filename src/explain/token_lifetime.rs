//! The token is no longer, or not yet, valid.

use super::{Case, Diagnosis, Fix, Kind};
use crate::issuer::Issuer;

pub(crate) const KIND: Kind = Kind {
    id: "token-lifetime",
    diagnose,
};

const URL: &str = "https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    case.evaluation
        .caveats
        .iter()
        .filter_map(|caveat| {
            let (title, fix) = match caveat.code {
                "token-expired" => (
                    "this token has expired, and would be refused for that alone",
                    match case.is_of(Issuer::GitHub) {
                        true => {
                            "ask for the token right before it is used; GitHub's live for minutes"
                        }
                        false => "ask for the token right before it is used",
                    },
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
