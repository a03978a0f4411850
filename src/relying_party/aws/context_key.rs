//! Condition keys: which attribute a key of a policy is.
//!
//! Keys of STS and of AWS as a whole are those of the Service Authorization Reference; keys of an
//! issuer are its URL, a colon and a claim. Names are compared without regard to case.

use super::claim_map;
use crate::attribute::{Attribute, Source};
use crate::quote::quoted;

pub(super) const ROLES_CLAIM: &str = "https://aws.amazon.com/roles";
pub(super) const TAGS_CLAIM: &str = "https://aws.amazon.com/tags";
pub(super) const SOURCE_IDENTITY_CLAIM: &str = "https://aws.amazon.com/source_identity";

/// What a key without a value of its own in the token is worked out from. Named in lower case.
pub(super) const REQUEST_TAG: &str = "aws:requesttag/";
pub(super) const TAG_KEYS: &str = "aws:tagkeys";
pub(super) const TRANSITIVE_TAG_KEYS: &str = "sts:transitivetagkeys";
pub(super) const SOURCE_IDENTITY: &str = "sts:sourceidentity";
pub(super) const ROLE_AUTHORIZED_BY_IDP: &str = "sts:roleauthorizedbyidp";
pub(super) const CURRENT_TIME: &str = "aws:currenttime";
pub(super) const FEDERATED_PROVIDER: &str = "aws:federatedprovider";
pub(super) const EPOCH_TIME: &str = "aws:epochtime";

/// Keys that tell of an IAM principal: a web identity has none before it assumes the role.
const OF_A_PRINCIPAL: &[&str] = &[
    "aws:username",
    "aws:multifactorauthpresent",
    "aws:multifactorauthage",
];

/// The attribute that a condition key is.
pub(super) fn attribute(key: &str) -> Attribute {
    Attribute {
        name: key.to_owned(),
        source: source(&key.to_ascii_lowercase(), key),
    }
}

/// Whether the key has a list of values.
pub(super) fn is_multi_valued(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    key == TAG_KEYS
        || key == TRANSITIVE_TAG_KEYS
        || key.split_once(':').is_some_and(|(_, claim)| claim == "amr")
}

fn source(lower: &str, key: &str) -> Source {
    match lower.split_once(':') {
        Some(("aws", _)) => global_source(lower, key),
        Some(("sts", _)) => match lower {
            SOURCE_IDENTITY => Source::Claim {
                issuer: None,
                name: SOURCE_IDENTITY_CLAIM.to_owned(),
            },
            TRANSITIVE_TAG_KEYS | ROLE_AUTHORIZED_BY_IDP => Source::Derived,
            "sts:rolesessionname" => Source::Request,
            _ => never(format!(
                "AWS does not set {key} when a role is assumed with a web identity",
                key = quoted(&key)
            )),
        },
        Some((issuer, claim)) if issuer.contains('.') => match claim_map::claim(issuer, claim) {
            Some(name) => Source::Claim {
                issuer: Some(issuer.to_owned()),
                name: name.to_owned(),
            },
            None => never(format!(
                "AWS makes no condition key of the claim {claim} of {issuer}",
                claim = quoted(&claim),
                issuer = quoted(&issuer)
            )),
        },
        Some(_) => never(format!(
            "AWS does not set {key} when a role is assumed with a web identity",
            key = quoted(&key)
        )),
        None => never(format!("{key} is no condition key", key = quoted(&key))),
    }
}

fn global_source(lower: &str, key: &str) -> Source {
    if OF_A_PRINCIPAL.contains(&lower) || lower.starts_with("aws:principaltag/") {
        return never(format!(
            "AWS does not set {key} when a role is assumed with a web identity, which is no IAM principal",
            key = quoted(&key)
        ));
    }
    match lower {
        TAG_KEYS | CURRENT_TIME | EPOCH_TIME | FEDERATED_PROVIDER => Source::Derived,
        _ if lower.starts_with(REQUEST_TAG) => Source::Derived,
        _ => Source::Request,
    }
}

fn never(why: String) -> Source {
    Source::Never { why }
}
