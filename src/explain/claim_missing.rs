//! The token has no such claim.

use super::{Case, Diagnosis, Fix, Kind};
use crate::issuer::{self, Presence};
use crate::quote::quoted;

pub(crate) const KIND: Kind = Kind {
    id: "claim-missing",
    diagnose,
};

const URL: &str = "https://docs.github.com/en/actions/reference/security/oidc";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let known = case.claims.text("iss").and_then(issuer::recognise);
    case.failing()
        .into_iter()
        .filter(|failing| failing.is_missing)
        .filter_map(|failing| {
            let claim = failing.tested.attribute.source.claim()?;
            let entry = known
                .as_ref()
                .and_then(|known| issuer::claim(known.issuer, claim));
            let title = format!("the token has no {}", quoted(claim));
            let detail = match entry.map(|entry| (entry.present, entry.says)) {
                Some((Presence::When(condition), says)) => {
                    format!("it is there {condition}, and says {says}")
                }
                Some((Presence::Always, _)) => {
                    "every token of this issuer has it: this one is not whole".to_owned()
                }
                None => "the issuer puts it in no token, as far as is known".to_owned(),
            };
            Some(
                Diagnosis::new(KIND.id, entry.map_or(URL, |entry| entry.url), title, detail)
                    .of(&failing, None)
                    .fix(Fix::told("test a claim that tokens of this job have")),
            )
        })
        .collect()
}
