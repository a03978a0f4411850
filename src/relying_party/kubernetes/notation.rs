//! How configurations are written.

use crate::condition::outline::Tested;
use crate::edit::Edit;
use crate::quote::quoted;
use crate::relying_party::notation::{Notation, Topic, add_in_cel, replace_in_cel, starts_in_cel};
use crate::span::Span;

/// YAML or JSON, and CEL inside of it.
#[derive(Debug)]
pub(super) struct Configuration;

impl Notation for Configuration {
    fn replace(&self, policy: &str, span: Span, value: &str) -> Option<Edit> {
        replace_in_cel(policy, span, value)
    }

    fn add(&self, policy: &str, tested: &Tested<'_>, value: &str) -> Option<Edit> {
        add_in_cel(policy, tested, value)
    }

    fn adding(&self, tested: &Tested<'_>, value: &str) -> String {
        match &*tested.test.operator {
            "requiredValue" => format!("write a rule in CEL that takes {} too", quoted(value)),
            "==" | "in" | "is" => format!("add {}", quoted(value)),
            operator => format!("let `{operator}` fit {} too", quoted(value)),
        }
    }

    fn has_room(&self, tested: &Tested<'_>) -> bool {
        tested.test.operator != "requiredValue"
    }

    fn pattern_operator(&self, operator: &str) -> Option<String> {
        ["==", "requiredValue"]
            .contains(&operator)
            .then(|| "startsWith".to_owned())
    }

    fn as_pattern(&self, tested: &Tested<'_>, value: &str) -> Option<String> {
        let name = &tested.attribute.name;
        match &*tested.test.operator {
            "requiredValue" => {
                let call = starts_in_cel(&format!("claims.{name}"), value)?;
                Some(format!(
                    "write `expression: {call}` in the place of `claim` and `requiredValue`"
                ))
            }
            _ => {
                let call = starts_in_cel(name, value)?;
                Some(format!("write `{call}` in the place of the comparison"))
            }
        }
    }

    fn patterns_stand_under(&self) -> &'static str {
        "`startsWith` in an expression, without the `*`"
    }

    fn attribute(&self, _: &str, claim: &str) -> String {
        format!("claims.{claim}")
    }

    fn operator(&self, name: &str) -> String {
        name.to_owned()
    }

    fn noun(&self) -> &'static str {
        "authenticator"
    }

    fn getting_in(&self) -> &'static str {
        "be authenticated"
    }

    fn grant(&self) -> &'static str {
        "what the roles of the user give"
    }

    fn what_is_refused(&self) -> &'static str {
        "to start with such a configuration"
    }

    fn trusting(&self, issuer: &str) -> String {
        format!("add an authenticator for {}", quoted(issuer))
    }

    fn url(&self, topic: Topic) -> &'static str {
        match topic {
            Topic::Comparison => "https://kubernetes.io/docs/reference/using-api/cel/",
            Topic::Issuer | Topic::Setup => super::DOCS_URL,
        }
    }
}
