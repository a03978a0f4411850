//! Numbers, strings and bytes as they are written.

use super::lexer::TokenKind;
use crate::diagnostic::Error;
use crate::quote::quoted;
use crate::span::Span;

/// The number with which `rest` begins, without a sign, and its length.
pub(super) fn number(rest: &str) -> Option<(TokenKind<'_>, usize)> {
    let digits = |from: usize| {
        rest.bytes()
            .skip(from)
            .take_while(u8::is_ascii_digit)
            .count()
    };
    let byte = |at: usize| rest.as_bytes().get(at).copied();
    let unsigned = |at: usize| matches!(byte(at), Some(b'u' | b'U'));
    if rest.starts_with("0x") || rest.starts_with("0X") {
        let hex = rest
            .bytes()
            .skip(2)
            .take_while(u8::is_ascii_hexdigit)
            .count();
        if hex > 0 {
            let text = rest.get(..2 + hex)?;
            return Some(match unsigned(2 + hex) {
                true => (TokenKind::Uint(text), 3 + hex),
                false => (TokenKind::Int(text), 2 + hex),
            });
        }
    }
    let whole = digits(0);
    let mut length = whole;
    let mut double = false;
    if byte(length) == Some(b'.') && digits(length + 1) > 0 {
        length += 1 + digits(length + 1);
        double = true;
    }
    if length == 0 {
        return None;
    }
    if matches!(byte(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(byte(length + 1), Some(b'+' | b'-')));
        let power = digits(length + 1 + sign);
        if power > 0 {
            length += 1 + sign + power;
            double = true;
        }
    }
    let text = rest.get(..length)?;
    Some(match (double, unsigned(length)) {
        (true, _) => (TokenKind::Double(text), length),
        (false, true) => (TokenKind::Uint(text), length + 1),
        (false, false) => (TokenKind::Int(text), length),
    })
}

/// The value of the text of a whole number, which may be hexadecimal.
pub(super) fn magnitude(text: &str) -> Option<u64> {
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}

/// How a string begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opening {
    raw: bool,
    bytes: bool,
    prefix: usize,
    quote: char,
    triple: bool,
}

/// How the string with which `rest` begins does so, if it is one.
pub(super) fn opening(rest: &str) -> Option<Opening> {
    let mut inside = rest;
    let mut take = |letters: [char; 2]| match inside.strip_prefix(letters) {
        Some(after) => {
            inside = after;
            true
        }
        None => false,
    };
    let bytes = take(['b', 'B']);
    let raw = take(['r', 'R']);
    let quote = inside
        .chars()
        .next()
        .filter(|quote| matches!(quote, '\'' | '"'))?;
    let triple = inside.starts_with([quote; 3].iter().collect::<String>().as_str());
    Some(Opening {
        raw,
        bytes,
        prefix: usize::from(bytes) + usize::from(raw),
        quote,
        triple,
    })
}

/// Reads a string that begins so; `at` is where it stands.
pub(super) fn string(
    rest: &str,
    opening: Opening,
    at: usize,
) -> Result<(TokenKind<'_>, usize), Error> {
    let marks = if opening.triple { 3 } else { 1 };
    let start = opening.prefix + marks;
    let mut out = Vec::new();
    let mut characters = rest.get(start..).unwrap_or_default().char_indices();
    let closing: String = std::iter::repeat_n(opening.quote, marks).collect();
    let unclosed = || {
        Error::new(
            "invalid-expression",
            format!("expected `{closing}` at the end of a string"),
        )
        .at(Span::new(at, at + rest.len().min(start)))
    };
    loop {
        let Some((offset, character)) = characters.next() else {
            return Err(unclosed());
        };
        let here = rest.get(start + offset..).unwrap_or_default();
        if here.starts_with(&closing) {
            let length = start + offset + marks;
            let kind = if opening.bytes {
                TokenKind::Bytes(out)
            } else {
                // Escapes add whole characters, and the rest was text before.
                TokenKind::String(String::from_utf8_lossy(&out).into_owned())
            };
            return Ok((kind, length));
        }
        let mut push = |character: char| {
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        };
        match character {
            '\n' | '\r' if !opening.triple => return Err(unclosed()),
            // A line ends the same way wherever the text was written.
            '\r' => {
                if !here.starts_with("\r\n") {
                    push('\n');
                }
            }
            '\\' if !opening.raw => {
                let Some((escaped, length)) = escape(here, opening.bytes) else {
                    let shown: String = here.chars().take(2).collect();
                    let end = at + start + offset + shown.len();
                    return Err(Error::new(
                        "invalid-expression",
                        format!(
                            "expected an escape that CEL has, received {}",
                            quoted(&shown)
                        ),
                    )
                    .help("a backslash is written `\\\\`, or the string as `r'…'`")
                    .at(Span::new(at + start + offset, end)));
                };
                match escaped {
                    Escaped::Character(character) => push(character),
                    Escaped::Byte(byte) => out.push(byte),
                }
                while characters
                    .clone()
                    .next()
                    .is_some_and(|(next, _)| next < offset + length)
                {
                    characters.next();
                }
            }
            // In a raw string a backslash is itself, so that `r'\'` is closed.
            character => push(character),
        }
    }
}

enum Escaped {
    Character(char),
    Byte(u8),
}

/// What the escape with which `text` begins stands for, and its length.
fn escape(text: &str, bytes: bool) -> Option<(Escaped, usize)> {
    let letter = text.chars().nth(1)?;
    let digits = |count: usize, radix: u32| {
        let start = if radix == 8 { 1 } else { 2 };
        let digits = text.get(start..start + count)?;
        let value = digits
            .bytes()
            .all(|byte| char::from(byte).is_digit(radix))
            .then(|| u32::from_str_radix(digits, radix).ok())??;
        Some((value, start + count))
    };
    let simple = |character| Some((Escaped::Character(character), 2));
    let numbered = |(value, length): (u32, usize)| {
        let escaped = match bytes {
            true => Escaped::Byte(u8::try_from(value).ok()?),
            false => Escaped::Character(char::from_u32(value)?),
        };
        Some((escaped, length))
    };
    match letter {
        'a' => simple('\u{7}'),
        'b' => simple('\u{8}'),
        'f' => simple('\u{c}'),
        'n' => simple('\n'),
        'r' => simple('\r'),
        't' => simple('\t'),
        'v' => simple('\u{b}'),
        '\\' | '?' | '"' | '\'' | '`' => simple(letter),
        'x' | 'X' => numbered(digits(2, 16)?),
        'u' if !bytes => numbered(digits(4, 16)?),
        'U' if !bytes => numbered(digits(8, 16)?),
        '0'..='3' => numbered(digits(3, 8)?),
        _ => None,
    }
}
