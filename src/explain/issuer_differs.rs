//! The statement trusts another issuer than the token's: a slug, another host, a slash, a slip.

use super::{Case, Diagnosis, Failing, Fix, Kind};
use crate::issuer::{self, Variant};
use crate::quote::quoted;
use crate::relying_party::Topic;

pub(crate) const KIND: Kind = Kind {
    id: "issuer-differs",
    diagnose,
};

const FROM_THE_ORGANIZATION: &str = "the token is of the organisation's own authorization server, whose access tokens are for Okta alone";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let Some(issuer) = case.claims.text("iss") else {
        return Vec::new();
    };
    let failing = case.failing().into_iter().find(Failing::is_of_issuer);
    let Some(failing) = failing.filter(|_| case.request.principal.is_none()) else {
        return Vec::new();
    };
    let trusted = failing
        .alternatives()
        .iter()
        .filter_map(|alternative| Some((alternative, alternative.issuer()?)));
    let url = case.url(Topic::Issuer);
    // The most similar of those that are trusted is the one that was meant.
    let nearest = trusted.min_by_key(|(_, trusted)| unlike(trusted, issuer));
    let Some((alternative, nearest)) = nearest else {
        let title = format!(
            "the {} trusts no issuer of OIDC tokens",
            case.notation().noun()
        );
        let detail = "accounts, services and SAML providers do not come with a token";
        return vec![Diagnosis::new(KIND.id, url, title, detail).of(&failing, None)];
    };
    let detail = relation(nearest, issuer, case.party().name());
    let title = format!(
        "the token comes from {}, the policy trusts {}",
        quoted(issuer),
        quoted(nearest)
    );
    let meant = issuer
        .strip_prefix("https://")
        .zip(nearest.strip_prefix("https://"))
        .map(|(issuer, nearest)| alternative.text.replace(nearest, issuer));
    let edit = meant
        .as_deref()
        .and_then(|meant| failing.replace(alternative, meant));
    let fix = match &meant {
        _ if detail == FROM_THE_ORGANIZATION => {
            Fix::told(format!("ask {} for the token", quoted(nearest)))
        }
        Some(meant) => Fix::told(case.notation().trusting(meant)).by_policy(edit),
        None => Fix::told("trust an identity provider whose URL is the issuer of the token"),
    };
    vec![
        Diagnosis::new(KIND.id, url, title, detail)
            .of(&failing, Some(alternative))
            .fix(fix),
    ]
}

/// How two issuers of the same house differ, in words.
fn relation(trusted: &str, issuer: &str, party: &str) -> String {
    let trimmed = |text: &str| text.trim_end_matches('/').to_owned();
    if trimmed(trusted) == trimmed(issuer) {
        return format!("they differ in a `/` at the end, and {party} compares the whole");
    }
    if let Some(relation) = relation_at_okta(trusted, issuer) {
        return relation.to_owned();
    }
    let below = |base: &str, other: &str| {
        other
            .strip_prefix(base)
            .and_then(|rest| rest.strip_prefix('/'))
            .map(str::to_owned)
    };
    if let Some(slug) = below(trusted, issuer) {
        return format!(
            "the enterprise has its slug {} in the issuer of its tokens; provider and keys must have it too",
            quoted(&slug)
        );
    }
    if let Some(slug) = below(issuer, trusted) {
        return format!(
            "the policy expects the slug {} of an enterprise, which this token does not have in its issuer",
            quoted(&slug)
        );
    }
    if trusted.contains("vstoken.actions.githubusercontent.com") {
        return "`vstoken.actions.githubusercontent.com` was the issuer before October 2021"
            .to_owned();
    }
    let near = crate::spelling::nearest(trusted, std::iter::once(issuer)).is_some();
    if near {
        return "the host is misspelled".to_owned();
    }
    "a provider is compared whole, path included".to_owned()
}

/// The same of two authorization servers of an Okta organisation.
fn relation_at_okta(trusted: &str, issuer: &str) -> Option<&'static str> {
    let server = |url| match issuer::recognise(url)?.variant {
        Variant::OktaOrganization { host, server } => Some((host, server)),
        _ => None,
    };
    let ((trusted_host, trusted_server), (host, own_server)) = (server(trusted)?, server(issuer)?);
    let is_same_host = trusted_host.eq_ignore_ascii_case(host);
    match (trusted_server, own_server) {
        (Some(_), None) if is_same_host => Some(FROM_THE_ORGANIZATION),
        (trusted, own) if is_same_host && trusted != own => {
            Some("each authorization server of an organisation is an issuer of its own")
        }
        (Some(trusted), Some(own)) if !is_same_host && trusted == own && trusted != "default" => {
            Some(
                "it is one authorization server under two domains: its setting `Issuer` says which of them its tokens name",
            )
        }
        _ => None,
    }
}

/// How little two texts have in common, from the start and from the end.
fn unlike(left: &str, right: &str) -> usize {
    let head = left
        .bytes()
        .zip(right.bytes())
        .take_while(|(l, r)| l == r)
        .count();
    let tail = left
        .bytes()
        .rev()
        .zip(right.bytes().rev())
        .take_while(|(l, r)| l == r)
        .count();
    (left.len() + right.len()).saturating_sub(2 * head.max(tail))
}
