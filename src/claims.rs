//! Claims: what a token says of its bearer.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::diagnostic::Error;
use crate::json::{Key, Kind, Member, Reader, Value};
use crate::quote::quoted;
use crate::span::Span;
use crate::token::Token;

/// The claims of one token.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims<'a> {
    members: Vec<Member<'a>>,
    /// A bit for each length, modulo 64, that a name among them has: most names that are asked for
    /// and not there are known by it.
    lengths: u64,
}

impl<'a> Claims<'a> {
    /// Reads all claims of a token.
    ///
    /// # Errors
    /// `invalid-token` where the claims are no object; `duplicate-claim` where one name stands
    /// twice, since readers of such a token disagree about which counts; and the errors of
    /// [`crate::json::parse`].
    pub fn read(token: &'a Token<'_>) -> Result<Self, Error> {
        Self::read_where(token, |_| true)
    }

    /// Reads the claims that `wanted` names and passes over the rest, checking it all the same.
    pub(crate) fn read_where(
        token: &'a Token<'_>,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Self, Error> {
        read(&token.claims, |name, _| wanted(name)).map_err(|error| as_given(token, error))
    }

    /// As [`Self::read_where`], of the JSON text of claims; refuses a name that stands twice in an
    /// object inside a claim too.
    ///
    /// # Errors
    /// Those of [`Self::read`].
    #[cfg(feature = "verify")]
    pub(crate) fn read_strictly(
        text: &'a str,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Self, Error> {
        let claims = read(text, |name, first| {
            wanted(name) || matches!(first, Some(b'{' | b'['))
        })?;
        let twice = claims
            .members
            .iter()
            .find_map(|member| member.value.duplicate_key());
        match twice {
            Some(member) => Err(duplicate(&member.key).at(member.key_span)),
            None => Ok(claims),
        }
    }

    /// Takes the members of an object that was parsed elsewhere.
    ///
    /// # Errors
    /// `invalid-token` where `value` is no object.
    pub fn from_value(value: Value<'a>) -> Result<Self, Error> {
        match value.kind {
            Kind::Object(members) => Ok(Self::of(members)),
            _ => Err(not_an_object(value.describe())),
        }
    }

    fn of(members: Vec<Member<'a>>) -> Self {
        Self {
            lengths: lengths(members.iter().map(|member| member.key.as_ref())),
            members,
        }
    }

    /// The claim named `name`. A claim that is `null` is there, as null.
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        if self.lengths & length_bit(name) == 0 {
            return None;
        }
        self.members
            .iter()
            .find(|member| member.key == name)
            .map(|member| &member.value)
    }

    /// The same claims with another value for one of them.
    #[must_use]
    pub fn with(&self, name: String, value: Value<'a>) -> Self {
        let mut members = self.members.clone();
        match members.iter_mut().find(|member| member.key == name) {
            Some(member) => member.value = value,
            None => members.push(Member {
                key: Cow::Owned(name),
                key_span: value.span,
                value,
            }),
        }
        Self::of(members)
    }

    /// The same claims, free of the text they were read from.
    #[cfg(feature = "wasm")]
    pub(crate) fn into_owned(self) -> Claims<'static> {
        let members = self.members.into_iter().map(|member| Member {
            key: Cow::Owned(member.key.into_owned()),
            key_span: member.key_span,
            value: member.value.into_owned(),
        });
        Claims {
            members: members.collect(),
            lengths: self.lengths,
        }
    }

    /// The text of a claim that is a string.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// Where each claim stands in the JSON text, name and value, in bytes.
    pub fn spans(&self) -> impl Iterator<Item = (&str, Span)> {
        self.members.iter().map(|member| {
            let span = Span::new(member.key_span.start, member.value.span.end);
            (member.key.as_ref(), span)
        })
    }

    /// All claims, in the order of the token.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value<'a>)> {
        self.members
            .iter()
            .map(|member| (member.key.as_ref(), &member.value))
    }
}

/// Reads the claims that are wanted by their name and the first byte of their value.
fn read<'a>(text: &'a str, wanted: impl Fn(&str, Option<u8>) -> bool) -> Result<Claims<'a>, Error> {
    let mut reader = Reader::new(text);
    if reader.peek() != Some(b'{') {
        let value = reader.value()?;
        return Err(not_an_object(value.describe()).at(value.span));
    }
    let mut members = Vec::new();
    let mut names = Names::default();
    reader.object(|reader, (key, key_span): Key<'a>| {
        if !names.insert(key.clone()) {
            return Err(duplicate(&key).at(key_span));
        }
        if wanted(&key, reader.peek()) {
            let value = reader.value()?;
            members.push(Member {
                key,
                key_span,
                value,
            });
        } else {
            reader.skip()?;
        }
        Ok(())
    })?;
    reader.finish()?;
    Ok(Claims::of(members))
}

/// Names of claims, to be asked of every name in a token.
pub(crate) struct Wanted<'n> {
    names: &'n [String],
    lengths: u64,
}

impl<'n> Wanted<'n> {
    /// These names.
    pub(crate) fn new(names: &'n [String]) -> Self {
        Self {
            names,
            lengths: lengths(names.iter().map(String::as_str)),
        }
    }

    /// Whether `name` is among them. Most are told from all of them without comparing texts.
    pub(crate) fn contains(&self, name: &str) -> bool {
        let last = name.as_bytes().last();
        self.lengths & length_bit(name) != 0
            && self
                .names
                .iter()
                .any(|wanted| wanted.as_bytes().last() == last && wanted == name)
    }
}

/// A bit for each length that a name among these has.
fn lengths<'n>(names: impl Iterator<Item = &'n str>) -> u64 {
    names.fold(0, |lengths, name| lengths | length_bit(name))
}

/// The bit for the length of `name`, modulo 64.
fn length_bit(name: &str) -> u64 {
    1 << (name.len() & 63)
}

/// The names seen so far. A token has some thirty claims: a filter of 1,024 bits nearly always knows
/// that a name is new, and hashing for real begins where that would no longer be so.
#[derive(Default)]
struct Names<'a> {
    filter: [u64; 16],
    few: Vec<Cow<'a, str>>,
    many: HashSet<Cow<'a, str>>,
}

impl<'a> Names<'a> {
    const FEW: usize = 64;
    /// Room for so many is made at once.
    const USUAL: usize = 36;

    /// Takes a name; `false` where it stood before.
    fn insert(&mut self, name: Cow<'a, str>) -> bool {
        if self.many.is_empty() && self.few.len() < Self::FEW {
            let new = self.filter_says_new(&name) || !self.few.contains(&name);
            if self.few.is_empty() {
                self.few.reserve(Self::USUAL);
            }
            self.few.push(name);
            return new;
        }
        if self.many.is_empty() {
            self.many.extend(self.few.drain(..));
        }
        self.many.insert(name)
    }

    fn filter_says_new(&mut self, name: &str) -> bool {
        let bytes = name.as_bytes();
        // The first and the last eight bytes and the length tell most names apart. Where they do
        // not, the names are compared.
        let (first, last) = match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => (
                bytes
                    .iter()
                    .fold(0, |word, byte| word << 8 | u64::from(*byte)),
                0,
            ),
        };
        let hash =
            (first ^ last.rotate_left(29) ^ bytes.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let bit = hash >> 54;
        let mask = 1 << (bit & 63);
        match self.filter.get_mut((bit >> 6) as usize) {
            Some(word) if *word & mask == 0 => {
                *word |= mask;
                true
            }
            _ => false,
        }
    }
}

fn duplicate(key: &str) -> Error {
    Error::new(
        "duplicate-claim",
        format!("expected each claim once, received {} twice", quoted(key)),
    )
}

fn not_an_object(received: &str) -> Error {
    Error::new(
        "invalid-token",
        format!("expected a JSON object of claims, received {received}"),
    )
}

/// A place inside a decoded payload is no place in the token that was given.
/// The error in terms of the text that was given, not of the claims that were found in it.
fn as_given(token: &Token<'_>, mut error: Error) -> Error {
    if let Some(start) = token.claims_start {
        error.span = error.span.map(|span| span.shifted(start));
    } else {
        error.span = None;
        if error.code == "invalid-json" {
            error.code = "invalid-token";
        }
        error.message = format!("{}, in the payload of the JWT", error.message);
    }
    error
}
