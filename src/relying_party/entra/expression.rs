//! Claims matching expressions: `claims['sub'] matches 'repo:octo-org/*' and …`.
//!
//! ```text
//! expression = comparison *( " and " comparison )
//! comparison = "claims['" NAME "'] " OPERATOR " '" TEXT "'"
//! operator   = "eq" / "matches"
//! ```
//!
//! Parts stand one space apart. There is no `or`, no `not` and no bracket beside those of the
//! lookup. A quote in a text is doubled; under `matches` `?` is one character and `*` any number.

use crate::explain::difference::look_alike;
use crate::quote::quoted;
use crate::span::Span;

/// Deepest that anybody has written: each is a test.
const MOST_COMPARISONS: usize = 100;

/// A comparison of a claim. Spans are bytes of the expression.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Comparison<'e> {
    pub(super) claim: &'e str,
    pub(super) operator: Operator<'e>,
    pub(super) operator_span: Span,
    /// What the claim is compared with.
    pub(super) text: String,
    /// Where that stands, quotes included.
    pub(super) text_span: Span,
    /// All of it.
    pub(super) span: Span,
}

/// How a claim is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator<'e> {
    Eq,
    Matches,
    /// One that no documentation names.
    Undocumented(&'e str),
}

impl Operator<'_> {
    pub(super) const fn as_str(&self) -> &str {
        match self {
            Self::Eq => "eq",
            Self::Matches => "matches",
            Self::Undocumented(name) => name,
        }
    }
}

/// Why an expression cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub(super) message: String,
    pub(super) help: Option<&'static str>,
    pub(super) span: Span,
}

/// Takes an expression apart.
pub(super) fn parse(text: &str) -> Result<Vec<Comparison<'_>>, SyntaxError> {
    let mut parser = Parser { text, position: 0 };
    let mut comparisons = Vec::new();
    loop {
        comparisons.push(parser.comparison()?);
        if parser.rest().is_empty() {
            return Ok(comparisons);
        }
        if comparisons.len() == MOST_COMPARISONS {
            return Err(parser.error(format!(
                "expected at most {MOST_COMPARISONS} comparisons, received more"
            )));
        }
        parser.space()?;
        if !parser.take("and") {
            return Err(parser.unexpected("`and`"));
        }
        parser.space()?;
    }
}

struct Parser<'e> {
    text: &'e str,
    position: usize,
}

impl<'e> Parser<'e> {
    fn rest(&self) -> &'e str {
        self.text.get(self.position..).unwrap_or_default()
    }

    /// Moves past `expected`, where it stands here.
    fn take(&mut self, expected: &str) -> bool {
        let is_there = self.rest().starts_with(expected);
        if is_there {
            self.position += expected.len();
        }
        is_there
    }

    fn expect(&mut self, expected: &'static str, described: &str) -> Result<(), SyntaxError> {
        match self.take(expected) {
            true => Ok(()),
            false => Err(self.unexpected(described)),
        }
    }

    fn space(&mut self) -> Result<(), SyntaxError> {
        self.expect(" ", "a space")?;
        match self.rest().chars().next() {
            Some(next) if next.is_whitespace() => Err(self.unexpected("one space")),
            _ => Ok(()),
        }
    }

    fn comparison(&mut self) -> Result<Comparison<'e>, SyntaxError> {
        let start = self.position;
        self.expect("claims", "a lookup such as `claims['sub']`")?;
        self.expect("[", "`[`")?;
        self.expect("'", "a quote `'`")?;
        let name = self.rest();
        let end = name
            .find(['\'', ']', ' ', '"'])
            .filter(|end| *end > 0)
            .ok_or_else(|| self.unexpected("the name of a claim"))?;
        let claim = name.get(..end).unwrap_or_default();
        if let Some((at, _)) = claim
            .char_indices()
            .find(|(_, character)| look_alike(*character).is_some())
        {
            self.position += at;
            return Err(self.unexpected("a quote `'`"));
        }
        self.position += end;
        self.expect("'", "a quote `'`")?;
        self.expect("]", "`]`")?;
        self.space()?;
        let (operator, operator_span) = self.operator()?;
        self.space()?;
        let (text, text_span) = self.comparand()?;
        Ok(Comparison {
            claim,
            operator,
            operator_span,
            text,
            text_span,
            span: Span::new(start, self.position),
        })
    }

    fn operator(&mut self) -> Result<(Operator<'e>, Span), SyntaxError> {
        let rest = self.rest();
        let end = rest
            .find(|character: char| !character.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        let name = rest.get(..end).unwrap_or_default();
        if name.is_empty() {
            return Err(self.unexpected("an operator, `eq` or `matches`"));
        }
        let span = Span::new(self.position, self.position + end);
        self.position += end;
        let operator = match name {
            "eq" => Operator::Eq,
            "matches" => Operator::Matches,
            other => Operator::Undocumented(other),
        };
        Ok((operator, span))
    }

    fn comparand(&mut self) -> Result<(String, Span), SyntaxError> {
        let start = self.position;
        self.expect("'", "a text in quotes `'`")?;
        let mut text = String::new();
        loop {
            let rest = self.rest();
            let Some(end) = rest.find('\'') else {
                let span = Span::new(start, self.text.len());
                return Err(SyntaxError {
                    message: "expected a closing quote `'`, received the end of the expression"
                        .to_owned(),
                    help: rest
                        .contains(['\u{2018}', '\u{2019}'])
                        .then_some(TYPOGRAPHIC),
                    span,
                });
            };
            text.push_str(rest.get(..end).unwrap_or_default());
            self.position += end + 1;
            if !self.take("'") {
                return Ok((text, Span::new(start, self.position)));
            }
            text.push('\'');
        }
    }

    fn error(&self, message: String) -> SyntaxError {
        let width = self.rest().chars().next().map_or(0, char::len_utf8);
        SyntaxError {
            message,
            help: None,
            span: Span::new(self.position, self.position + width),
        }
    }

    fn unexpected(&self, expected: &str) -> SyntaxError {
        let rest = self.rest();
        let Some(character) = rest.chars().next() else {
            return self.error(format!(
                "expected {expected}, received the end of the expression"
            ));
        };
        let word = rest.split([' ', '(', '[', '\'']).next().unwrap_or_default();
        let (received, help) = match word {
            "or" | "||" => (
                "`or`".to_owned(),
                Some("there is no `or`: make a credential of each, any of which suffices"),
            ),
            "not" | "!" => (
                "`not`".to_owned(),
                Some("there is no `not`: say what comes in, not what stays out"),
            ),
            "&&" | "AND" | "And" => (quoted(word).to_string(), Some("write `and`")),
            _ => (
                quoted(&character.to_string()).to_string(),
                match character {
                    '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' => Some(TYPOGRAPHIC),
                    '"' => Some("quotes are single: write `'`"),
                    '(' | ')' => Some(
                        "expressions have no parentheses: comparisons are joined by `and` alone",
                    ),
                    ' ' => Some("the parts stand exactly one space apart"),
                    _ if expected.contains("in quotes") => {
                        Some("put what the claim is compared with in single quotes")
                    }
                    _ => None,
                },
            ),
        };
        SyntaxError {
            help,
            ..self.error(format!("expected {expected}, received {received}"))
        }
    }
}

const TYPOGRAPHIC: &str =
    "it is a typographic quote, as word processors and web pages make them: write `'`";

/// A text as a comparand, quotes included.
pub(super) fn written(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at<'e>(text: &'e str, error: &SyntaxError) -> &'e str {
        error.span.of(text).unwrap()
    }

    #[test]
    fn comparisons_have_places() {
        let text = "claims['sub'] matches 'repo:o/*' and claims['repository_id'] eq '4''5'";
        let comparisons = parse(text).unwrap();
        let [first, second] = comparisons.as_slice() else {
            panic!("two comparisons");
        };
        assert_eq!(
            (first.claim, first.operator, first.text.as_str()),
            ("sub", Operator::Matches, "repo:o/*")
        );
        assert_eq!(first.text_span.of(text), Some("'repo:o/*'"));
        assert_eq!(
            first.span.of(text),
            Some("claims['sub'] matches 'repo:o/*'")
        );
        assert_eq!(second.operator_span.of(text), Some("eq"));
        assert_eq!(
            (second.text.as_str(), second.text_span.of(text)),
            ("4'5", Some("'4''5'"))
        );
        assert_eq!(written("4'5"), "'4''5'");
    }

    #[test]
    fn other_operators_are_operators() {
        let comparisons = parse("claims['sub'] startswith 'repo:o/'").unwrap();
        assert_eq!(
            comparisons[0].operator,
            Operator::Undocumented("startswith")
        );
    }

    #[test]
    fn what_is_wrong_is_told_where_it_stands() {
        for (text, place, message) in [
            (
                "",
                "",
                "expected a lookup such as `claims['sub']`, received the end of the expression",
            ),
            (
                "sub eq 'x'",
                "s",
                "expected a lookup such as `claims['sub']`, received `s`",
            ),
            (
                "claims[sub] eq 'x'",
                "s",
                "expected a quote `'`, received `s`",
            ),
            (
                "claims[\"sub\"] eq 'x'",
                "\"",
                "expected a quote `'`, received `\"`",
            ),
            (
                "claims[\u{2018}sub\u{2019}] eq 'x'",
                "\u{2018}",
                "expected a quote `'`, received `\u{2018}`",
            ),
            (
                "claims['sub\u{2019}] eq 'x'",
                "\u{2019}",
                "expected a quote `'`, received `\u{2019}`",
            ),
            (
                "claims['']",
                "'",
                "expected the name of a claim, received `'`",
            ),
            (
                "claims['sub']  eq 'x'",
                " ",
                "expected one space, received ` `",
            ),
            (
                "claims['sub'] == 'x'",
                "=",
                "expected an operator, `eq` or `matches`, received `=`",
            ),
            (
                "claims['sub'] eq x",
                "x",
                "expected a text in quotes `'`, received `x`",
            ),
            (
                "claims['sub'] eq 'x",
                "'x",
                "expected a closing quote `'`, received the end of the expression",
            ),
            (
                "claims['sub'] eq 'x' or claims['sub'] eq 'y'",
                "o",
                "expected `and`, received `or`",
            ),
            (
                "claims['sub'] eq 'x' and",
                "",
                "expected a space, received the end of the expression",
            ),
            (
                "claims['sub'] eq 'x' ",
                "",
                "expected `and`, received the end of the expression",
            ),
            (
                "(claims['sub'] eq 'x')",
                "(",
                "expected a lookup such as `claims['sub']`, received `(`",
            ),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(
                (at(text, &error), error.message.as_str()),
                (place, message),
                "{text}"
            );
        }
    }

    #[test]
    fn known_slips_have_help() {
        for (text, help) in [
            ("claims['sub'] eq 'x' or claims['sub'] eq 'y'", "no `or`"),
            ("not claims['sub'] eq 'x'", "no `not`"),
            ("claims[\u{2018}sub\u{2019}] eq 'x'", "typographic"),
            ("claims['sub'] matches \u{2018}x\u{2019}", "typographic"),
            ("claims['sub'] matches 'x\u{2019}", "typographic"),
            ("claims[\"sub\"] eq 'x'", "single"),
            ("claims['sub'] eq 'x' && claims['y'] eq 'z'", "`and`"),
            (
                "claims['sub'] matches system:serviceaccount:ns:*",
                "single quotes",
            ),
        ] {
            let error = parse(text).unwrap_err();
            assert!(
                error.help.is_some_and(|found| found.contains(help)),
                "{text}: {error:?}"
            );
        }
    }
}
