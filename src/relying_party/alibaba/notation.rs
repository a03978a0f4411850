//! How trust policies of RAM are written.

use super::dialect::{ALIBABA, OPERATORS_URL, ROLE_URL};
use crate::condition::outline::Tested;
use crate::edit::Edit;
use crate::quote::quoted;
use crate::relying_party::notation::{Notation, Topic, add_to_list};

/// JSON, and lists of values.
#[derive(Debug)]
pub(super) struct TrustPolicy;

impl Notation for TrustPolicy {
    fn add(&self, policy: &str, tested: &Tested<'_>, value: &str) -> Option<Edit> {
        add_to_list(policy, tested, value)
    }

    fn pattern_operator(&self, operator: &str) -> Option<String> {
        (operator == "StringEquals").then(|| "StringLike".to_owned())
    }

    fn patterns_stand_under(&self) -> &'static str {
        "`StringLike`"
    }

    fn attribute(&self, _issuer: &str, claim: &str) -> String {
        format!("oidc:{claim}")
    }

    fn naming_who_comes_in(&self) -> &'static str {
        "test the claim by `StringEquals` or `StringLike` too, or put the exclusion in a statement that denies"
    }

    fn asking_for_ids(&self) -> &'static str {
        ""
    }

    fn action(&self) -> Option<&'static str> {
        Some(ALIBABA.action)
    }

    fn usual_audience(&self) -> &'static str {
        "sts.aliyuncs.com"
    }

    fn getting_in(&self) -> &'static str {
        "assume the role"
    }

    fn grant(&self) -> &'static str {
        "the role"
    }

    fn trusting(&self, issuer: &str) -> String {
        format!(
            "trust the identity provider of {issuer} by its ARN, and name {issuer} in `oidc:iss`",
            issuer = quoted(issuer)
        )
    }

    fn url(&self, topic: Topic) -> &'static str {
        match topic {
            Topic::Comparison => OPERATORS_URL,
            Topic::Issuer | Topic::Setup => ROLE_URL,
        }
    }
}
