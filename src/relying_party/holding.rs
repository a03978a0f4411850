//! How policies are found in larger documents: the answers of commands, templates, plans.

use crate::diagnostic::Error;
use crate::json::Value;
use crate::quote::quoted;

/// Where in larger documents the policies of a relying party stand.
#[derive(Debug)]
pub struct Holding {
    /// Keys whose value is a policy, as JSON or as text that encodes it.
    pub keys: &'static [HoldingKey],
    /// Keys whose value names the policies that stand beside or below.
    pub names: &'static [&'static str],
    /// Members by which an object is told to be a policy, or to be none; at most 32.
    pub members: &'static [&'static str],
    /// Whether an object is a policy, given which of [`Self::members`] it has.
    pub is_policy: fn(&Has<'_>) -> bool,
    /// Whether such an object is a policy wherever it stands, and not at the top alone.
    pub anywhere: bool,
    /// The key under which a resource holds what is a policy with the resource around it.
    pub wrapper: Option<&'static str>,
    /// Whether a list of policies is one policy.
    pub lists: bool,
}

/// Whether an object has a member of this name.
pub type Has<'h> = dyn Fn(&str) -> bool + 'h;

/// A key whose value is a policy.
#[derive(Debug)]
pub struct HoldingKey {
    /// Its name.
    pub name: &'static str,
    /// Whether an object under it is a policy too, and not text alone.
    pub objects: bool,
}

/// Most values of a policy: far more than any relying party takes.
pub const MAX_VALUES: usize = 20_000;

/// Checks what holds of every policy: that it has at most [`MAX_VALUES`], and each key once. `help`
/// says what becomes of a key that is there twice.
pub(crate) fn check_document(document: &Value<'_>, help: &str) -> Result<(), Error> {
    let size = document.size();
    if size > MAX_VALUES {
        return Err(Error::new(
            "policy-too-complex",
            format!("expected at most {MAX_VALUES} values in a policy, received {size}"),
        ));
    }
    match document.duplicate_key() {
        None => Ok(()),
        Some(member) => Err(Error::new(
            "duplicate-key",
            format!(
                "expected each key once, received {} twice",
                quoted(&member.key)
            ),
        )
        .help(help)
        .at(member.key_span)),
    }
}

/// The error for a JSON document that is no policy: what was expected, and what to do instead.
pub(crate) fn not_a_policy(document: &Value<'_>, expected: &str, help: &str) -> Error {
    let keys: Vec<String> = document
        .members()
        .iter()
        .take(4)
        .map(|member| quoted(&member.key).to_string())
        .collect();
    let received = if keys.is_empty() {
        document.describe().to_owned()
    } else {
        format!("an object with {}", keys.join(", "))
    };
    let error =
        Error::new("not-a-policy", format!("{expected}, received {received}")).at(document.span);
    let holds_more = [
        "Role",
        "Roles",
        "RoleDetailList",
        "Resources",
        "planned_values",
        "values",
        "resources",
        "resource_changes",
    ]
    .iter()
    .any(|key| document.get(key).is_some());
    if holds_more {
        error.help("the document may hold policies: look for them with `findPolicies`")
    } else {
        error.help(help)
    }
}
