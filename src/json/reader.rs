//! Reads JSON a value at a time, so that a caller may build, look through or skip what comes.

use std::borrow::Cow;

use super::{Kind, MAX_NESTING, Member, Value};
use crate::diagnostic::Error;
use crate::quote::quoted;
use crate::span::Span;

/// A key and where it stands, quotes included.
pub(crate) type Key<'a> = (Cow<'a, str>, Span);

/// A reader over one text.
pub(crate) struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    position: usize,
    depth: usize,
}

/// The highest bit of the first of eight bytes, the lowest first, that is a quote, a backslash or a
/// control character, and perhaps bits above it; 0 where none is.
fn text_ends(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let quote = word ^ (ONES * b'"' as u64);
    let backslash = word ^ (ONES * b'\\' as u64);
    let is_zero = |bytes: u64| bytes.wrapping_sub(ONES) & !bytes;
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    (is_zero(quote) | is_zero(backslash) | control) & HIGH
}

impl<'a> Reader<'a> {
    /// A reader at the beginning of `text`, past a byte order mark.
    pub(crate) fn new(text: &'a str) -> Self {
        let start = if text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        };
        Self::starting_at(text, start)
    }

    /// A reader at byte `position` of `text`.
    pub(crate) fn starting_at(text: &'a str, position: usize) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            position,
            depth: 0,
        }
    }

    /// How far it has read, in bytes.
    pub(crate) fn position(&self) -> usize {
        self.position
    }

    /// The first byte of the next value or mark; `None` at the end.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.bytes.get(self.position) {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => self.position += 1,
                _ => return Some(*byte),
            }
        }
        None
    }

    /// Makes sure that nothing follows.
    pub(crate) fn finish(&mut self) -> Result<(), Error> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.unexpected("the end of the text")),
        }
    }

    /// Reads a value and builds it.
    pub(crate) fn value(&mut self) -> Result<Value<'a>, Error> {
        let first = self.peek();
        let start = self.position;
        let kind = match first {
            Some(b'{') => {
                let mut members = Vec::new();
                self.object(|reader, (key, key_span)| {
                    let value = reader.value()?;
                    members.push(Member {
                        key,
                        key_span,
                        value,
                    });
                    Ok(())
                })?;
                Kind::Object(members)
            }
            Some(b'[') => {
                let mut items = Vec::new();
                self.array(|reader| {
                    items.push(reader.value()?);
                    Ok(())
                })?;
                Kind::Array(items)
            }
            Some(b'"') => Kind::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => Kind::Number(Cow::Borrowed(self.number()?)),
            Some(b't') => self.literal("true", Kind::Boolean(true))?,
            Some(b'f') => self.literal("false", Kind::Boolean(false))?,
            Some(b'n') => self.literal("null", Kind::Null)?,
            _ => return Err(self.unexpected("a value")),
        };
        Ok(Value {
            span: Span::new(start, self.position),
            kind,
        })
    }

    /// Reads past a value, checking it as [`Self::value`] would. Gives its span.
    pub(crate) fn skip(&mut self) -> Result<Span, Error> {
        let first = self.peek();
        let start = self.position;
        match first {
            Some(b'{') => self.members(Self::skip_string, |reader, ()| reader.skip().map(drop))?,
            Some(b'[') => self.array(|reader| reader.skip().map(drop))?,
            Some(b'"') => self.skip_string()?,
            Some(b'-' | b'0'..=b'9') => drop(self.number()?),
            Some(b't') => self.literal("true", ())?,
            Some(b'f') => self.literal("false", ())?,
            Some(b'n') => self.literal("null", ())?,
            _ => return Err(self.unexpected("a value")),
        }
        Ok(Span::new(start, self.position))
    }

    /// Reads an object; `member` must read the value that belongs to the key.
    pub(crate) fn object(
        &mut self,
        mut member: impl FnMut(&mut Self, Key<'a>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.members(
            |reader| {
                let start = reader.position;
                let key = reader.string()?;
                Ok((key, Span::new(start, reader.position)))
            },
            |reader, key| member(reader, key),
        )
    }

    fn members<K>(
        &mut self,
        key: impl Fn(&mut Self) -> Result<K, Error>,
        mut member: impl FnMut(&mut Self, K) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.enter()?;
        if self.peek() == Some(b'}') {
            return self.leave();
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("a key in double quotes"));
            }
            let key = key(self)?;
            if self.peek() != Some(b':') {
                return Err(self.unexpected("`:` after the key"));
            }
            self.position += 1;
            member(self, key)?;
            match self.peek() {
                Some(b',') => self.position += 1,
                Some(b'}') => return self.leave(),
                _ => return Err(self.unexpected("`,` or `}` after the member")),
            }
        }
    }

    /// Reads an array; `item` must read one value.
    pub(crate) fn array(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.enter()?;
        if self.peek() == Some(b']') {
            return self.leave();
        }
        loop {
            item(self)?;
            match self.peek() {
                Some(b',') => self.position += 1,
                Some(b']') => return self.leave(),
                _ => return Err(self.unexpected("`,` or `]` after the item")),
            }
        }
    }

    fn enter(&mut self) -> Result<(), Error> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return Err(Error::new(
                "nesting-too-deep",
                format!("expected at most {MAX_NESTING} levels of nesting, received more"),
            )
            .at(Span::new(self.position, self.position + 1)));
        }
        self.position += 1;
        Ok(())
    }

    fn leave(&mut self) -> Result<(), Error> {
        self.depth -= 1;
        self.position += 1;
        Ok(())
    }

    fn literal<T>(&mut self, word: &'static str, value: T) -> Result<T, Error> {
        let rest = self.text.get(self.position..).unwrap_or_default();
        if rest.starts_with(word) {
            self.position += word.len();
            Ok(value)
        } else {
            Err(self.unexpected("a value"))
        }
    }

    fn number(&mut self) -> Result<&'a str, Error> {
        let start = self.position;
        if self.byte() == Some(b'-') {
            self.position += 1;
        }
        match self.byte() {
            Some(b'0') => self.position += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(self.unexpected("a digit")),
        }
        if self.byte() == Some(b'.') {
            self.position += 1;
            self.some_digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.position += 1;
            if let Some(b'+' | b'-') = self.byte() {
                self.position += 1;
            }
            self.some_digits()?;
        }
        Ok(self.text.get(start..self.position).unwrap_or_default())
    }

    fn some_digits(&mut self) -> Result<(), Error> {
        if !matches!(self.byte(), Some(b'0'..=b'9')) {
            return Err(self.unexpected("a digit"));
        }
        self.digits();
        Ok(())
    }

    fn digits(&mut self) {
        while let Some(b'0'..=b'9') = self.byte() {
            self.position += 1;
        }
    }

    fn byte(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    /// Reads a string; borrowed where it has no escapes.
    pub(crate) fn string(&mut self) -> Result<Cow<'a, str>, Error> {
        self.string_with(|_, _| ())
    }

    /// As [`Self::string`]; says behind each escape how long the text is there, and where that is.
    pub(crate) fn string_with(
        &mut self,
        mut behind_escape: impl FnMut(usize, usize),
    ) -> Result<Cow<'a, str>, Error> {
        let start = self.position + 1;
        self.position = start;
        self.plain_text();
        if self.byte() == Some(b'"') {
            let text = self.text.get(start..self.position).unwrap_or_default();
            self.position += 1;
            return Ok(Cow::Borrowed(text));
        }
        let mut text = self
            .text
            .get(start..self.position)
            .unwrap_or_default()
            .to_owned();
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.position += 1;
                    return Ok(Cow::Owned(text));
                }
                Some(b'\\') => {
                    text.push(self.escape()?);
                    behind_escape(text.len(), self.position);
                }
                _ => return Err(self.broken_string(start - 1)),
            }
            let from = self.position;
            self.plain_text();
            text.push_str(self.text.get(from..self.position).unwrap_or_default());
        }
    }

    fn skip_string(&mut self) -> Result<(), Error> {
        let start = self.position;
        self.position += 1;
        loop {
            self.plain_text();
            match self.byte() {
                Some(b'"') => {
                    self.position += 1;
                    return Ok(());
                }
                Some(b'\\') => drop(self.escape()?),
                _ => return Err(self.broken_string(start)),
            }
        }
    }

    /// Moves to the next quote, backslash or control character.
    fn plain_text(&mut self) {
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        let (words, tail) = rest.as_chunks();
        for word in words {
            let ends = text_ends(u64::from_le_bytes(*word));
            if ends != 0 {
                self.position += (ends.trailing_zeros() / 8) as usize;
                return;
            }
            self.position += word.len();
        }
        self.position += tail
            .iter()
            .position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))
            .unwrap_or(tail.len());
    }

    fn broken_string(&self, start: usize) -> Error {
        match self.byte() {
            None => invalid(
                "expected a closing `\"`, received the end of the text",
                Span::new(start, self.position),
            ),
            Some(byte) => invalid(
                format!(
                    "expected the escape `\\u{byte:04x}`, received a raw control character in a string"
                ),
                Span::new(self.position, self.position + 1),
            ),
        }
    }

    fn escape(&mut self) -> Result<char, Error> {
        let start = self.position;
        self.position += 1;
        let character = match self.byte() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.position += 1;
                return self.unicode_escape(start);
            }
            _ => {
                return Err(self.unexpected(
                    "one of `\"`, `\\`, `/`, `b`, `f`, `n`, `r`, `t`, `u` after the backslash",
                ));
            }
        };
        self.position += 1;
        Ok(character)
    }

    fn unicode_escape(&mut self, start: usize) -> Result<char, Error> {
        let first = self.hexadecimal()?;
        let mut code = first;
        if (0xd800..0xdc00).contains(&first)
            && self.bytes.get(self.position..self.position + 2) == Some(b"\\u")
        {
            let back = self.position;
            self.position += 2;
            let second = self.hexadecimal()?;
            if (0xdc00..0xe000).contains(&second) {
                code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            } else {
                self.position = back;
            }
        }
        char::from_u32(code).ok_or_else(|| {
            Error::new(
                "invalid-unicode",
                format!("expected a pair of surrogates, received `\\u{first:04x}` alone"),
            )
            .help("half a surrogate pair is no character: write the character itself")
            .at(Span::new(start, self.position))
        })
    }

    fn hexadecimal(&mut self) -> Result<u32, Error> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.byte().and_then(|byte| char::from(byte).to_digit(16));
            match digit {
                Some(digit) => code = code * 16 + digit,
                None => return Err(self.unexpected("four hexadecimal digits after `\\u`")),
            }
            self.position += 1;
        }
        Ok(code)
    }

    fn unexpected(&self, expected: &str) -> Error {
        let rest = self.text.get(self.position..).unwrap_or_default();
        let Some(character) = rest.chars().next() else {
            return invalid(
                format!("expected {expected}, received the end of the text"),
                Span::new(self.position, self.position),
            );
        };
        let word: String = rest
            .chars()
            .take(20)
            .take_while(|character| character.is_alphanumeric() || *character == '_')
            .collect();
        let received = if word.is_empty() {
            crate::quote::shown(&character.to_string())
        } else {
            word
        };
        let error = invalid(
            format!(
                "expected {expected}, received {received}",
                received = quoted(&received)
            ),
            Span::new(self.position, self.position + character.len_utf8()),
        );
        match character {
            '\'' => error.help("JSON takes double quotes alone"),
            '\u{201c}' | '\u{201d}' | '\u{2018}' | '\u{2019}' => {
                error.help("replace the typographic quote by `\"`")
            }
            '/' | '#' => error.help("JSON has no comments: remove it"),
            '}' | ']' => error.help("remove the comma before it, or write what is missing"),
            _ => error,
        }
    }
}

fn invalid(message: impl Into<String>, span: Span) -> Error {
    Error::new("invalid-json", message).at(span)
}
