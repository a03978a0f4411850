//! How trust policies are written.

use crate::condition::outline::Tested;
use crate::edit::Edit;
use crate::quote::quoted;
use crate::relying_party::notation::{Notation, Topic, json_string};
use crate::span::Span;

/// YAML, and one value to a field.
#[derive(Debug)]
pub(super) struct Policy;

impl Notation for Policy {
    fn replace(&self, _policy: &str, span: Span, value: &str) -> Option<Edit> {
        // A text in double quotes is the same in YAML as in JSON.
        Some(Edit::new(span, json_string(value)))
    }

    fn add(&self, _policy: &str, _tested: &Tested<'_>, _value: &str) -> Option<Edit> {
        None
    }

    fn adding(&self, _tested: &Tested<'_>, value: &str) -> String {
        format!("make a pattern that fits {} too", quoted(value))
    }

    fn has_room(&self, _tested: &Tested<'_>) -> bool {
        false
    }

    fn pattern_operator(&self, operator: &str) -> Option<String> {
        let fields = ["issuer", "subject", "audience"];
        fields
            .contains(&operator)
            .then(|| format!("{operator}_pattern"))
    }

    fn patterns_stand_under(&self) -> &'static str {
        "`issuer_pattern`, `subject_pattern` and `audience_pattern`, as a regular expression"
    }

    fn operator(&self, name: &str) -> String {
        name.to_owned()
    }

    fn noun(&self) -> &'static str {
        "trust policy"
    }

    fn getting_in(&self) -> &'static str {
        "get a token"
    }

    fn grant(&self) -> &'static str {
        "the permissions of the policy"
    }

    fn trusting(&self, issuer: &str) -> String {
        format!("write `issuer: {issuer}`, or a policy of its own for it")
    }

    fn url(&self, topic: Topic) -> &'static str {
        match topic {
            Topic::Comparison | Topic::Issuer => "https://github.com/octo-sts/app#the-trust-policy",
            Topic::Setup => "https://github.com/octo-sts/action",
        }
    }
}
