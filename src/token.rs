//! Tokens as people have them: a JWT, `Bearer …`, or the JSON text of the claims alone.
//!
//! A JWT is decoded, **never verified**: whoever can write base64url can write any claims. What
//! is said of such a token holds only if its signature is good.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::diagnostic::Error;
use crate::json::{self, Reader};
use crate::quote::quoted;
use crate::span::Span;

/// Largest token, in bytes of UTF-8.
pub const MAX_TOKEN: usize = 256 * 1024;

/// A token taken apart, its JSON not yet read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'a> {
    /// The JSON text of the header; `None` where claims came alone.
    pub header: Option<String>,
    /// The JSON text of the claims.
    pub claims: Cow<'a, str>,
    /// Where the claims begin in the text that was given, in bytes; `None` where they were encoded.
    pub claims_start: Option<usize>,
    /// The signature in base64url; `None` where claims came alone.
    pub signature: Option<&'a str>,
}

/// Takes `text` apart.
///
/// # Errors
/// `token-too-large` above [`MAX_TOKEN`]; `invalid-token` for what is neither a JWT nor the JSON
/// text of an object.
pub fn decode(text: &str) -> Result<Token<'_>, Error> {
    if text.len() > MAX_TOKEN {
        return Err(Error::new(
            "token-too-large",
            format!(
                "expected a token of at most {MAX_TOKEN} bytes, received {}",
                text.len()
            ),
        ));
    }
    let offset = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    let trimmed = without_scheme(text.trim_matches(is_blank));
    if trimmed.is_empty() {
        return Err(invalid(
            "expected a JWT or the JSON text of its claims, received nothing",
        ));
    }
    if trimmed.starts_with(['{', '[', '"']) {
        return Ok(Token {
            header: None,
            claims: Cow::Borrowed(trimmed),
            claims_start: Some(offset(trimmed)),
            signature: None,
        });
    }
    let parts: Vec<&str> = trimmed.split('.').collect();
    let [header, claims, signature] = parts.as_slice() else {
        let error = invalid(format!(
            "expected a JWT of three parts with dots between, received {}",
            match parts.len() {
                1 => "one part".to_owned(),
                count => format!("{count} parts"),
            }
        ));
        return Err(match parts.len() {
            5 => error.help(
                "five parts are an encrypted token (JWE): only its recipient can read the claims",
            ),
            2 => error
                .help("the signature is missing: copy the whole token, or give the claims as JSON"),
            _ => error.help("give the token as it was issued, or the JSON text of its claims"),
        });
    };
    let part = |name, part: &str| {
        decode_part(name, part).map_err(|error| {
            let start = offset(part);
            error.at(Span::new(start, start + part.len()))
        })
    };
    let header_text = part("header", header)?;
    if !is_object(&header_text) {
        return Err(invalid(
            "expected a JSON object in the header of the JWT, received something else",
        )
        .at(Span::new(offset(header), offset(header) + header.len())));
    }
    let claims_text = part("payload", claims)?;
    decode_bytes("signature", signature)?;
    Ok(Token {
        header: Some(header_text),
        claims: Cow::Owned(claims_text),
        claims_start: None,
        signature: Some(signature),
    })
}

/// Whether `text` is the JSON text of an object.
fn is_object(text: &str) -> bool {
    let mut reader = Reader::new(text);
    reader.peek() == Some(b'{') && reader.skip().is_ok() && reader.finish().is_ok()
}

/// Longest text that is searched for a token, in bytes of UTF-8.
pub const MAX_SEARCHED: usize = 1024 * 1024;

/// Finds the first token in a text that may hold more: a line of a log, a request, an answer. A JWT
/// goes before claims; one that was broken over several lines is put together.
pub fn find(text: &str) -> Option<Cow<'_, str>> {
    if text.len() > MAX_SEARCHED {
        return None;
    }
    let is_token = |candidate: &str| {
        decode(candidate).is_ok_and(|token| {
            json::parse(&token.claims)
                .is_ok_and(|claims| claims.get("iss").is_some() || claims.get("sub").is_some())
        })
    };
    let of_jwt =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.');
    let words = text.split(|character| !of_jwt(character));
    let begins = |word: &'_ str| word.find("eyJ");
    for word in words {
        let Some(candidate) = begins(word).and_then(|start| word.get(start..)) else {
            continue;
        };
        let candidate = candidate.trim_end_matches('.');
        if is_token(candidate) {
            return Some(Cow::Borrowed(candidate));
        }
    }
    if begins(without_scheme(text.trim_matches(is_blank))) == Some(0) {
        let joined: String = without_scheme(text.trim_matches(is_blank))
            .chars()
            .filter(|character| !is_blank(*character))
            .collect();
        if is_token(&joined) {
            return Some(Cow::Owned(joined));
        }
    }
    let braces = text.match_indices('{').map(|(start, _)| start);
    braces.take(MAX_OBJECTS).find_map(|start| {
        let span = Reader::starting_at(text, start).skip().ok()?;
        let object = span.of(text)?;
        is_token(object).then_some(Cow::Borrowed(object))
    })
}

/// Most objects in a text that are looked at for claims.
const MAX_OBJECTS: usize = 64;

fn is_blank(character: char) -> bool {
    character.is_whitespace() || character == '\u{feff}'
}

/// Drops `Authorization:` and `Bearer`, as copied from a request.
fn without_scheme(text: &str) -> &str {
    let mut rest = text;
    for word in ["authorization:", "bearer"] {
        if let Some((head, tail)) = rest.split_at_checked(word.len())
            && head.eq_ignore_ascii_case(word)
            && (word.ends_with(':') || tail.is_empty() || tail.starts_with(is_blank))
        {
            rest = tail.trim_matches(is_blank);
        }
    }
    rest
}

fn decode_part(name: &str, part: &str) -> Result<String, Error> {
    String::from_utf8(decode_bytes(name, part)?).map_err(|_| {
        Error::new(
            "invalid-unicode",
            format!("expected UTF-8 in the {name} of the JWT, received other bytes"),
        )
    })
}

fn decode_bytes(name: &str, part: &str) -> Result<Vec<u8>, Error> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| {
        let error = invalid(format!(
            "expected base64url without padding in the {name} of the JWT, received {}",
            odd_character(part)
        ));
        if part.contains(['+', '/', '=']) {
            error.help("a JWT uses `-` and `_` in place of `+` and `/`, and no `=`")
        } else {
            error.help("the token seems cut or changed: copy it again")
        }
    })
}

fn odd_character(part: &str) -> String {
    part.chars()
        .find(|character| !character.is_ascii_alphanumeric() && !matches!(character, '-' | '_'))
        .map_or_else(
            || format!("{} characters, which no bytes encode to", part.len()),
            |character| quoted(&character.to_string()).to_string(),
        )
}

fn invalid(message: impl Into<String>) -> Error {
    Error::new("invalid-token", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_found_in_other_text() {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let jwt = format!(
            "{}.{}.c2ln",
            part(r#"{"alg":"RS256"}"#),
            part(r#"{"iss":"https://idp.example.com","sub":"é"}"#)
        );
        for text in [
            jwt.clone(),
            format!("  Authorization: Bearer {jwt}\n"),
            format!("12:00 INFO token=\"{jwt}\", next"),
            format!("eyJhbGciOiJub25lIn0.e30. and {jwt}."),
            format!("{}\n{}", jwt.get(..40).unwrap(), jwt.get(40..).unwrap()),
        ] {
            assert_eq!(find(&text).as_deref(), Some(jwt.as_str()), "{text}");
        }
        let claims = r#"{ "sub": "é" }"#;
        assert_eq!(
            find(&format!("got {{\"x\": 1}} and {claims}!")).as_deref(),
            Some(claims)
        );
        for text in [
            "",
            "eyJ",
            "eyJ.eyJ.eyJ",
            "{",
            r#"{"Statement": []}"#,
            "é eyJé.x.y",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
        assert_eq!(find(&"{".repeat(MAX_SEARCHED)), None);
        assert_eq!(find(&"eyJ.".repeat(MAX_SEARCHED / 4)), None);
    }
}
