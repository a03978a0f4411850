//! How connections and roles are written.

use crate::condition::outline::Tested;
use crate::edit::Edit;
use crate::quote::quoted;
use crate::relying_party::notation::{Notation, Topic};

/// A value for each condition.
#[derive(Debug)]
pub(super) struct Role;

impl Notation for Role {
    fn add(&self, _: &str, _: &Tested<'_>, _: &str) -> Option<Edit> {
        None
    }

    fn adding(&self, tested: &Tested<'_>, value: &str) -> String {
        format!(
            "add a requirement with {} for {}",
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
        "`Starts with` and without the `*`"
    }

    fn rule_url(&self, id: &str) -> Option<&'static str> {
        (id == crate::lint::wildcard_in_exact_value::RULE.id).then_some(super::CONNECTION_URL)
    }

    fn noun(&self) -> &'static str {
        super::lower::NOUN
    }

    fn grant(&self) -> &'static str {
        "what security policies give the role"
    }

    fn trusting(&self, issuer: &str) -> String {
        format!("add a connection that requires {} in `iss`", quoted(issuer))
    }

    fn url(&self, topic: Topic) -> &'static str {
        match topic {
            Topic::Comparison => super::ROLE_URL,
            Topic::Issuer | Topic::Setup => super::CONNECTION_URL,
        }
    }
}
