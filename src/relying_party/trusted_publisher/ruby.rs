//! Regular expressions of Ruby, as far as they mean the same in Go's.
//!
//! Ruby reads them by Onigmo: <https://docs.ruby-lang.org/en/master/Regexp.html>. `^` and `$` are
//! the beginning and the end of every line, and there is more than Go has. What has another meaning
//! in Go, or none, is not evaluated; whether Ruby takes it is not said.

use std::fmt::Write;

use crate::pattern::regular_expression::{Anchoring, RegularExpression};

/// Reads a pattern; `None` where it is not evaluated.
pub(super) fn parse(pattern: &str) -> Option<RegularExpression> {
    let expression = RegularExpression::parse(&in_go(pattern)?, Anchoring::Search).ok()?;
    expression.unsupported().is_none().then_some(expression)
}

/// The same in Go's syntax.
fn in_go(pattern: &str) -> Option<String> {
    let mut written = String::with_capacity(pattern.len());
    let mut characters = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        match (character, in_class) {
            ('\\', _) => {
                let escaped = characters.next()?;
                match (escaped, in_class) {
                    // A vertical tab is white space in Ruby alone.
                    ('s', true) => written.push_str(r" \t\r\n\f\v"),
                    ('s', false) => written.push_str(r"[ \t\r\n\f\v]"),
                    ('S', false) => written.push_str(r"[^ \t\r\n\f\v]"),
                    ('h', true) => written.push_str("0-9a-fA-F"),
                    ('h', false) => written.push_str("[0-9a-fA-F]"),
                    ('A' | 'z', false)
                    | ('d' | 'D' | 'w' | 'W' | 't' | 'n' | 'r' | 'f' | 'v', _) => {
                        write!(written, "\\{escaped}").ok()?;
                    }
                    _ if escaped.is_ascii_punctuation() => write!(written, "\\{escaped}").ok()?,
                    _ => return None,
                }
            }
            // Sets in sets, and sets that are cut with each other.
            ('[', true) => return None,
            ('&', true) if next == Some('&') => return None,
            ('[', false) => {
                in_class = true;
                written.push('[');
                if next == Some('^') {
                    characters.next();
                    written.push('^');
                }
                // A bracket that stands first is one in Go, and an error in Ruby.
                if characters.peek() == Some(&']') {
                    return None;
                }
            }
            (']', true) => {
                in_class = false;
                written.push(']');
            }
            ('^', false) if takes_a_character(characters.clone()) => written.push_str("(?m:^)"),
            ('^', false) => return None,
            ('$', false) => written.push_str("(?m:$)"),
            // Of what begins so, plain groups alone and those that ignore case mean the same.
            ('(', false) if next == Some('?') => {
                characters.next();
                written.push_str(match (characters.next()?, characters.peek()) {
                    (':', _) => "(?:",
                    ('i', Some(':')) => {
                        characters.next();
                        "(?i:"
                    }
                    _ => return None,
                });
            }
            // As many as the number at most, in Ruby.
            ('{', false) if next == Some(',') => return None,
            (other, _) => written.push(other),
        }
    }
    Some(written)
}

/// Whether what follows takes a character, whatever the text. Behind a line feed that ends the text
/// a line begins in Go and none in Ruby, and only what may take nothing is ever looked for there.
fn takes_a_character(mut rest: impl Iterator<Item = char>) -> bool {
    match rest.next() {
        None | Some('(' | ')' | '|' | '^' | '$' | '*' | '+' | '?' | '{') => return false,
        Some('\\') => {
            if matches!(rest.next(), None | Some('A' | 'z')) {
                return false;
            }
        }
        Some('[') => {
            let mut escaped = false;
            for character in rest.by_ref() {
                match character {
                    ']' if !escaped => break,
                    _ => escaped = character == '\\' && !escaped,
                }
            }
        }
        Some(_) => {}
    }
    !matches!(rest.next(), Some('*' | '?' | '{'))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn what_means_the_same_is_evaluated() {
        for (pattern, text, fits) in [
            ("main", "refs/heads/not-main-x", true),
            (r"\Arefs/tags/v\d+\z", "refs/tags/v12", true),
            (r"\Arefs/tags/v\d+\z", "refs/tags/v12\n", false),
            ("^refs/heads/main$", "evil\nrefs/heads/main", true),
            (r"^[\]a]b$", "evil\n]b", true),
            (r"^\d+$", "evil\n", false),
            (r"\A\h{4}\z", "beef", true),
            (r"\A[\h-]+\z", "be-ef", true),
            (r"a\sb", "a\u{b}b", true),
            ("(?i:MAIN)", "main", true),
            (r"\A(a|b)\z", "b", true),
            ("a.b", "a\nb", false),
        ] {
            let expression = parse(pattern).unwrap();
            assert_eq!(expression.is_match(text), Some(fits), "{pattern} {text:?}");
        }
    }

    #[test]
    fn what_differs_is_not() {
        for pattern in [
            "a(?=b)",
            "a(?!b)",
            "(?<=a)b",
            "(?>a)",
            r"(a)\1",
            "a++",
            "[a&&b]",
            "[a[b]]",
            "[[:alpha:]]",
            r"\p{Alpha}",
            r"\Z",
            r"\bmain\b",
            "(?m)a",
            "(?i)a",
            "a{,2}",
            r"\R",
            r"\u0041",
            "a(",
            r"\x{41}",
            r"\Qa.b\E",
            "[]a]",
            "^",
            "^$",
            "^a*$",
            r"^\d?$",
            r"^[\]a]*$",
            "^(a|)$",
            "(?<n>a)",
            r"a\",
        ] {
            assert!(parse(pattern).is_none(), "{pattern}");
        }
    }
}
