//! The token has no such claim.

use super::{Case, Diagnosis, Fix, Kind};
use crate::issuer::{self, Issuer, Presence};
use crate::quote::quoted;

pub(crate) const KIND: Kind = Kind {
    id: "claim-missing",
    diagnose,
};

const URL: &str = "https://docs.github.com/en/actions/reference/security/oidc";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let known = issuer::recognise_claims(case.claims);
    let is_okta = case.is_of(Issuer::Okta);
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
                None if is_okta => {
                    "Okta puts it in no token by itself, only where its authorization server has such a claim of its own, for access tokens or for ID tokens".to_owned()
                }
                None => "the issuer puts it in no token, as far as is known".to_owned(),
            };
            let (url, fix) = match entry {
                None if is_okta => (
                    "https://developer.okta.com/docs/guides/customize-tokens-returned-from-okta/main/",
                    "add the claim to the authorization server, or test one that such tokens have",
                ),
                entry => (
                    entry.map_or(URL, |entry| entry.url),
                    "test a claim that tokens of this job have",
                ),
            };
            Some(
                Diagnosis::new(KIND.id, url, title, detail)
                    .of(&failing, None)
                    .fix(Fix::told(fix)),
            )
        })
        .collect()
}
