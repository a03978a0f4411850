//! How rules are written.

use crate::condition::outline::Tested;
use crate::edit::Edit;
use crate::quote::quoted;
use crate::relying_party::notation::{Notation, Topic, add_to_list};

/// JSON, with a list of audiences.
#[derive(Debug)]
pub(super) struct Rule;

impl Notation for Rule {
    fn add(&self, policy: &str, tested: &Tested<'_>, value: &str) -> Option<Edit> {
        let is_list = self.has_room(tested) && policy.contains("\"audiences\"");
        is_list.then(|| add_to_list(policy, tested, value))?
    }

    fn adding(&self, tested: &Tested<'_>, value: &str) -> String {
        match self.has_room(tested) {
            true => format!("add {}", quoted(value)),
            false => format!("add a rule with {}", quoted(value)),
        }
    }

    fn has_room(&self, tested: &Tested<'_>) -> bool {
        tested.test.operator == "audiences"
    }

    fn pattern_operator(&self, _operator: &str) -> Option<String> {
        None
    }

    fn patterns_stand_under(&self) -> &'static str {
        "a preset that takes `*` at the end of a subject"
    }

    fn noun(&self) -> &'static str {
        super::lower::NOUN
    }

    fn trusting(&self, issuer: &str) -> String {
        format!("add a rule with the issuer {}", quoted(issuer))
    }

    fn url(&self, topic: Topic) -> &'static str {
        match topic {
            Topic::Comparison | Topic::Issuer => super::preset::PLAIN.url,
            Topic::Setup => "https://docs.github.com/en/actions/reference/security/oidc",
        }
    }
}
