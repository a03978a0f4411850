//! How providers and bindings are written.

use super::member::Member;
use crate::condition::outline::Tested;
use crate::edit::Edit;
use crate::quote::quoted;
use crate::relying_party::notation::{
    self, Topic, add_in_cel, json_string, replace_in_cel, starts_in_cel,
};
use crate::span::Span;

/// JSON or YAML, CEL inside of it, and members of bindings.
#[derive(Debug)]
pub(super) struct Provider;

impl notation::Notation for Provider {
    fn replace(&self, policy: &str, span: Span, value: &str) -> Option<Edit> {
        let written = span.of(policy)?;
        // A member holds more than the value that is compared.
        let bare = written.trim_matches('"');
        if let Some(Ok(member)) = Member::parse(bare) {
            let head = bare.strip_suffix(member.value()?)?;
            let text = format!("{head}{value}");
            return Some(Edit::new(
                span,
                if written.starts_with('"') {
                    json_string(&text)
                } else {
                    text
                },
            ));
        }
        replace_in_cel(policy, span, value)
    }

    fn add(&self, policy: &str, tested: &Tested<'_>, value: &str) -> Option<Edit> {
        add_in_cel(policy, tested, value)
    }

    fn adding(&self, tested: &Tested<'_>, value: &str) -> String {
        let name = &tested.attribute.name;
        match &*tested.test.operator {
            "is" | "contains" if name.starts_with("google.") || name.starts_with("attribute.") => {
                format!("bind {} too", quoted(value))
            }
            "==" | "in" => format!("add {}", quoted(value)),
            operator => format!("let `{operator}` fit {} too", quoted(value)),
        }
    }

    fn pattern_operator(&self, operator: &str) -> Option<String> {
        (operator == "==").then(|| "startsWith".to_owned())
    }

    fn patterns_stand_under(&self) -> &'static str {
        "`startsWith` without the `*`"
    }

    /// A call, which stands otherwise than a comparison.
    fn as_pattern(&self, tested: &Tested<'_>, value: &str) -> Option<String> {
        self.pattern_operator(&tested.test.operator)?;
        let name = &tested.attribute.name;
        let call = starts_in_cel(name, value)?;
        Some(format!(
            "write `{call}` in the place of `{name} == '{value}'`"
        ))
    }

    fn noun(&self) -> &'static str {
        "provider"
    }

    fn attribute(&self, _: &str, claim: &str) -> String {
        format!("assertion.{claim}")
    }

    fn operator(&self, name: &str) -> String {
        name.to_owned()
    }

    fn trusting(&self, issuer: &str) -> String {
        format!("make a provider for {}", quoted(issuer))
    }

    fn url(&self, topic: Topic) -> &'static str {
        match topic {
            Topic::Comparison => {
                "https://docs.cloud.google.com/iam/docs/workload-identity-federation#conditions"
            }
            Topic::Issuer => {
                "https://docs.cloud.google.com/iam/docs/manage-workload-identity-pools-providers"
            }
            Topic::Setup => {
                "https://docs.cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines"
            }
        }
    }
}
