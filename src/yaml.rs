//! YAML as Go programs read it, into the values of [`json`](crate::json), with spans.
//!
//! The relying parties whose policies are YAML read it by way of `sigs.k8s.io/yaml`: YAML 1.1, turned
//! into JSON. So `yes`, `on` and `y` are true, `0x1f`, `017` and `1_000` are numbers and told in
//! decimals, a date is text, and a key that is a number or a boolean is its text. Anchors, aliases
//! and merge keys are resolved. Only the first document of a text is read; [`parse`] says where the
//! next one begins.
//!
//! What is seldom met and read differently from version to version is refused: tags but those for
//! text, lists and maps, and keys that are no text, whole number or boolean.

mod builder;
mod scalar;

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::diagnostic::Error;
use crate::json::Value;
use crate::quote::quoted;
use crate::span::Span;

/// Most values that a text may stand for, those that aliases repeat included.
pub const MAX_VALUES: usize = 100_000;

/// A document.
#[derive(Debug, Clone, PartialEq)]
pub struct Document<'a> {
    /// What it holds; equal keys are kept.
    pub value: Value<'a>,
    /// Where the next document begins, if the text holds one.
    pub next: Option<Span>,
}

/// Reads the first document of a text. A text without one is null.
///
/// # Errors
/// `invalid-yaml`, `nesting-too-deep`, `yaml-too-large` past [`MAX_VALUES`].
pub fn parse(text: &str) -> Result<Document<'_>, Error> {
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let places = Places::new(text, mark);
    let body = text.get(mark..).unwrap_or_default();
    if let Some((at, character)) = body
        .char_indices()
        .find(|(_, character)| unread(*character))
    {
        return Err(invalid(
            format!(
                "expected no control characters and no breaks but line feeds, received {character}",
                character = quoted(&character.to_string())
            ),
            Span::new(mark + at, mark + at + character.len_utf8()),
        ));
    }
    // The parser is lenient here alone.
    let indented = body.trim_start_matches(['\n', '\r', ' ']);
    if indented.starts_with('\t') && !indented.trim_start().is_empty() {
        let at = text.len() - indented.len();
        return Err(invalid(
            "expected spaces to indent with, received a tab",
            Span::new(at, at + 1),
        ));
    }
    let mut builder = builder::Builder::default();
    let mut parser = Parser::new_from_str(body);
    let mut next = None;
    while let Some(event) = parser.next_event() {
        let (event, place) = event.map_err(|error| {
            let at = places.byte(error.marker().index());
            invalid(error.info().to_lowercase(), Span::new(at, at))
        })?;
        let span = Span::new(
            places.byte(place.start.index()),
            places.byte(place.end.index()),
        );
        let span = match &event {
            Event::Scalar(_, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted, ..)
            | Event::SequenceEnd
            | Event::MappingEnd => closed(text, span),
            _ => span,
        };
        match event {
            Event::DocumentStart(_) if builder.is_done() => {
                next = Some(span);
                break;
            }
            event => builder.take(event, span)?,
        }
    }
    Ok(Document {
        value: builder.finish(),
        next,
    })
}

/// The span of a quoted scalar, or of a closing bracket, without the comment behind it.
fn closed(text: &str, span: Span) -> Span {
    let written = span.of(text).unwrap_or_default();
    let quote = match written.chars().next() {
        Some(quote @ ('\'' | '"')) => quote,
        Some(']' | '}') => return Span::new(span.start, span.start + 1),
        _ => return span,
    };
    let mut escaped = false;
    let mut characters = written.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if escaped {
            escaped = false;
        } else if character == '\\' && quote == '"' {
            escaped = true;
        } else if character == quote {
            // Two single quotes in it are one.
            let doubled =
                quote == '\'' && characters.peek().is_some_and(|(_, next)| *next == quote);
            if !doubled {
                return Span::new(span.start, span.start + at + 1);
            }
            escaped = true;
        }
    }
    span
}

/// What Go refuses, and what YAML 1.1 and 1.2 disagree about.
fn unread(character: char) -> bool {
    character.is_ascii_control() && !matches!(character, '\t' | '\n' | '\r')
        || matches!(character, '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn invalid(message: impl Into<String>, span: Span) -> Error {
    Error::new("invalid-yaml", message).at(span)
}

/// Where each character of a text stands, in bytes.
struct Places {
    /// Nothing where every character takes one byte.
    bytes: Vec<usize>,
    /// How many bytes before the text are skipped.
    skipped: usize,
    end: usize,
}

impl Places {
    fn new(text: &str, skipped: usize) -> Self {
        let body = text.get(skipped..).unwrap_or_default();
        let bytes = match body.is_ascii() {
            true => Vec::new(),
            false => body.char_indices().map(|(at, _)| skipped + at).collect(),
        };
        Self {
            bytes,
            skipped,
            end: text.len(),
        }
    }

    fn byte(&self, character: usize) -> usize {
        match self.bytes.is_empty() {
            true => (self.skipped + character).min(self.end),
            false => self.bytes.get(character).copied().unwrap_or(self.end),
        }
    }
}
