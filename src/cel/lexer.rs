//! From text to tokens.

use super::literal;
use crate::diagnostic::Error;
use crate::quote::quoted;
use crate::span::Span;

/// A token and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token<'t> {
    pub(super) kind: TokenKind<'t>,
    pub(super) span: Span,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind<'t> {
    /// A name, keywords among them.
    Name(&'t str),
    /// A name in backticks, which may stand after a dot.
    QuotedName(&'t str),
    /// A whole number without its sign, as it was written.
    Int(&'t str),
    /// A whole number without its sign and its `u`.
    Uint(&'t str),
    /// A number with a point or an exponent.
    Double(&'t str),
    String(String),
    Bytes(Vec<u8>),
    /// An operator or a bracket.
    Mark(&'static str),
    End,
}

impl TokenKind<'_> {
    /// What it is, for messages.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Name(text) | Self::Int(text) | Self::Double(text) => quoted(text).to_string(),
            Self::QuotedName(_) => "a name in backticks".to_owned(),
            Self::Uint(text) => format!("`{text}u`"),
            Self::String(_) => "a string".to_owned(),
            Self::Bytes(_) => "bytes".to_owned(),
            Self::Mark(mark) => format!("`{mark}`"),
            Self::End => "the end".to_owned(),
        }
    }
}

/// The longest first, so that `<=` is not taken for `<`.
const MARKS: &[&str] = &[
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ".", ",",
    "(", ")", "[", "]", "{", "}",
];

/// Reads one token after another.
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn next(&mut self) -> Result<Token<'t>, Error> {
        self.skip_blanks();
        let start = self.at;
        let rest = self.rest();
        let (kind, length) = self.token(rest)?;
        self.at += length;
        Ok(Token {
            kind,
            span: Span::new(start, self.at),
        })
    }

    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            let blanks = rest.len()
                - rest
                    .trim_start_matches([' ', '\t', '\n', '\r', '\u{c}'])
                    .len();
            let comment = match rest
                .get(blanks..)
                .is_some_and(|rest| rest.starts_with("//"))
            {
                true => rest
                    .get(blanks..)
                    .map_or(0, |rest| rest.find('\n').unwrap_or(rest.len())),
                false => 0,
            };
            if blanks + comment == 0 {
                return;
            }
            self.at += blanks + comment;
        }
    }

    fn token(&self, rest: &'t str) -> Result<(TokenKind<'t>, usize), Error> {
        let Some(first) = rest.chars().next() else {
            return Ok((TokenKind::End, 0));
        };
        if let Some(opening) = literal::opening(rest) {
            return literal::string(rest, opening, self.at);
        }
        if first.is_ascii_alphabetic() || first == '_' {
            let length = name_length(rest);
            return Ok((
                TokenKind::Name(rest.get(..length).unwrap_or_default()),
                length,
            ));
        }
        if first == '`' {
            return self.quoted_name(rest);
        }
        if let Some((kind, length)) = literal::number(rest) {
            return Ok((kind, length));
        }
        for mark in MARKS {
            if rest.starts_with(mark) {
                return Ok((TokenKind::Mark(mark), mark.len()));
            }
        }
        let span = Span::new(self.at, self.at + first.len_utf8());
        let error = Error::new(
            "invalid-expression",
            format!(
                "expected an operand or operator, received {}",
                quoted(&first.to_string())
            ),
        )
        .at(span);
        Err(match first {
            '‘' | '’' | '“' | '”' => error.help(
                "strings stand between straight quotes, `'` or `\"`; a word processor has changed them",
            ),
            '=' => error.help("two values are compared with `==`"),
            '&' => error.help("conditions are joined with `&&`"),
            '|' => error.help("alternatives are joined with `||`"),
            _ => error,
        })
    }

    fn quoted_name(&self, rest: &'t str) -> Result<(TokenKind<'t>, usize), Error> {
        let inside = rest.get(1..).unwrap_or_default();
        let length = inside.find('`').unwrap_or(0);
        let name = inside.get(..length).unwrap_or_default();
        let allowed = |character: char| {
            character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '-' | '/' | ' ')
        };
        if name.is_empty() || !name.chars().all(allowed) {
            return Err(Error::new(
                "invalid-expression",
                "expected a name of letters, digits, `_`, `.`, `-`, `/` and blanks between backticks",
            )
            .at(Span::new(self.at, self.at + 1)));
        }
        Ok((TokenKind::QuotedName(name), length + 2))
    }
}

/// How long the name is with which `text` begins.
pub(super) fn name_length(text: &str) -> usize {
    text.bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        .count()
}
