//! How roles are written.

use crate::condition::outline::Tested;
use crate::edit::Edit;
use crate::quote::quoted;
use crate::relying_party::notation::{Notation, Topic, add_to_list};

/// JSON, and lists of values.
#[derive(Debug)]
pub(super) struct Role;

impl Notation for Role {
    fn add(&self, policy: &str, tested: &Tested<'_>, value: &str) -> Option<Edit> {
        // A subject is one, and Terraform keeps lists of claims as texts.
        let has_room = self.has_room(tested) && !policy.contains("\"role_name\"");
        has_room.then(|| add_to_list(policy, tested, value))?
    }

    fn has_room(&self, tested: &Tested<'_>) -> bool {
        tested.test.operator != super::lower::SUBJECT
    }

    fn pattern_operator(&self, operator: &str) -> Option<String> {
        (operator == "string").then(|| "glob".to_owned())
    }

    fn patterns_stand_under(&self) -> &'static str {
        "`\"bound_claims_type\": \"glob\"`, which holds for all bound claims of the role"
    }

    fn noun(&self) -> &'static str {
        "role"
    }

    fn getting_in(&self) -> &'static str {
        "log in"
    }

    fn grant(&self) -> &'static str {
        "the policies of the role"
    }

    fn trusting(&self, issuer: &str) -> String {
        format!(
            "log in at a mount whose `bound_issuer` and keys are those of {}",
            quoted(issuer)
        )
    }

    fn url(&self, topic: Topic) -> &'static str {
        match topic {
            Topic::Comparison => "https://developer.hashicorp.com/vault/docs/auth/jwt#bound-claims",
            Topic::Issuer => "https://developer.hashicorp.com/vault/api-docs/auth/jwt#configure",
            Topic::Setup => {
                "https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-hashicorp-vault"
            }
        }
    }
}
