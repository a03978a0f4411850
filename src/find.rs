//! Policies in what people have at hand: the answer of a command, a template, a plan, a script.
//!
//! Read as a stream, so that the export of a whole account takes no more memory than what is found
//! in it.
//!
//! | document | where the policies stand | their names |
//! |---|---|---|
//! | a policy, or a list of them | the document itself | none |
//! | `aws iam get-role`, `list-roles`, `get-account-authorization-details` | `AssumeRolePolicyDocument`, as an object or as URL-encoded text | `RoleName` |
//! | a CloudFormation template in JSON | `AssumeRolePolicyDocument` of every role | the logical id, or `RoleName` |
//! | `terraform show -json`, of a plan or a state | `assume_role_policy` of every resource | the address |
//! | other text with JSON in it, such as a shell script | as above | as above |

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::diagnostic::Error;
use crate::json::{self, Reader, Value};
use crate::quote::quoted;
use crate::relying_party;
use crate::span::Span;

/// Largest document that is searched, in bytes of UTF-8.
pub const MAX_DOCUMENT: usize = 256 * 1024 * 1024;

/// Most policies of one document.
pub const MAX_FOUND: usize = 1_000_000;

/// A policy that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'a> {
    /// What the document calls it: the role, the resource.
    pub name: Option<String>,
    /// Whose policy it is.
    pub relying_party: &'static str,
    /// Its text.
    pub text: Cow<'a, str>,
    /// Where it stands in the document, in bytes. Where the document holds it as encoded text, its
    /// own spans count in [`Self::text`] and not from here.
    pub span: Span,
}

/// Finds every policy in `text`, in its order. One that stands there twice under the same name, as
/// in a plan, is found once.
///
/// # Errors
/// `document-too-large`, `hcl-not-supported`, `yaml-not-supported`, and the errors of
/// [`json::parse`] where no JSON in the text holds a policy. A JSON document without a policy
/// gives an empty list.
pub fn find(text: &str) -> Result<Vec<Found<'_>>, Error> {
    if text.len() > MAX_DOCUMENT {
        return Err(Error::new(
            "document-too-large",
            format!(
                "expected a document of at most {MAX_DOCUMENT} bytes, received {}",
                text.len()
            ),
        ));
    }
    if let Some(error) = not_json(text) {
        return Err(error);
    }
    let trimmed = text.trim();
    if let Some(decoded) = url_decoded(trimmed) {
        let span = Span::new(0, text.len());
        return Ok(relying_party_of(&decoded)
            .map(|relying_party| Found {
                name: None,
                relying_party,
                text: Cow::Owned(decoded),
                span,
            })
            .into_iter()
            .collect());
    }
    let mut search = Search {
        text,
        found: Vec::new(),
    };
    let mut reader = Reader::new(text);
    match search.document(&mut reader).and_then(|()| reader.finish()) {
        Ok(()) => Ok(search.distinct()),
        Err(error) if error.code == "too-many-policies" => Err(error),
        Err(error) => {
            search.found.clear();
            search.embedded();
            if search.found.is_empty() {
                Err(error)
            } else {
                Ok(search.distinct())
            }
        }
    }
}

struct Search<'a> {
    text: &'a str,
    found: Vec<Found<'a>>,
}

impl<'a> Search<'a> {
    /// A policy, a list of policies, or a document that holds some.
    fn document(&mut self, reader: &mut Reader<'a>) -> Result<(), Error> {
        if reader.peek() == Some(b'[') {
            return reader.array(|reader| self.bare_or_inside(reader));
        }
        self.bare_or_inside(reader)
    }

    fn bare_or_inside(&mut self, reader: &mut Reader<'a>) -> Result<(), Error> {
        let first = self.found.len();
        reader.peek();
        let start = reader.position();
        let has_statement = self.value(reader, "")?;
        if has_statement {
            self.found.truncate(first);
            self.push(Span::new(start, reader.position()), None)?;
        }
        Ok(())
    }

    /// Looks through a value; says whether it is an object with `Statement` in it.
    fn value(&mut self, reader: &mut Reader<'a>, key: &str) -> Result<bool, Error> {
        match reader.peek() {
            Some(b'[') => {
                reader.array(|reader| self.value(reader, "").map(drop))?;
                Ok(false)
            }
            Some(b'{') => self.object(reader, key),
            _ => {
                reader.skip()?;
                Ok(false)
            }
        }
    }

    fn object(&mut self, reader: &mut Reader<'a>, own_key: &str) -> Result<bool, Error> {
        let first = self.found.len();
        let mut has_statement = false;
        let mut role_name = None;
        let mut address = None;
        reader.object(|reader, (key, _)| {
            match key.as_ref() {
                "AssumeRolePolicyDocument" => self.policy(reader)?,
                // An object here is an expression of the configuration, not a policy.
                "assume_role_policy" if reader.peek() == Some(b'"') => self.policy(reader)?,
                // What was, in a plan: the policy that will be stands elsewhere in it.
                "before" if own_key == "change" => drop(reader.skip()?),
                "prior_state" if own_key.is_empty() => drop(reader.skip()?),
                "RoleName" if reader.peek() == Some(b'"') => role_name = Some(reader.string()?),
                "address" if reader.peek() == Some(b'"') => address = Some(reader.string()?),
                key => {
                    has_statement |= key == "Statement";
                    let inside = self.found.len();
                    self.value(reader, key)?;
                    if own_key == "Resources" {
                        self.name_from(inside, key);
                    }
                }
            }
            Ok(())
        })?;
        if let Some(name) = role_name.or(address) {
            self.name_from(first, &name);
        }
        Ok(has_statement)
    }

    /// Names those that have no name yet, from the one at index `first` on.
    fn name_from(&mut self, first: usize, name: &str) {
        for found in self.found.iter_mut().skip(first) {
            found.name.get_or_insert_with(|| name.to_owned());
        }
    }

    /// The value of a key that holds a policy: an object, or a text that encodes one.
    fn policy(&mut self, reader: &mut Reader<'a>) -> Result<(), Error> {
        let first = reader.peek();
        let start = reader.position();
        match first {
            Some(b'{') => {
                let span = reader.skip()?;
                self.push(span, None)?;
            }
            Some(b'"') => {
                let text = reader.string()?;
                let span = Span::new(start, reader.position());
                let decoded = url_decoded(&text).unwrap_or_else(|| text.into_owned());
                if decoded.trim_start().starts_with('{') {
                    self.push(span, Some(decoded))?;
                }
            }
            _ => drop(reader.skip()?),
        }
        Ok(())
    }

    fn push(&mut self, span: Span, decoded: Option<String>) -> Result<(), Error> {
        if self.found.len() == MAX_FOUND {
            return Err(Error::new(
                "too-many-policies",
                format!("expected at most {MAX_FOUND} policies in a document, received more"),
            )
            .help("split the document")
            .at(span));
        }
        let text = match decoded {
            Some(text) => Cow::Owned(text),
            None => Cow::Borrowed(span.of(self.text).unwrap_or_default()),
        };
        self.found.push(Found {
            name: None,
            relying_party: "aws",
            text,
            span,
        });
        Ok(())
    }

    /// JSON objects in text that is not JSON. How much is read in vain is bounded, so that no text
    /// of braces takes long.
    fn embedded(&mut self) {
        let mut budget = self.text.len().saturating_mul(4);
        let mut position = 0;
        while let Some(offset) = self.text.get(position..).and_then(|rest| rest.find('{')) {
            let start = position + offset;
            let first = self.found.len();
            let mut reader = Reader::starting_at(self.text, start);
            match self.bare_or_inside(&mut reader) {
                Ok(()) => position = reader.position(),
                Err(_) => {
                    self.found.truncate(first);
                    position = start + 1;
                    let read = reader.position() - start;
                    // A miss costs more than the bytes that it read.
                    match budget.checked_sub(read + 64) {
                        Some(rest) => budget = rest,
                        None => return,
                    }
                }
            }
        }
    }

    fn distinct(self) -> Vec<Found<'a>> {
        let mut seen = std::collections::HashSet::new();
        self.found
            .into_iter()
            .filter(|found| {
                found.name.is_none() || seen.insert((found.name.clone(), found.text.clone()))
            })
            .collect()
    }
}

/// The text that URL-encoded JSON stands for; `None` for any other text.
fn url_decoded(text: &str) -> Option<String> {
    let encoded = text.starts_with("%7B") || text.starts_with("%7b");
    encoded
        .then(|| percent_decode_str(text).decode_utf8().ok())
        .flatten()
        .map(Cow::into_owned)
}

fn relying_party_of(text: &str) -> Option<&'static str> {
    let document = json::parse(text).ok()?;
    relying_party::detect(&document).map(|party| party.id())
}

/// Why a text that is plainly in another language is not read, and how to get JSON of it.
pub(crate) fn not_json(text: &str) -> Option<Error> {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if start.starts_with(['{', '[', '"']) {
        return None;
    }
    let any_line = |begins: &[&str]| {
        text.lines().take(10_000).any(|line| {
            begins
                .iter()
                .any(|begin| line.trim_start().starts_with(begin))
        })
    };
    if any_line(&[
        "resource \"",
        "data \"aws_iam_policy_document\"",
        "module \"",
        "locals {",
        "terraform {",
    ]) || start.contains("jsonencode(")
    {
        return Some(
            Error::new("hcl-not-supported", "expected JSON, received Terraform configuration (HCL)")
                .help("run `terraform plan -out plan.bin && terraform show -json plan.bin > plan.json` and give `plan.json`: every role in it is found"),
        );
    }
    if any_line(&[
        "AWSTemplateFormatVersion:",
        "Resources:",
        "Statement:",
        "AssumeRolePolicyDocument:",
    ]) {
        return Some(
            Error::new("yaml-not-supported", "expected JSON, received YAML")
                .help("convert it to JSON, for example by `yq -o json`, or take the deployed role: `aws iam get-role --role-name NAME`"),
        );
    }
    None
}

/// Why a JSON document is no policy.
pub(crate) fn not_a_policy(document: &Value<'_>) -> Error {
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
    let error = Error::new(
        "not-a-policy",
        format!("expected a policy with `Statement`, received {received}"),
    )
    .at(document.span);
    if [
        "Role",
        "Roles",
        "RoleDetailList",
        "Resources",
        "planned_values",
        "values",
    ]
    .iter()
    .any(|key| document.get(key).is_some())
    {
        error.help("the document may hold policies: look for them with `findPolicies`")
    } else {
        error.help(
            "give the trust policy of the role: `aws iam get-role --role-name NAME` prints it",
        )
    }
}
