//! How trust policies are written.

use super::lint::INVALID_DOCUMENT;
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
        operator
            .strip_suffix("StringEquals")
            .map(|prefix| format!("{prefix}StringLike"))
    }

    fn patterns_stand_under(&self) -> &'static str {
        "`StringLike`"
    }

    fn attribute(&self, issuer: &str, claim: &str) -> String {
        format!("{issuer}:{claim}")
    }

    fn naming_who_comes_in(&self) -> &'static str {
        "test the claim by `StringEquals` or `StringLike` too, or put the exclusion in a statement that denies"
    }

    fn action(&self) -> Option<&'static str> {
        Some(super::DEFAULT_ACTION)
    }

    fn usual_audience(&self) -> &'static str {
        "sts.amazonaws.com"
    }

    fn rule_url(&self, id: &str) -> Option<&'static str> {
        (id == INVALID_DOCUMENT.id).then_some(INVALID_DOCUMENT.url)
    }

    fn getting_in(&self) -> &'static str {
        "assume the role"
    }

    fn grant(&self) -> &'static str {
        "the role"
    }

    fn placeholder_issuer(&self) -> &'static str {
        "AWS refuses a policy with such a principal"
    }

    fn trusting(&self, issuer: &str) -> String {
        format!(
            "trust {}, once an identity provider of that URL exists in the account",
            quoted(issuer)
        )
    }

    fn url(&self, topic: Topic) -> &'static str {
        match topic {
            Topic::Comparison => {
                "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html"
            }
            Topic::Issuer => {
                "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html"
            }
            Topic::Setup => {
                "https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws"
            }
        }
    }
}
