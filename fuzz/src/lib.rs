//! What the targets have in common.

use rolecall::Error;
use rolecall::span::Span;

/// Spans lie in the text and end between characters, or whoever shows them cannot.
pub fn assert_span(text: &str, span: Option<Span>) {
    if let Some(span) = span {
        assert!(span.of(text).is_some(), "{span:?} of {} bytes", text.len());
    }
}

/// An error points into the text, and can be shown.
pub fn assert_error(text: &str, error: &Error) {
    assert_span(text, error.span);
    assert_harmless(&error.message);
    assert_harmless(error.help.as_deref().unwrap_or_default());
}

/// What is shown does not move the cursor or turn the line round, whoever wrote what it quotes.
pub fn assert_harmless(shown: &str) {
    let harmful = |character: char| {
        (character.is_control() && character != '\n')
            || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!shown.contains(harmful), "{shown:?}");
}

/// What is written as JSON is JSON.
pub fn assert_json(text: &str) {
    serde_json::from_str::<serde::de::IgnoredAny>(text).unwrap();
}

/// Takes an input apart at its first blank lines. What is missing is empty, so that any input is
/// one, and seeds can be read.
pub fn split<const N: usize>(input: &str) -> [&str; N] {
    let mut parts = input.splitn(N, "\n\n");
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}
