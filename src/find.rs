//! Policies in what people have at hand: the answer of a command, a template, a plan, a script.
//!
//! Read as a stream, so that the export of a whole account takes no more memory than what is found
//! in it.
//!
//! | document | where the policies stand | their names |
//! |---|---|---|
//! | a policy, or a list of them | the document itself | none |
//! | `aws iam get-role`, `list-roles`, `get-account-authorization-details` | `AssumeRolePolicyDocument`, as an object or as URL-encoded text | `RoleName` |
//! | `aliyun ram GetRole`, `ListRoles` | as above, as text | `RoleName` |
//! | a CloudFormation template in JSON | `AssumeRolePolicyDocument` of every role | the logical id, or `RoleName` |
//! | `terraform show -json`, of a plan or a state | `assume_role_policy`, or `assume_role_policy_document`, of every resource | the address |
//! | `az ad app federated-credential list`, Microsoft Graph, Azure Resource Manager, Terraform | every object that is a federated identity credential; a list of them is one policy | the address, or the name of what holds it |
//! | `databricks account federation-policy list`, rules of Anthropic and Tailscale | every object that is a rule; a list of them is one policy | none |
//! | other text with JSON in it, such as a shell script | as above | as above |

use std::borrow::Cow;
use std::collections::HashMap;

use percent_encoding::percent_decode_str;

use crate::diagnostic::Error;
use crate::json::{self, Reader};
use crate::policy::MAX_POLICY;
use crate::relying_party::{self, COUNT, Holding, RelyingParty, by_index};
use crate::span::Span;
use crate::yaml;

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
    if let Some((span, relying_party)) = yaml_policy(text) {
        return Ok(vec![Found {
            name: None,
            relying_party: relying_party.id(),
            text: Cow::Borrowed(text),
            span,
        }]);
    }
    if let Some(error) = broken_yaml(text).or_else(|| not_json(text)) {
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

/// An index into the table of relying parties.
type Party = usize;

impl<'a> Search<'a> {
    /// A policy, a list of policies, or a document that holds some.
    fn document(&mut self, reader: &mut Reader<'a>) -> Result<(), Error> {
        if reader.peek() == Some(b'[') {
            return self.list(reader, Self::bare_or_inside).map(drop);
        }
        self.bare_or_inside(reader).map(drop)
    }

    fn bare_or_inside(&mut self, reader: &mut Reader<'a>) -> Result<Option<Party>, Error> {
        let first = self.found.len();
        reader.peek();
        let start = reader.position();
        let party = self.value(reader, "")?;
        if let Some(party) = party.filter(|party| !holding(*party).anywhere) {
            self.found.truncate(first);
            self.push(party, Span::new(start, reader.position()), None)?;
        }
        Ok(party)
    }

    /// Looks through a value; says whose policy it looks like.
    fn value(&mut self, reader: &mut Reader<'a>, key: &str) -> Result<Option<Party>, Error> {
        match reader.peek() {
            Some(b'[') => self.list(reader, |search, reader| search.value(reader, "")),
            Some(b'{') => self.object(reader, key),
            _ => reader.skip().map(|_| None),
        }
    }

    /// A list; one of policies may itself be a policy.
    fn list(
        &mut self,
        reader: &mut Reader<'a>,
        item: impl Fn(&mut Self, &mut Reader<'a>) -> Result<Option<Party>, Error>,
    ) -> Result<Option<Party>, Error> {
        let first = self.found.len();
        let start = reader.position();
        let mut parties: Option<Option<Party>> = None;
        reader.array(|reader| {
            let party = item(self, reader)?;
            let known = parties.get_or_insert(party);
            *known = known.filter(|known| Some(*known) == party);
            Ok(())
        })?;
        let party = parties
            .flatten()
            .filter(|party| holding(*party).anywhere && holding(*party).lists);
        if let Some(party) = party {
            self.found.truncate(first);
            self.push(party, Span::new(start, reader.position()), None)?;
        }
        Ok(party)
    }

    fn object(&mut self, reader: &mut Reader<'a>, own_key: &str) -> Result<Option<Party>, Error> {
        let first = self.found.len();
        let start = reader.position();
        let mut members = [0_u32; COUNT];
        let mut wrapped = [false; COUNT];
        let mut names: Vec<(Cow<'a, str>, Cow<'a, str>)> = Vec::new();
        reader.object(|reader, (key, _)| {
            let key = key.as_ref();
            if let Some(party) = holder(key, reader.peek()) {
                return self.policy(party, reader);
            }
            match key {
                // What was, in a plan: the policy that will be stands elsewhere in it.
                "before" if own_key == "change" => return reader.skip().map(drop),
                // What was, and the expressions that a plan is made from.
                "prior_state" | "configuration" if own_key.is_empty() => {
                    return reader.skip().map(drop);
                }
                _ => {}
            }
            note_members(key, &mut members);
            if reader.peek() == Some(b'"') && is_name(key) {
                names.push((Cow::Owned(key.to_owned()), reader.string()?));
                return Ok(());
            }
            let inside = self.found.len();
            let party = self.value(reader, key)?;
            if let Some(party) = party
                && holding(party).wrapper == Some(key)
                && let Some(wrapped) = wrapped.get_mut(party)
            {
                *wrapped = true;
            }
            if own_key == "Resources" {
                self.name_from(inside, key, |_| true);
            }
            Ok(())
        })?;
        let party = recognised(&members, &wrapped);
        if let Some(party) = party.filter(|party| holding(*party).anywhere) {
            self.found.truncate(first);
            self.push(party, Span::new(start, reader.position()), None)?;
        }
        // Terraform's resources are named by their addresses, outside of their values.
        let parties = relying_party::all().filter(|_| own_key != "values");
        for party in parties {
            let mut known = party.holding().names.iter();
            let name = known.find_map(|known| names.iter().find(|(key, _)| key == known));
            if let Some((_, name)) = name {
                self.name_from(first, name, |found| found.relying_party == party.id());
            }
        }
        Ok(party)
    }

    /// Names those that have no name yet, from the one at index `first` on.
    fn name_from(&mut self, first: usize, name: &str, is_its: impl Fn(&Found<'_>) -> bool) {
        for found in self
            .found
            .iter_mut()
            .skip(first)
            .filter(|found| is_its(found))
        {
            found.name.get_or_insert_with(|| name.to_owned());
        }
    }

    /// The value of a key that holds a policy: an object, or a text that encodes one.
    fn policy(&mut self, party: Party, reader: &mut Reader<'a>) -> Result<(), Error> {
        let first = reader.peek();
        let start = reader.position();
        match first {
            Some(b'{') => {
                let span = reader.skip()?;
                self.push(party, span, None)?;
            }
            Some(b'"') => {
                let text = reader.string()?;
                let span = Span::new(start, reader.position());
                let decoded = url_decoded(&text).unwrap_or_else(|| text.into_owned());
                if decoded.trim_start().starts_with('{') {
                    self.push(party, span, Some(decoded))?;
                }
            }
            _ => drop(reader.skip()?),
        }
        Ok(())
    }

    fn push(&mut self, party: Party, span: Span, decoded: Option<String>) -> Result<(), Error> {
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
            relying_party: told_apart(party, &text).id(),
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
                Ok(_) => position = reader.position(),
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
        let mut kept: Vec<Found<'a>> = Vec::with_capacity(self.found.len());
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for found in self.found {
            if let Some(name) = &found.name {
                let same_name = by_name.entry(name.clone()).or_default();
                let known = same_name
                    .iter()
                    .rev()
                    .take(8)
                    .filter_map(|index| kept.get(*index))
                    .any(|other| is_same_text(&other.text, &found.text));
                if known {
                    continue;
                }
                same_name.push(kept.len());
            }
            kept.push(found);
        }
        kept
    }
}

/// Whether two texts are the same but for the blanks between their parts.
fn is_same_text(one: &str, other: &str) -> bool {
    let value = |text| json::parse(text).map(|value| value.to_string());
    one == other || matches!((value(one), value(other)), (Ok(one), Ok(other)) if one == other)
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

fn trimmed_start(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

/// Whether a text is meant to be JSON.
pub(crate) fn begins_as_json(text: &str) -> bool {
    trimmed_start(text).starts_with(['{', '[', '"'])
}

/// Why a text is no YAML that looks like a policy of somebody who reads YAML.
pub(crate) fn broken_yaml(text: &str) -> Option<Error> {
    if text.len() > MAX_POLICY || begins_as_json(trimmed_start(text)) {
        return None;
    }
    let error = yaml::parse(text).err()?;
    let is_member = |line: &str| {
        relying_party::all()
            .filter(|party| party.reads_yaml())
            .flat_map(|party| party.holding().members)
            .any(|member| {
                let rest = line.strip_prefix(member);
                rest.is_some_and(|rest| rest.trim_start().starts_with(':'))
            })
    };
    text.lines().take(1_000).any(is_member).then_some(error)
}

/// Whose policy a text is that is YAML and not JSON.
pub(crate) fn yaml_policy(text: &str) -> Option<(Span, &'static dyn RelyingParty)> {
    if text.len() > MAX_POLICY || begins_as_json(text) {
        return None;
    }
    let document = yaml::parse(text).ok()?;
    let relying_party = relying_party::all()
        .filter(|party| party.reads_yaml())
        .find(|party| party.recognises(&document.value))?;
    Some((Span::new(0, text.len()), relying_party))
}

/// Why a text that is plainly in another language is not read, and how to get JSON of it.
pub(crate) fn not_json(text: &str) -> Option<Error> {
    let start = trimmed_start(text);
    if begins_as_json(start) {
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
                .help("run `terraform plan -out plan.bin && terraform show -json plan.bin > plan.json` and give `plan.json`: every policy in it is found"),
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

/// Of the relying parties whose policies are found alike, the one that takes this for its own.
fn told_apart(party: Party, text: &str) -> &'static dyn RelyingParty {
    let first = by_index(party);
    let alike =
        || relying_party::all().filter(|other| std::ptr::eq(other.holding(), first.holding()));
    if alike().nth(1).is_none() {
        return first;
    }
    let document = json::parse(text).ok();
    document
        .and_then(|document| alike().find(|other| other.recognises(&document)))
        .unwrap_or(first)
}

/// How the policies of a relying party are found.
fn holding(party: Party) -> &'static Holding {
    by_index(party).holding()
}

/// Whose policy is the value of this key, which begins so.
fn holder(key: &str, first: Option<u8>) -> Option<Party> {
    relying_party::all().position(|party| {
        let mut keys = party.holding().keys.iter();
        keys.any(|holding| holding.name == key && (holding.objects || first == Some(b'"')))
    })
}

/// Whether some relying party takes the key for the name of what stands beside it.
fn is_name(key: &str) -> bool {
    relying_party::all().any(|party| party.holding().names.contains(&key))
}

/// Notes a key of an object that tells of a policy.
fn note_members(key: &str, members: &mut [u32; COUNT]) {
    for (party, seen) in relying_party::all().zip(members) {
        let index = party
            .holding()
            .members
            .iter()
            .position(|known| *known == key);
        if let Some(index) = index {
            *seen |= 1 << index;
        }
    }
}

/// Whose policy an object is.
fn recognised(members: &[u32; COUNT], wrapped: &[bool; COUNT]) -> Option<Party> {
    let mut parties = relying_party::all().zip(members).zip(wrapped);
    parties.position(|((party, members), wrapped)| {
        let holding = party.holding();
        let has = |name: &str| {
            let index = holding.members.iter().position(|known| *known == name);
            index.is_some_and(|index| members & (1 << index) != 0)
        };
        *wrapped || *members != 0 && (holding.is_policy)(&has)
    })
}
