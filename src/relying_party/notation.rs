//! How a relying party writes its policies: what edits need to know, and the sentences that offer
//! them.

use crate::condition::outline::Tested;
use crate::edit::Edit;
use crate::quote::quoted;
use crate::span::Span;

/// Something that a relying party documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// How values are compared.
    Comparison,
    /// How an issuer comes to be trusted.
    Issuer,
    /// How it is set up for GitHub Actions.
    Setup,
}

/// The way in which policies are written.
pub trait Notation: Sync {
    /// Puts another value in the place of the one at `span`: by default a JSON string.
    fn replace(&self, policy: &str, span: Span, value: &str) -> Option<Edit> {
        let _ = policy;
        Some(Edit::new(span, json_string(value)))
    }

    /// Lets in a value beside those that a test takes.
    fn add(&self, policy: &str, tested: &Tested<'_>, value: &str) -> Option<Edit>;

    /// The same in words.
    fn adding(&self, tested: &Tested<'_>, value: &str) -> String {
        let _ = tested;
        format!("add {}", quoted(value))
    }

    /// Whether a test has room for several values.
    fn has_room(&self, tested: &Tested<'_>) -> bool {
        let _ = tested;
        true
    }

    /// The operator under which `*` is a wildcard, in the place of this one, under which it is not.
    fn pattern_operator(&self, operator: &str) -> Option<String>;

    /// A test of a whole value that reads like a pattern, made one of that pattern, in words.
    fn as_pattern(&self, tested: &Tested<'_>, value: &str) -> Option<String> {
        let _ = value;
        let operator = tested.test.operator.as_ref();
        let like = self.pattern_operator(operator)?;
        Some(format!(
            "write {} in the place of {}",
            quoted(&like),
            quoted(operator)
        ))
    }

    /// Where patterns stand, in a sentence.
    fn patterns_stand_under(&self) -> &'static str;

    /// How an attribute that is a claim of an issuer is called, the issuer without `https://`.
    fn attribute(&self, issuer: &str, claim: &str) -> String {
        let _ = issuer;
        claim.to_owned()
    }

    /// Where to read on about a shared rule of the linter, in place of what it names itself.
    fn rule_url(&self, id: &str) -> Option<&'static str> {
        let _ = id;
        None
    }

    /// How the ids of a repository are asked for beside its name, with an `or` behind it; empty
    /// where they cannot be.
    fn asking_for_ids(&self) -> &'static str {
        "test `repository_id` or `repository_owner_id` too, or "
    }

    /// What to do where a policy says whom it keeps out, and nobody who comes in.
    fn naming_who_comes_in(&self) -> &'static str {
        "say too which values of the claim come in"
    }

    /// The action that a token asks for, where policies name actions.
    fn action(&self) -> Option<&'static str> {
        None
    }

    /// The audience that tokens are asked for where nobody says otherwise; empty: none is.
    fn usual_audience(&self) -> &'static str {
        ""
    }

    /// What lets in by itself is called.
    fn noun(&self) -> &'static str {
        "statement"
    }

    /// What whoever is let in does.
    fn getting_in(&self) -> &'static str {
        "get in"
    }

    /// What is had by who is let in.
    fn grant(&self) -> &'static str {
        "access"
    }

    /// The name of an operator as it stands in a policy: by default a JSON string.
    fn operator(&self, name: &str) -> String {
        json_string(name)
    }

    /// What comes of an issuer that is a placeholder.
    fn placeholder_issuer(&self) -> &'static str {
        "it is compared as it stands, and no token comes from there"
    }

    /// What is refused where a document has an error, and what comes of it here.
    fn what_is_refused(&self) -> &'static str {
        "to write such a policy; rolecall takes what cannot be evaluated for unknown"
    }

    /// What to do to trust another issuer.
    fn trusting(&self, issuer: &str) -> String;

    /// Where it is written.
    fn url(&self, topic: Topic) -> &'static str;
}

/// Adds a value to the JSON list of a test, or makes a list of the only one.
pub(crate) fn add_to_list(policy: &str, tested: &Tested<'_>, value: &str) -> Option<Edit> {
    let last = tested.test.predicate.alternatives().last()?.span?;
    let value = json_string(value);
    let is_list = tested
        .span
        .of(policy)
        .is_some_and(|tested| tested.ends_with(']'));
    if is_list {
        return Some(Edit::new(
            Span::new(last.end, last.end),
            format!(", {value}"),
        ));
    }
    let only = last.of(policy)?;
    Some(Edit::new(last, format!("[{only}, {value}]")))
}

pub(crate) fn json_string(text: &str) -> String {
    crate::render::json::to_string(text)
}

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

/// Puts another text in the place of one that stands in an expression in CEL, or in a document
/// around such expressions.
pub(crate) fn replace_in_cel(policy: &str, span: Span, value: &str) -> Option<Edit> {
    let written = span.of(policy)?;
    if written.starts_with('"') {
        return Some(Edit::new(span, json_string(value)));
    }
    match in_quotes(policy, span.start, value) {
        Some(text) => Some(Edit::new(span, text)),
        // A plain text of YAML.
        None => (!written.starts_with(['\'', '\\'])).then(|| Edit::new(span, value)),
    }
}

/// Lets in a text beside those that a test in CEL takes.
pub(crate) fn add_in_cel(policy: &str, tested: &Tested<'_>, value: &str) -> Option<Edit> {
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

/// The call in CEL that is meant by an attribute that is to be like a value with a star at its end.
pub(crate) fn starts_in_cel(name: &str, value: &str) -> Option<String> {
    let start = value
        .strip_suffix('*')
        .filter(|start| !start.contains(['*', '?', '\'', '\\']))?;
    Some(format!("{name}.startsWith('{start}')"))
}
