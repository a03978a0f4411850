//! How identities are written.

use crate::condition::outline::Tested;
use crate::edit::Edit;
use crate::quote::quoted;
use crate::relying_party::notation::{Notation, Topic};
use crate::span::Span;

/// YAML, a value for each part of an identity.
#[derive(Debug)]
pub(super) struct Identities;

impl Notation for Identities {
    /// None: what a token has is not what a certificate says.
    fn replace(&self, _: &str, _: Span, _: &str) -> Option<Edit> {
        None
    }

    fn add(&self, _: &str, _: &Tested<'_>, _: &str) -> Option<Edit> {
        None
    }

    fn adding(&self, tested: &Tested<'_>, value: &str) -> String {
        format!(
            "add an identity with {} for {}",
            quoted(value),
            quoted(&tested.attribute.name)
        )
    }

    fn has_room(&self, _: &Tested<'_>) -> bool {
        false
    }

    fn pattern_operator(&self, _: &str) -> Option<String> {
        None
    }

    fn patterns_stand_under(&self) -> &'static str {
        "`issuerRegExp` and `subjectRegExp`, as regular expressions"
    }

    fn noun(&self) -> &'static str {
        super::lower::NOUN
    }

    fn getting_in(&self) -> &'static str {
        "sign what is taken"
    }

    fn grant(&self) -> &'static str {
        "a signature that is taken"
    }

    fn trusting(&self, issuer: &str) -> String {
        format!("add an identity of {}", quoted(issuer))
    }

    fn url(&self, topic: Topic) -> &'static str {
        match topic {
            Topic::Comparison | Topic::Setup => {
                "https://docs.sigstore.dev/cosign/verifying/verify/"
            }
            Topic::Issuer => "https://docs.sigstore.dev/certificate_authority/oidc-in-fulcio/",
        }
    }
}
