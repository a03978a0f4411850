//! The compact form of a signed token: three parts of base64url with dots between (RFC 7515,
//! section 7.1), and nothing else. Each text stands for one token and each token has one text, so
//! that whatever goes by the text of a token, such as a list of revoked ones, cannot be evaded.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::diagnostic::Error;
use crate::quote::quoted;
use crate::span::Span;
use crate::token::MAX_TOKEN;

/// A token taken apart, nothing decoded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Compact<'t> {
    text: &'t str,
    pub(super) header: &'t str,
    pub(super) payload: &'t str,
    pub(super) signature: &'t str,
}

impl<'t> Compact<'t> {
    /// Takes `text` apart.
    ///
    /// # Errors
    /// `token-too-large`, `invalid-token`.
    pub(super) fn split(text: &'t str) -> Result<Self, Error> {
        if text.len() > MAX_TOKEN {
            return Err(Error::new(
                "token-too-large",
                format!(
                    "expected a token of at most {MAX_TOKEN} bytes, received {}",
                    text.len()
                ),
            ));
        }
        let mut parts = text.split('.');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(header), Some(payload), Some(signature), None) => Ok(Self {
                text,
                header,
                payload,
                signature,
            }),
            _ => Err(other_form(text)),
        }
    }

    /// What the signature is of: header and payload as they are encoded.
    pub(super) fn signing_input(&self) -> &'t str {
        let end = self.header.len() + 1 + self.payload.len();
        self.text.get(..end).unwrap_or_default()
    }

    /// The bytes of one of its parts.
    ///
    /// # Errors
    /// `invalid-token` where it is not the one way in which base64url writes them.
    pub(super) fn bytes(&self, name: &str, part: &str) -> Result<Vec<u8>, Error> {
        URL_SAFE_NO_PAD.decode(part).map_err(|_| {
            let start = part.as_ptr() as usize - self.text.as_ptr() as usize;
            not_base64url(name, part).at(Span::new(start, start + part.len()))
        })
    }

    /// The text of one of its parts.
    ///
    /// # Errors
    /// As [`Self::bytes`], and `invalid-unicode`.
    pub(super) fn text(&self, name: &str, part: &str) -> Result<String, Error> {
        String::from_utf8(self.bytes(name, part)?).map_err(|_| {
            Error::new(
                "invalid-unicode",
                format!("expected UTF-8 in the {name} of the token, received other bytes"),
            )
        })
    }
}

fn other_form(text: &str) -> Error {
    let count = text.split('.').count();
    let error = invalid(format!(
        "expected a signed token of three parts with dots between, received {}",
        match count {
            1 if text.is_empty() => "nothing".to_owned(),
            1 => "one part".to_owned(),
            count => format!("{count} parts"),
        }
    ));
    match count {
        5 => error.help("five parts are an encrypted token (JWE)"),
        2 => error.help("the signature is missing: copy the whole token"),
        _ if text.trim_start().starts_with('{') => {
            error.help("the JSON form of a signed token is not taken, nor are claims alone")
        }
        _ => error,
    }
}

fn not_base64url(name: &str, part: &str) -> Error {
    let odd = part
        .chars()
        .find(|character| !character.is_ascii_alphanumeric() && !matches!(character, '-' | '_'));
    let error = invalid(format!(
        "expected base64url without padding in the {name} of the token, received {}",
        match odd {
            Some(character) => quoted(&character.to_string()).to_string(),
            None if part.len() % 4 == 1 =>
                format!("a length of {}, which no bytes encode to", part.len()),
            None => "a last character with bits that belong to no byte".to_owned(),
        }
    ));
    match odd {
        Some('+' | '/' | '=') => {
            error.help("a token uses `-` and `_` in place of `+` and `/`, and no `=`")
        }
        Some(character) if character.is_whitespace() => {
            error.help("give the token alone, without `Bearer`, blanks or line ends")
        }
        _ => error.help("the token seems cut or changed: copy it again"),
    }
}

pub(super) fn invalid(message: impl Into<String>) -> Error {
    Error::new("invalid-token", message)
}
