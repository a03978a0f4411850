//! JSON that loses nothing: spans, the order of members, duplicate keys and the text of numbers.
//!
//! A policy is a legal document: `JSON.parse` and its like keep the last of two equal keys, round
//! numbers and forget positions. [`parse`] keeps all of it, so that what is odd can be reported
//! where it stands. The grammar is RFC 8259, nothing looser; a leading byte order mark is skipped.

mod deserialize;
mod inside;
mod layout;
mod reader;
mod write;

use std::borrow::Cow;
use std::collections::HashSet;

pub(crate) use inside::Inside;
pub use layout::lay_out;
pub(crate) use reader::{Key, Reader};

use crate::diagnostic::Error;
use crate::span::Span;

/// Deepest nesting of arrays and objects that is read.
pub const MAX_NESTING: usize = 128;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Value<'a> {
    /// Where it stands in the text, in bytes.
    pub span: Span,
    /// What it is.
    pub kind: Kind<'a>,
}

/// What a [`Value`] is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number, as it was written.
    Number(Cow<'a, str>),
    /// A string, escapes resolved.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Value<'a>>),
    /// An object: its members in the order of the text, equal keys kept.
    Object(Vec<Member<'a>>),
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Member<'a> {
    /// The key, escapes resolved.
    pub key: Cow<'a, str>,
    /// Where the key stands, quotes included.
    pub key_span: Span,
    /// The value.
    pub value: Value<'a>,
}

/// Parses one JSON text.
///
/// # Errors
/// `invalid-json` where the text is not JSON, `invalid-unicode` where a string escapes half of a
/// surrogate pair, `nesting-too-deep` past [`MAX_NESTING`] levels.
pub fn parse(text: &str) -> Result<Value<'_>, Error> {
    let mut reader = Reader::new(text);
    let value = reader.value()?;
    reader.finish()?;
    Ok(value)
}

impl<'a> Value<'a> {
    /// The value of the first member named `key`; `None` where there is none, or no object.
    pub fn get(&self, key: &str) -> Option<&Value<'a>> {
        self.members()
            .iter()
            .find(|member| member.key == key)
            .map(|member| &member.value)
    }

    /// The members of an object; nothing for any other value.
    pub fn members(&self) -> &[Member<'a>] {
        match &self.kind {
            Kind::Object(members) => members,
            _ => &[],
        }
    }

    /// Where it begins, to point at it without all that it holds: its bracket; in YAML the first
    /// letter of its first key, or the key where that letter takes several bytes; what holds
    /// nothing is pointed at as a whole.
    pub fn beginning(&self) -> Span {
        let one = Span::new(self.span.start, self.span.start + 1);
        match &self.kind {
            Kind::Object(members) => members
                .first()
                .filter(|first| first.key_span.start == self.span.start && !first.key.is_ascii())
                .map_or(one, |first| first.key_span),
            Kind::Array(_) => one,
            _ => self.span,
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items of an array, or the value itself as the only one: many languages take both forms.
    pub fn items(&self) -> &[Value<'a>] {
        match &self.kind {
            Kind::Array(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// What the value is, with its article, for messages.
    pub fn describe(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "null",
            Kind::Boolean(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::String(_) => "a string",
            Kind::Array(_) => "an array",
            Kind::Object(_) => "an object",
        }
    }

    /// The first member, at any depth, whose key stood in the same object before.
    pub fn duplicate_key(&self) -> Option<&Member<'a>> {
        match &self.kind {
            Kind::Array(items) => items.iter().find_map(Value::duplicate_key),
            Kind::Object(members) => {
                let mut seen = HashSet::with_capacity(members.len());
                members
                    .iter()
                    .find(|member| !seen.insert(member.key.as_ref()))
                    .or_else(|| {
                        members
                            .iter()
                            .find_map(|member| member.value.duplicate_key())
                    })
            }
            _ => None,
        }
    }

    /// How many values it is made of, itself among them.
    pub fn size(&self) -> usize {
        match &self.kind {
            Kind::Array(items) => 1 + items.iter().map(Value::size).sum::<usize>(),
            Kind::Object(members) => {
                1 + members
                    .iter()
                    .map(|member| member.value.size())
                    .sum::<usize>()
            }
            _ => 1,
        }
    }

    /// The value with all its text copied, free of the text it was parsed from.
    pub fn into_owned(self) -> Value<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        let kind = match self.kind {
            Kind::Null => Kind::Null,
            Kind::Boolean(value) => Kind::Boolean(value),
            Kind::Number(text) => Kind::Number(own(text)),
            Kind::String(text) => Kind::String(own(text)),
            Kind::Array(items) => Kind::Array(items.into_iter().map(Value::into_owned).collect()),
            Kind::Object(members) => Kind::Object(
                members
                    .into_iter()
                    .map(|member| Member {
                        key: own(member.key),
                        key_span: member.key_span,
                        value: member.value.into_owned(),
                    })
                    .collect(),
            ),
        };
        Value {
            span: self.span,
            kind,
        }
    }
}
