//! How publishers and access policies are written.

use crate::condition::outline::Tested;
use crate::edit::Edit;
use crate::quote::quoted;
use crate::relying_party::notation::{Notation, Topic, json_string};
use crate::span::Span;

/// JSON, a value for each field.
#[derive(Debug)]
pub(super) struct Publishers;

impl Notation for Publishers {
    fn replace(&self, policy: &str, span: Span, value: &str) -> Option<Edit> {
        // A value that is put together of several stands nowhere as it is.
        let written = span.of(policy)?;
        let is_whole = written.contains('/') == value.contains('/') && !value.contains('@');
        (is_whole && written.starts_with('"')).then(|| Edit::new(span, json_string(value)))
    }

    fn add(&self, _: &str, _: &Tested<'_>, _: &str) -> Option<Edit> {
        None
    }

    fn adding(&self, tested: &Tested<'_>, value: &str) -> String {
        let noun = match &*tested.test.operator {
            "string_equals" | "string_matches" => "statement",
            _ => self.noun(),
        };
        format!(
            "add a {noun} with {} for {}",
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
        "`string_matches` in an access policy of RubyGems, as a regular expression"
    }

    fn noun(&self) -> &'static str {
        super::lower::NOUN
    }

    fn getting_in(&self) -> &'static str {
        "publish"
    }

    fn grant(&self) -> &'static str {
        "the right to publish"
    }

    fn what_is_refused(&self) -> &'static str {
        "to make such a publisher; rolecall takes what cannot be evaluated for unknown"
    }

    fn trusting(&self, issuer: &str) -> String {
        format!("add a publisher for {}", quoted(issuer))
    }

    fn rule_url(&self, id: &str) -> Option<&'static str> {
        (id == "unanchored-pattern").then_some("https://docs.ruby-lang.org/en/master/Regexp.html")
    }

    fn url(&self, topic: Topic) -> &'static str {
        match topic {
            Topic::Comparison => "https://docs.pypi.org/trusted-publishers/security-model/",
            Topic::Issuer | Topic::Setup => {
                "https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-pypi"
            }
        }
    }
}
