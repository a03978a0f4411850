//! How credentials are written.

use super::{CONSIDERATIONS_URL, FLEXIBLE_URL, SETUP_URL, document, expression, lower};
use crate::condition::outline::Tested;
use crate::edit::Edit;
use crate::json::{self, Value};
use crate::quote::quoted;
use crate::relying_party::notation::{Notation, Topic, json_string};
use crate::span::Span;

/// JSON, and expressions in JSON strings.
#[derive(Debug)]
pub(super) struct Credentials;

impl Notation for Credentials {
    fn replace(&self, policy: &str, span: Span, value: &str) -> Option<Edit> {
        let is_comparand = span.of(policy)?.starts_with('\'');
        Some(Edit::new(
            span,
            match is_comparand {
                true => in_json(&expression::written(value)),
                false => json_string(value),
            },
        ))
    }

    /// A credential more, where the document is a list: like the one at hand but for the value.
    fn add(&self, policy: &str, tested: &Tested<'_>, value: &str) -> Option<Edit> {
        let document = json::parse(policy).ok()?;
        let beside = document::list_in(&document)?.iter().find(|item| {
            item.span.start <= tested.span.start && tested.span.end <= item.span.end
        })?;
        let text = beside.span.of(policy)?;
        let [only] = tested.test.predicate.alternatives() else {
            return None;
        };
        let change = self.replace(policy, only.span?, value)?;
        let rename = own_name(beside).and_then(|name| {
            let renamed = format!("{}-2", name.as_str()?);
            Some(Edit::new(name.span, json_string(&renamed)))
        });
        let edits: Vec<Edit> = [Some(change), rename]
            .into_iter()
            .flatten()
            .map(|edit| shifted_back(edit, beside.span.start))
            .collect::<Option<_>>()?;
        let copy = crate::edit::apply(text, &edits)?;
        let end = beside.span.end;
        Some(Edit::new(Span::new(end, end), format!(", {copy}")))
    }

    fn adding(&self, tested: &Tested<'_>, value: &str) -> String {
        match tested.attribute.name.as_str() {
            "subject" => format!("add a credential with the subject {}", quoted(value)),
            "audiences" => format!("add a credential with the audience {}", quoted(value)),
            name => format!("add a credential for {} of {}", quoted(value), quoted(name)),
        }
    }

    fn has_room(&self, _: &Tested<'_>) -> bool {
        false
    }

    fn pattern_operator(&self, operator: &str) -> Option<String> {
        (operator == "eq").then(|| "matches".to_owned())
    }

    fn patterns_stand_under(&self) -> &'static str {
        "`matches` in a `claimsMatchingExpression`"
    }

    fn asking_for_ids(&self) -> &'static str {
        "test `repository_id` or `repository_owner_id` too, in a `claimsMatchingExpression`, or "
    }

    fn noun(&self) -> &'static str {
        lower::NOUN
    }

    fn what_is_refused(&self) -> &'static str {
        "to make such a credential; whether a token fits is told as far as it can be read"
    }

    fn getting_in(&self) -> &'static str {
        "sign in as the identity"
    }

    fn operator(&self, name: &str) -> String {
        name.to_owned()
    }

    fn trusting(&self, issuer: &str) -> String {
        format!("let the credential trust {}", quoted(issuer))
    }

    fn rule_url(&self, id: &str) -> Option<&'static str> {
        match id {
            "invalid-document" => Some(CONSIDERATIONS_URL),
            "wildcard-in-exact-value" => Some(FLEXIBLE_URL),
            "any-subject" | "placeholder" | "provider-misspelled" | "case-differs" => {
                Some(SETUP_URL)
            }
            _ => None,
        }
    }

    fn url(&self, topic: Topic) -> &'static str {
        match topic {
            Topic::Comparison => CONSIDERATIONS_URL,
            Topic::Issuer | Topic::Setup => SETUP_URL,
        }
    }
}

/// The name of a credential as the document writes it.
fn own_name<'v, 'a>(credential: &'v Value<'a>) -> Option<&'v Value<'a>> {
    credential
        .get("name")
        .or_else(|| credential.get("display_name"))
}

/// A text as it stands inside a JSON string.
pub(super) fn in_json(text: &str) -> String {
    let string = json_string(text);
    let inside = string.get(1..string.len().saturating_sub(1));
    inside.unwrap_or_default().to_owned()
}

/// An edit of a document as one of the part of it that begins at `start`.
fn shifted_back(edit: Edit, start: usize) -> Option<Edit> {
    let span = Span::new(
        edit.span.start.checked_sub(start)?,
        edit.span.end.checked_sub(start)?,
    );
    Some(Edit::new(span, edit.text))
}
