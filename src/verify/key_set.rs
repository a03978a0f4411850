//! Sets of public keys (JWK Set, RFC 7517), and which keys of one may have signed a token.

use super::algorithm::Allowed;
use super::header::Header;
use super::key::{Key, Unsuitable};
use crate::diagnostic::{Check, Error, Subject};
use crate::json::{self, Kind};
use crate::quote::quoted;
use crate::span::Span;

/// Longest text of a key set, in bytes of UTF-8.
pub const MAX_KEY_SET: usize = 256 * 1024;

/// Most keys that one token is tried against. Issuers have a handful.
const MAX_CANDIDATES: usize = 16;

/// The keys of an issuer, read once.
#[derive(Debug, Clone, PartialEq)]
pub struct KeySet {
    keys: Vec<Key>,
}

impl KeySet {
    /// Reads the JSON text of a JWK Set. Keys of other types, for other uses, or without sense are
    /// no error, since a set may hold them for others: they are never used.
    ///
    /// # Errors
    /// `key-set-too-large` above [`MAX_KEY_SET`]; `invalid-key-set` where the text is no JSON
    /// object with a list `keys`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() > MAX_KEY_SET {
            return Err(Error::new(
                "key-set-too-large",
                format!(
                    "expected a key set of at most {MAX_KEY_SET} bytes, received {}",
                    text.len()
                ),
            ));
        }
        let value = json::parse(text).map_err(|error| {
            let mut own = invalid_set(format!("{}, in the key set", error.message));
            own.span = error.span;
            own
        })?;
        if !matches!(value.kind, Kind::Object(_)) {
            return Err(invalid_set(format!(
                "expected a JSON object with a list `keys`, received {}",
                value.describe()
            ))
            .at(value.span));
        }
        let mut lists = value.members().iter().filter(|member| member.key == "keys");
        match (lists.next().map(|member| &member.value), lists.next()) {
            (
                Some(json::Value {
                    kind: Kind::Array(items),
                    ..
                }),
                None,
            ) => Ok(Self {
                keys: items.iter().filter_map(Key::read).collect(),
            }),
            (Some(keys), None) => Err(invalid_set(format!(
                "expected a list in `keys` of the key set, received {}",
                keys.describe()
            ))
            .at(keys.span)),
            (Some(_), Some(twice)) => Err(invalid_set(
                "expected `keys` once in the key set, received it twice",
            )
            .at(twice.key_span)),
            (None, _) => {
                let error =
                    invalid_set("expected a JSON object with a list `keys`, received one without")
                        .at(Span::new(value.span.start, value.span.start + 1));
                Err(if value.get("kty").is_some() {
                    error.help("this is one key: write `{\"keys\": [ … ]}` around it")
                } else if value.get("jwks_uri").is_some() {
                    error.help("this is the issuer's configuration: the keys are at its `jwks_uri`")
                } else {
                    error
                })
            }
        }
    }

    /// All keys, in the order of the set.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// The places of the keys that may have made a signature of so many bytes.
    ///
    /// # Errors
    /// `unknown-key`, `unsuitable-key`, `ambiguous-key`, `signature-invalid` where it is not as
    /// long as those of any such key.
    pub(super) fn candidates(
        &self,
        header: &Header,
        signature: usize,
    ) -> Result<Vec<usize>, Error> {
        let mut candidates = Vec::new();
        let mut other_length = None;
        let mut unsuitable: Option<(&Key, Unsuitable)> = None;
        for (index, key) in self.keys.iter().enumerate() {
            if header.key_id.is_some() && header.key_id.as_deref() != key.id() {
                continue;
            }
            match key.suits(header.algorithm) {
                Ok(length) if length == signature => candidates.push(index),
                Ok(length) => other_length = other_length.or(Some(length)),
                Err(why) => unsuitable = unsuitable.or(Some((key, why))),
            }
        }
        match (candidates.len(), other_length, unsuitable) {
            (1..=MAX_CANDIDATES, ..) => Ok(candidates),
            (0, Some(expected), _) => Err(wrong_length(header.algorithm, expected, signature)),
            (0, None, Some((key, why))) if header.key_id.is_some() => Err(why.error(key)),
            (0, None, _) => Err(self.unknown(header)),
            (count, ..) => Err(Error::new(
                "ambiguous-key",
                format!(
                    "expected at most {MAX_CANDIDATES} keys that may have signed the token, received {count}"
                ),
            )
            .of(Check::new(Subject::Parameter("kid"), "ambiguous"))
            .help("the issuer should name one key in the `kid` of its tokens")),
        }
    }

    fn unknown(&self, header: &Header) -> Error {
        const SHOWN: usize = 8;
        let ids: Vec<&str> = self.keys.iter().filter_map(Key::id).collect();
        let check = |reason| {
            let ids = ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
            Check::new(Subject::Parameter("kid"), reason).expected(ids)
        };
        let Some(id) = &header.key_id else {
            return Error::new(
                "unknown-key",
                format!(
                    "expected a key for {} in the set, since the token names none, received {}",
                    header.algorithm.key.name(),
                    match self.keys.len() {
                        0 => "no key at all",
                        _ => "none that fits",
                    }
                ),
            )
            .of(check("missing"));
        };
        let mut known: Vec<String> = ids
            .iter()
            .take(SHOWN)
            .map(|id| quoted(id).to_string())
            .collect();
        if ids.len() > SHOWN {
            known.push("…".to_owned());
        }
        Error::new(
            "unknown-key",
            format!(
                "expected the key of the token to be in the set, which has {}, received {}",
                if known.is_empty() {
                    "no key with an id".to_owned()
                } else {
                    known.join(", ")
                },
                quoted(id)
            ),
        )
        .of(check("mismatch").received(id.as_str()))
    }
}

fn wrong_length(allowed: &Allowed, expected: usize, received: usize) -> Error {
    let error = Error::new(
        "signature-invalid",
        format!(
            "expected a signature of {expected} bytes for {}, received {received}",
            quoted(allowed.names.first().copied().unwrap_or_default())
        ),
    )
    .of(Check::new(Subject::Signature, "length")
        .expected(format!("{expected} bytes"))
        .received(format!("{received} bytes")));
    if received < expected {
        error.help("the token seems cut: copy it whole")
    } else {
        error
    }
}

fn invalid_set(message: impl Into<String>) -> Error {
    Error::new("invalid-key-set", message)
}
