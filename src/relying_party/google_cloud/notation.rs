//! How providers and bindings are written.

use super::member::Member;
use crate::condition::outline::Tested;
use crate::edit::Edit;
use crate::quote::quoted;
use crate::relying_party::notation::{self, Topic, json_string};
use crate::span::Span;

/// JSON or YAML, CEL inside of it, and members of bindings.
#[derive(Debug)]
pub(super) struct Provider;

/// A text in CEL as the document holds it, in the quotes that stand at `start`; `None` where it
/// would have to be escaped.
fn in_quotes(policy: &str, start: usize, value: &str) -> Option<String> {
    let rest = policy.get(start..)?;
    let quote = ["\\\"", "\\'", "''", "'", "\""]
        .into_iter()
        .find(|quote| rest.starts_with(quote))?;
    let plain = !value.contains(['\'', '"', '\\']) && !value.chars().any(char::is_control);
    plain.then(|| format!("{quote}{value}{quote}"))
}

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
        if written.starts_with('"') {
            return Some(Edit::new(span, json_string(value)));
        }
        match in_quotes(policy, span.start, value) {
            Some(text) => Some(Edit::new(span, text)),
            // A plain text of YAML.
            None => (!written.starts_with(['\'', '\\'])).then(|| Edit::new(span, value)),
        }
    }

    fn add(&self, policy: &str, tested: &Tested<'_>, value: &str) -> Option<Edit> {
        let last = tested.test.predicate.alternatives().last()?.span?;
        let text = in_quotes(policy, last.start, value)?;
        match &*tested.test.operator {
            "in" => Some(Edit::new(
                Span::new(last.end, last.end),
                format!(", {text}"),
            )),
            "==" => {
                let test = tested.span.of(policy)?;
                let (left, _) = test.split_once("==")?;
                let only = last.of(policy)?;
                (tested.span.end == last.end).then(|| {
                    Edit::new(
                        tested.span,
                        format!("{} in [{only}, {text}]", left.trim_end()),
                    )
                })
            }
            _ => None,
        }
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
        let start = value
            .strip_suffix('*')
            .filter(|start| !start.contains(['*', '?', '\'', '\\']))?;
        let name = &tested.attribute.name;
        Some(format!(
            "write `{name}.startsWith('{start}')` in the place of `{name} == '{value}'`"
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
